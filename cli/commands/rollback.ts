import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSavedState } from '../../deploy/saved.ts';
import { failureOf } from '../../files/read.ts';
import { isLockedState, unlockedState } from '../../targets/locked-state.ts';
import { PLAN_KEY_VARIABLE, stateFolder } from '../../targets/plan-key.ts';
import { stopped } from '../../targets/planning.ts';
import { planBack } from '../../targets/rolling-back.ts';
import { lastSavedState } from '../../targets/saved-states.ts';
import { planWish, tellStopped, withConnection } from '../cluster.ts';
import { type Io, UsageError } from '../io.ts';
import { confirmAndApply, type DeployCommand } from './deploy.ts';

/** `rollback`: puts back what the last deploy, or the one of a saved state, changed. */
export async function rollback(file: string | undefined, options: DeployCommand, io: Io): Promise<number> {
	const wish = planWish([], options, io);
	return withConnection(options, io, async connection => {
		const { address } = connection.client;
		const path = file === undefined ? lastSavedState(stateFolder(io.env), address) : resolve(io.cwd, file);
		if (path === undefined) {
			const message = `No deploy to ${address} was made from here, so there is nothing to go back to. Name a saved state.`;
			return tellStopped(stopped(2, [message]), io);
		}
		const read = readSavedState(savedText(path, io.env), { address, digest: wish.digest });
		if (read.kind === 'refused') throw new UsageError(read.message);
		const planned = await planBack(connection, read.saved, { ...wish, now: wish.request.now });
		if (planned.kind === 'stopped') return tellStopped(planned, io);
		return await confirmAndApply(planned.result, { connection, wish, isReviewed: false }, options, io);
	});
}

/** A state that the Action has saved is encrypted with its `plan-key`, which the environment has here. */
function savedText(path: string, env: Io['env']): string {
	const text = textOf(path);
	if (!isLockedState(text)) return text;
	const key = env[PLAN_KEY_VARIABLE];
	if (key === undefined || key === '') {
		throw new UsageError(
			`${path} is encrypted: set ${PLAN_KEY_VARIABLE} to the 'plan-key' of the Action that saved it.`,
		);
	}
	const opened = unlockedState(text, key);
	if (!opened.ok) throw new UsageError(`${path} cannot be opened. ${opened.message}`);
	return opened.text;
}

function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		throw new UsageError(`${path} ${failureOf(error, 'read').message}.`);
	}
}
