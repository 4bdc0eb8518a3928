// A program on a terminal of its own, by tmux: keys go in, and what the screen shows comes out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needDebian, run } from './programs.mjs';

const SIZE = ['-x', '180', '-y', '50'];

/** How long a program has to show something, in ms: far more than it needs. */
const PATIENCE = 20_000;

/** Between two keys, in ms: closer together, Escape and a key are another key to a terminal. */
const BETWEEN_KEYS = 150;

/** Starts `command` (words) and calls `use` with its screen; the program is ended afterwards. */
export async function withScreen(command, use) {
	await needDebian('tmux', 'tmux');
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-screen-'));
	const socket = join(folder, 'socket');
	const tmux = async (...words) => {
		const { code, out } = await run('tmux', ['-S', socket, '-f', '/dev/null', ...words]);
		return { isDone: code === 0, out };
	};
	const text = async () => (await tmux('capture-pane', '-p')).out;
	const screen = {
		/** Presses keys, by tmux's names for them. */
		async press(...keys) {
			for (const key of keys) {
				await tmux('send-keys', key);
				await new Promise(resolve => setTimeout(resolve, BETWEEN_KEYS));
			}
		},
		async type(words) {
			await tmux('send-keys', '-l', words);
			await new Promise(resolve => setTimeout(resolve, BETWEEN_KEYS));
		},
		/** Waits until `is` of the screen's text; gives true, or what it shows instead. */
		async shows(is) {
			const ends = Date.now() + PATIENCE;
			let seen = '';
			while (Date.now() < ends) {
				seen = await text();
				if (is(seen)) return true;
				await new Promise(resolve => setTimeout(resolve, 100));
			}
			return seen.replace(/ +$/gm, '').replace(/\n{2,}/g, '\n');
		},
		/** Whether the program has ended by itself. */
		hasEnded: async () => !(await tmux('has-session')).isDone,
	};
	// tmux goes on without its parent.
	const atExit = () => spawnSync('tmux', ['-S', socket, 'kill-server']);
	process.once('exit', atExit);
	try {
		const started = await tmux('new-session', '-d', ...SIZE, '--', ...command);
		if (!started.isDone) throw new Error(`tmux does not start: ${started.out}`);
		return await use(screen);
	} finally {
		const { isDone, out } = await tmux('list-panes', '-a', '-F', '#{pane_pid}');
		if (isDone) for (const pid of out.trim().split('\n')) end(Number(pid));
		atExit();
		process.off('exit', atExit);
		rmSync(folder, { recursive: true, force: true });
	}
}

function end(pid) {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}
