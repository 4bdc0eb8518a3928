import { readFileSync } from 'node:fs';
import { setOutput } from '@actions/core';
import { code, prose } from '../cli/formats/markdown-text.ts';
import { failureOf } from '../files/read.ts';
import { connectTarget } from '../targets/connection.ts';
import { stateFolder } from '../targets/plan-key.ts';
import { stopped } from '../targets/planning.ts';
import { lastSavedState } from '../targets/saved-states.ts';
import { type ClusterStep, clusterStep, isMerged, tellStopped } from './cluster-step.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize, tell } from './outcome.ts';
import { rollBack } from './roll-back.ts';

/** Mode `rollback`: puts back what the last deploy from this machine, such as an earlier step of this job, changed. */
export async function rollback(inputs: Inputs, context: RunContext): Promise<void> {
	if (!isMerged(context)) {
		failStep("Mode 'rollback' is not for pull requests.", 2);
		return;
	}
	return clusterStep(inputs, context, rollbackStep);
}

async function rollbackStep(step: ClusterStep): Promise<void> {
	const { inputs, cwd, target, wish } = step;
	const connected = await connectTarget({ cwd, config: inputs.config, target, env: wish.env });
	if (!connected.ok) return tellStopped(stopped(2, connected.problems), step);
	const { connection } = connected;
	tell(connection.notices);
	try {
		const { address } = connection.client;
		const path = lastSavedState(stateFolder(wish.env), address);
		if (path === undefined) {
			const message = `No deploy to ${address} was made from this machine, so there is nothing to go back to. Revert the commit and deploy that.`;
			return await tellStopped(stopped(2, [message]), step);
		}
		let text: string;
		try {
			text = readFileSync(path, 'utf8');
		} catch (error) {
			return await tellStopped(stopped(3, [`The saved state ${failureOf(error, 'read').message}.`]), step);
		}
		const { ok, message, exit, done, failed } = await rollBack(step, connection, text);
		setOutput('applied', done);
		setOutput('failed', failed);
		await summarize(`### ${ok ? '↩️' : '❌'} Rollback of ${code(target)}\n\n${prose(message)}\n`);
		if (!ok) failStep(message, exit);
	} finally {
		await connection.close();
	}
}
