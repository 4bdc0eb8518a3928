import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../core/settings-target.ts';
import { keyedDigest, randomKey } from '../deploy/digest.ts';
import type { Digest } from '../deploy/plan-options.ts';

/** The environment variable with the key of plans and saved states, for machines that do not share a home. */
export const PLAN_KEY_VARIABLE = 'METRONOME_JOBS_PLAN_KEY';

const SHORTEST_KEY = 16;

export type KeyResult =
	| { readonly ok: true; readonly digest: Digest }
	/** Never holds the key. */
	| { readonly ok: false; readonly message: string };

/** Where this tool keeps what it must remember: the XDG Base Directory's state, of this user alone. */
export function stateFolder(env: Environment): string {
	const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
	return join(state, 'metronome-jobs');
}

/**
 * The digest with which plans are sealed: keyed with the environment's key, or with one that is made once for this user
 * and kept in a file of mode 0600.
 */
export function planDigest(env: Environment): KeyResult {
	const given = env[PLAN_KEY_VARIABLE];
	if (given !== undefined && given !== '') {
		return given.length < SHORTEST_KEY
			? { ok: false, message: `${PLAN_KEY_VARIABLE} is shorter than ${SHORTEST_KEY} characters.` }
			: { ok: true, digest: keyedDigest(given) };
	}
	const folder = stateFolder(env);
	const file = join(folder, 'plan-key');
	try {
		return { ok: true, digest: keyedDigest(keyIn(folder, file)) };
	} catch (error) {
		const why = error instanceof Error && 'code' in error ? `${error.code}` : 'it failed';
		const message = `The key of plans could not be kept in ${file} (${why}); set ${PLAN_KEY_VARIABLE} instead.`;
		return { ok: false, message };
	}
}

function keyIn(folder: string, file: string): Uint8Array {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	try {
		writeFileSync(file, randomKey(), { mode: 0o600, flag: 'wx' });
	} catch (error) {
		// Somebody was first: theirs counts.
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	return readFileSync(file);
}
