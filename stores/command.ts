import { spawn } from 'node:child_process';
import { abortDoubt } from './deadline.ts';
import { cannotTell } from './state.ts';
import type { CannotTell } from './store.ts';

/** Most bytes of output: one secret of the largest size DC/OS takes is about 1 MB (facts: metronome-and-dcos §1). */
const MAX_OUTPUT = 4 * 1024 * 1024;

export type Outcome =
	| { readonly state: 'ended'; readonly exitCode: number; readonly output: Buffer }
	| CannotTell;

/**
 * Runs a command without a shell, without input. What it writes to stderr is thrown away: it may hold a value. When the
 * signal is aborted, the command and its children are killed. `shown` names the command in messages.
 */
export function runCommand(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	shown: string,
	signal: AbortSignal,
): Promise<Outcome> {
	if (signal.aborted) return Promise.resolve(abortDoubt(signal));
	const outcome = new Promise<Outcome>(resolve => {
		const ownGroup = process.platform !== 'win32';
		const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], env, detached: ownGroup });
		const chunks: Buffer[] = [];
		let size = 0;
		const end = (result: Outcome): void => {
			signal.removeEventListener('abort', stop);
			resolve(result);
		};
		const kill = (doubt: CannotTell): void => {
			killTree(child.pid, ownGroup);
			child.stdout.destroy();
			end(doubt);
		};
		const stop = (): void => kill(abortDoubt(signal));
		signal.addEventListener('abort', stop, { once: true });
		child.stdout.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size <= MAX_OUTPUT) chunks.push(chunk);
			else kill(cannotTell('odd-answer', `${shown} printed more than 4 MiB`));
		});
		child.on('error', error => end(startDoubt(error, shown)));
		child.on('close', (exitCode, killedBy) => {
			end(
				exitCode === null
					? cannotTell('unreachable', `${shown} was ended by ${killedBy}`)
					: { state: 'ended', exitCode, output: Buffer.concat(chunks) },
			);
		});
	});
	// Some errors, as arguments that are too long (E2BIG), are thrown by spawn itself.
	return outcome.catch((error: unknown) => startDoubt(error, shown));
}

function startDoubt(error: unknown, shown: string): CannotTell {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'ENOENT') return cannotTell('no-store', `there is no command ${shown}`);
	if (code === 'EACCES') return cannotTell('forbidden', `${shown} may not be run`);
	return cannotTell(
		'unreachable',
		`${shown} could not be started${typeof code === 'string' ? ` (${code})` : ''}`,
	);
}

function killTree(pid: number | undefined, ownGroup: boolean): void {
	if (pid === undefined) return;
	try {
		process.kill(ownGroup ? -pid : pid, 'SIGKILL');
	} catch {
		// It is gone already.
	}
}
