// The command `metronome-jobs` as an editor finds it on its path.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** How long the server has to end after its editor, in ms. */
const TO_END = 5_000;

/**
 * Calls `use` with a folder that holds the command and nothing else, and `hasEnded`: whether one was started and all that
 * were started have ended.
 */
export async function withCommand(use) {
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-path-'));
	const [file, pids] = [join(folder, 'metronome-jobs'), join(folder, 'pids')];
	const words = [process.execPath, join(root, 'dist/cli.cjs')].map(word => `'${word}'`).join(' ');
	writeFileSync(file, `#!/bin/sh\necho $$ >>'${pids}'\nexec ${words} "$@"\n`);
	chmodSync(file, 0o755);
	const started = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
	const hasEnded = async () => {
		const ends = Date.now() + TO_END;
		while (started().some(isAlive) && Date.now() < ends)
			await new Promise(resolve => setTimeout(resolve, 50));
		return started().length > 0 && !started().some(isAlive);
	};
	try {
		return await use({ folder, hasEnded });
	} finally {
		for (const pid of started().filter(isAlive)) process.kill(pid, 'SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
