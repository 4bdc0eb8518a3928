import { readFileSync } from 'node:fs';
import { setOutput } from '@actions/core';
import { code, prose } from '../cli/formats/markdown-text.ts';
import { failureOf } from '../files/read.ts';
import type { Unlocked } from '../targets/locked-state.ts';
import { stateFolder } from '../targets/plan-key.ts';
import { stopped } from '../targets/planning.ts';
import { lastSavedState } from '../targets/saved-states.ts';
import { type ClusterStep, clusterStep, isMerged, tellStopped, withConnection } from './cluster-step.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize } from './outcome.ts';
import { rollBack } from './roll-back.ts';
import { readStateFile } from './state-file.ts';

/** Mode `rollback`: puts back what a deploy changed, that of `state-file` or the last one from this machine. */
export async function rollback(inputs: Inputs, context: RunContext): Promise<void> {
	if (!isMerged(context)) {
		failStep("Mode 'rollback' is not for pull requests.", 2);
		return;
	}
	return clusterStep(inputs, context, rollbackStep);
}

async function rollbackStep(step: ClusterStep): Promise<void> {
	await withConnection(step, async connection => {
		const saved = readStateFile(step) ?? keptHere(step, connection.client.address);
		if (!saved.ok) return tellStopped(stopped(2, [saved.message]), step);
		const { ok, message, exit, done, failed } = await rollBack(step, connection, saved.text);
		setOutput('applied', done);
		setOutput('failed', failed);
		await summarize(`### ${ok ? '↩️' : '❌'} Rollback of ${code(step.target)}\n\n${prose(message)}\n`);
		if (!ok) failStep(message, exit);
	});
}

/** What the last deploy from this machine has kept. */
function keptHere({ wish }: ClusterStep, address: string): Unlocked {
	const path = lastSavedState(stateFolder(wish.env), address);
	if (path === undefined) {
		const message = `No deploy to ${address} was made from this machine, so there is nothing to go back to. Name the file of a deploy with the input 'state-file', or revert the commit and deploy that.`;
		return { ok: false, message };
	}
	try {
		return { ok: true, text: readFileSync(path, 'utf8') };
	} catch (error) {
		return { ok: false, message: `The saved state ${failureOf(error, 'read').message}.` };
	}
}
