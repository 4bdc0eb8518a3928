import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskCommand } from './task-command.ts';

/** How a process ended; `not-started`: what `kind` says, such as ENOENT. */
export type ProcessEnd =
	| { readonly kind: 'exit'; readonly code: number }
	| { readonly kind: 'signal'; readonly signal: string }
	| { readonly kind: 'not-started'; readonly error: unknown };

export interface ProcessGroup {
	/** Of its leader; undefined where it was not started. */
	readonly processId: number | undefined;
	/** Resolves when the first process has ended; what it left of its group is killed by then. Never rejects. */
	readonly ended: Promise<ProcessEnd>;
	/** Asks the whole group to end (SIGTERM), and kills it (SIGKILL) where it has not after `graceMs`. */
	stop(graceMs: number): void;
}

export interface ProcessOptions {
	readonly folder: string;
	readonly env: ReadonlyMap<string, string>;
	/** File descriptors. */
	readonly stdout: number;
	readonly stderr: number;
}

/** The longest time a timer of node can wait, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How often it is looked whether somebody is left in a group, in ms. */
const LOOK_EVERY_MS = 20;

/**
 * Starts a command as the leader of a process group of its own. A process that leaves the group is out of reach.
 * Where the leader ends by itself, what is left of its group is killed at once, as a container would be; where it was
 * asked to end, the others have the same grace.
 */
export function startProcess(command: TaskCommand, options: ProcessOptions): ProcessGroup {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let pid: number | undefined;
	let graceEnds = 0;
	const ended = new Promise<ProcessEnd>(resolve => {
		try {
			const child = spawn(command.program, command.args, {
				cwd: options.folder,
				env: Object.fromEntries(options.env),
				stdio: ['ignore', options.stdout, options.stderr],
				detached: true,
			});
			pid = child.pid;
			child.once('error', error => resolve({ kind: 'not-started', error }));
			child.once('exit', (code, signal) => {
				clearTimeout(timer);
				const end: ProcessEnd =
					code === null ? { kind: 'signal', signal: signal ?? '' } : { kind: 'exit', code };
				const group = pid;
				pid = undefined;
				void emptyGroup(group, graceEnds).then(() => resolve(end));
			});
		} catch (error) {
			resolve({ kind: 'not-started', error });
		}
	});
	return {
		processId: pid,
		ended,
		stop(graceMs) {
			if (pid === undefined) return;
			const wait = Math.min(Math.max(graceMs, 0), LONGEST_TIMER_MS);
			graceEnds = performance.now() + wait;
			signalTo(pid, 'SIGTERM');
			clearTimeout(timer);
			timer = setTimeout(() => {
				if (pid !== undefined) signalTo(pid, 'SIGKILL');
			}, wait);
		},
	};
}

/** Waits until nobody is left in a group whose leader has ended, and kills whoever is when the time is up. */
async function emptyGroup(group: number | undefined, until: number): Promise<void> {
	if (group === undefined) return;
	while (performance.now() < until && signalTo(group, 0)) await sleep(LOOK_EVERY_MS);
	signalTo(group, 'SIGKILL');
}

/** Signals every process of a group; 0 only looks. False: nobody is there. */
function signalTo(group: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
	try {
		return process.kill(-group, signal);
	} catch {
		return false;
	}
}
