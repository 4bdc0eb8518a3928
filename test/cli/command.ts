import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../cli/io.ts';
import { run } from '../../cli/program.ts';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The command as it is shipped; `npm test` builds it. */
export const COMMAND = join(ROOT, 'dist/cli.cjs');

if (!existsSync(COMMAND)) throw new Error('dist/cli.cjs is missing: npm run build');

// The build puts it in.
Object.assign(globalThis, { TOOL_VERSION: '0.0.0-test' });

/** A Friday; nothing here may depend on the day the tests run. */
export const NOW = '2026-11-20T12:00:00Z';

/** Milliseconds after which a process that hangs is ended, since no test's own limit ends one that is waited for. */
export const PATIENCE = 15_000;

export interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

interface Circumstances {
	readonly env?: Readonly<Record<string, string>>;
	readonly stdin?: string | Buffer;
	readonly terminal?: boolean;
	readonly width?: number;
}

/** Runs the built command as a process of its own. */
export function cli(cwd: string, args: readonly string[], { env = {}, stdin = '' }: Circumstances = {}): Ran {
	const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
		cwd,
		env: { ...withoutColor(), ...env },
		input: stdin,
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
		timeout: PATIENCE,
	});
	return { code: status ?? -1, out: stdout, err: stderr };
}

/** Runs the same program in this process, which is faster and can have any terminal. */
export function program(cwd: string, args: readonly string[], around: Circumstances = {}): Ran {
	const { env = {}, stdin = '', terminal = false, width = 100 } = around;
	let out = '';
	let err = '';
	const io: Io = {
		cwd,
		env,
		out: {
			write: text => {
				out += text;
			},
			isTerminal: terminal,
			width,
		},
		err: {
			write: text => {
				err += text;
			},
			isTerminal: terminal,
			width,
		},
		stdin: () => String(stdin),
		now: () => Date.parse(NOW),
	};
	const code = run(args, io);
	// Whatever takes its time runs as a process of its own.
	if (typeof code !== 'number') throw new Error(`${args[0]} answers later: use cli()`);
	return { code, out, err };
}

export function withoutColor(): NodeJS.ProcessEnv {
	const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
	return env;
}

export interface JsonFinding {
	readonly code: string;
	readonly severity: string;
	readonly message: string;
	readonly file: string | null;
	readonly pointer: string | null;
	readonly range: { readonly start: { readonly line: number; readonly character: number } } | null;
	readonly suppressed: { readonly by: string; readonly reason: string } | null;
}

/** `file code` of each finding of `check -f json`. */
export function codes({ out }: Ran): string[] {
	return findingsOf(out).map(({ file, code }) => `${file} ${code}`);
}

export function findingsOf(json: string): readonly JsonFinding[] {
	const parsed: { findings: JsonFinding[] } = JSON.parse(json);
	return parsed.findings;
}

export interface JobParts {
	readonly env?: Readonly<Record<string, unknown>>;
	readonly schedules?: readonly object[];
	readonly labels?: Readonly<Record<string, string>>;
}

export function job(id: string, { env = {}, ...parts }: JobParts = {}): object {
	return { id, run: { cpus: 0.1, mem: 64, disk: 0, cmd: './run', env }, ...parts };
}

/** Refused: the secret is not declared. */
export function badJob(id: string): object {
	return job(id, { env: { DB: { secret: 'db' } } });
}

/** Taken, with one warning: the server knows no `timeZone`. */
export function warnedJob(id: string): object {
	return job(id, { schedules: [{ id: 'daily', cron: '0 6 * * *', timeZone: 'UTC' }] });
}
