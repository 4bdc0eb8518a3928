import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setOutput } from '@actions/core';
import { failureOf } from '../files/read.ts';
import { lockedState, type Unlocked, unlockedState } from '../targets/locked-state.ts';
import type { ClusterStep } from './cluster-step.ts';
import { temporaryFile } from './workspace.ts';

/**
 * Writes what a deploy is about to change into a file that a later job can be handed, and tells its path as the output
 * `state-file`. Only `plan-key` opens it, so without one there is none. To be called before the first write to the
 * cluster; throws where the file cannot be written.
 */
export function writeStateFile({ inputs, cwd }: ClusterStep, text: string): void {
	const { planKey, stateFile } = inputs;
	if (planKey === undefined) return;
	const file = stateFile === undefined ? temporaryFile('state.json') : resolve(cwd, stateFile);
	try {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, lockedState(text, planKey), { mode: 0o600 });
	} catch (error) {
		throw new Error(
			`Nothing was written to the cluster: the input 'state-file' ${failureOf(error, 'written').message}.`,
		);
	}
	setOutput('state-file', file);
}

/** The saved state in the file that the input `state-file` names; undefined without one. */
export function readStateFile({ inputs, cwd }: ClusterStep): Unlocked | undefined {
	const { planKey, stateFile } = inputs;
	if (stateFile === undefined || planKey === undefined) return undefined;
	try {
		const opened = unlockedState(readFileSync(resolve(cwd, stateFile), 'utf8'), planKey);
		return opened.ok ? opened : { ok: false, message: `The input 'state-file': ${opened.message}` };
	} catch (error) {
		return { ok: false, message: `The input 'state-file' ${failureOf(error, 'read').message}.` };
	}
}
