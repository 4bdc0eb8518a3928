import { setOutput } from '@actions/core';
import { driftOf, driftText, exitOfDrift } from '../deploy/drift.ts';
import { liveOf, prepare } from '../targets/planning.ts';
import { type ClusterStep, clusterStep, isMerged, SUMMARY_BUDGET, tellStopped } from './cluster-step.ts';
import { driftMarkdown, showDrift } from './drift-issue.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize, tell } from './outcome.ts';

/** Mode `drift`: tells what somebody changed at the cluster that the files do not say. Writes nothing to it. */
export async function drift(inputs: Inputs, context: RunContext): Promise<void> {
	if (!isMerged(context)) {
		failStep(
			"Mode 'drift' is not for pull requests, whose files the cluster does not have yet: use 'plan'.",
			2,
		);
		return;
	}
	return clusterStep(inputs, context, driftStep);
}

async function driftStep(step: ClusterStep): Promise<void> {
	const prepared = await prepare(step.wish);
	if (prepared.kind === 'stopped') return tellStopped(prepared, step);
	tell(prepared.notices);
	try {
		const live = await liveOf(prepared.connection, prepared.desired);
		if (live.kind === 'stopped') return await tellStopped(live, step);
		const report = driftOf(prepared.desired.jobs, live.state, prepared.options);
		const text = driftText(report, { color: false, width: 140, unicode: true });
		tell([text]);
		await summarize(driftMarkdown(step.target, report, SUMMARY_BUDGET / BYTES));
		setOutput('drift', report.drifted.length > 0);
		setOutput('environment-url', report.cluster.address);
		const exit = exitOfDrift(report);
		// A job that cannot be read is no sign that the drift is over.
		if (report.unknown.length === 0 || report.drifted.length > 0) await showDrift(step, report);
		if (exit === 3) failStep('Of some jobs nobody can tell whether they are as the files say.', exit);
		else if (exit === 10 && step.inputs.failOn !== 'never') {
			failStep(`${step.target} is not as the files say: ${report.drifted.length} differ.`, exit);
		}
	} finally {
		await prepared.connection.close();
	}
}

/** Of a character, at most. */
const BYTES = 3;
