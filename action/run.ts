import { setOutput } from '@actions/core';
import { code } from '../cli/formats/markdown-text.ts';
import { exitOfRun } from '../deploy/run-job.ts';
import { type ClusterStep, clusterStep, isMerged, withConnection } from './cluster-step.ts';
import { runRows } from './deploy-markdown.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize } from './outcome.ts';
import { runIds, runJobs } from './smoke.ts';

/** Mode `run`: starts jobs, and ends as their runs do. */
export async function run(inputs: Inputs, context: RunContext): Promise<void> {
	if (!isMerged(context)) {
		failStep("Mode 'run' is not for pull requests, whose jobs the cluster does not have yet.", 2);
		return;
	}
	return clusterStep(inputs, context, runStep);
}

async function runStep(step: ClusterStep): Promise<void> {
	await withConnection(step, async ({ client }) => {
		const results = await runJobs(client, step.inputs);
		const failed = results.filter(result => exitOfRun(result) !== 0);
		setOutput('run-ids', runIds(results));
		setOutput('failed', failed.length);
		setOutput('environment-url', client.address);
		const sign = failed.length === 0 ? '✅' : '❌';
		await summarize(`### ${sign} Runs at ${code(step.target)}\n\n${runRows(results).join('\n')}\n`);
		for (const result of failed) failStep(result.message, exitOfRun(result));
	});
}
