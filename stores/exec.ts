import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { quoted } from '../core/quote.ts';
import { sourceSegments } from '../core/secrets/spaces.ts';
import { type CacheSettings, DEFAULT_CACHE, nameCache } from './cache.ts';
import { type Outcome, runCommand } from './command.ts';
import { DEFAULT_TIMEOUT_MS, deadline, within } from './deadline.ts';
import { parseNames } from './name-list.ts';
import { cannotTell, isDoubt, MISSING, stateAmong } from './state.ts';
import type { CannotTell, Names, Store, Value } from './store.ts';

/** A command and its arguments; a placeholder in an argument is replaced there: it never becomes two arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

export interface ExecStoreSettings {
	/** Prints the value of `{source}`; one line end behind it is not part of the value. */
	readonly read?: CommandLine;
	/** Prints all names (or those below `{prefix}`): one a line, or a JSON array of strings. */
	readonly list?: CommandLine;
	/** Exit codes of `read` that mean: there is no such secret. Any other than 0 means that nothing is known. */
	readonly missingExitCodes?: readonly number[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly timeoutMs?: number;
	readonly cache?: CacheSettings;
}

/**
 * Any command as a store: `gopass show -o {source}`, `op read {source}`. Without a `list` command nothing is known of
 * what exists: the `read` command is never run to find out.
 */
export function execStore(settings: ExecStoreSettings): Store {
	const timeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
	const cache = nameCache(settings.cache ?? DEFAULT_CACHE);
	const name = `the command ${basename((settings.list ?? settings.read)?.[0] ?? '(none)')}`;
	const run = (
		line: CommandLine,
		placeholder: string,
		text: string,
		signal: AbortSignal,
	): Promise<Outcome> => {
		const [command, ...args] = line;
		const filled = args.map(arg => arg.replaceAll(placeholder, () => text));
		const shown = basename(command);
		if (text.includes('\0')) return Promise.resolve(cannotTell('odd-source', `${quoted(text)} holds a NUL`));
		if (text.startsWith('-') && args.includes(placeholder)) {
			const why = `${quoted(text)} would be an option of ${shown}, because it begins with '-'`;
			return Promise.resolve(cannotTell('odd-source', why));
		}
		return runCommand(command, filled, settings.env, shown, signal);
	};
	const names = async (prefix: string, signal: AbortSignal): Promise<Names> => {
		const { list } = settings;
		if (list === undefined) return cannotTell('no-way', 'no command that lists the names is configured');
		const load = async (): Promise<Names> => {
			const ended = await run(list, '{prefix}', prefix, deadline(timeoutMs, undefined));
			if (isDoubt(ended)) return ended;
			return ended.exitCode === 0
				? parseNames(ended.output.toString('utf8'), name)
				: exitDoubt(list, ended.exitCode);
		};
		const answer = await within(cache.get(prefix, load), signal);
		return answer.state === 'missing' ? { state: 'known', names: [] } : answer;
	};
	return {
		name,
		check: async (sources, signal) => {
			const wanted = [...sources];
			const known = await names('', deadline(timeoutMs, signal));
			if (isDoubt(known)) return new Map(wanted.map(source => [source, known]));
			const there = new Set(known.names.map(plain));
			return new Map(wanted.map(source => [source, stateAmong(there, plain(source))]));
		},
		list: async (prefix, signal) => {
			const folder = sourceSegments(prefix)
				.map(segment => `${segment}/`)
				.join('');
			const known = await names(folder, deadline(timeoutMs, signal));
			if (isDoubt(known)) return known;
			return { state: 'known', names: known.names.filter(name => plain(name).startsWith(folder)).toSorted() };
		},
		read: async (source, signal): Promise<Value> => {
			const { read } = settings;
			if (read === undefined) return cannotTell('no-way', 'no command that reads a value is configured');
			const ended = await run(read, '{source}', source, deadline(timeoutMs, signal));
			if (isDoubt(ended)) return ended;
			if (ended.exitCode === 0) return { state: 'found', value: textOrBytes(ended.output) };
			return settings.missingExitCodes?.includes(ended.exitCode) ? MISSING : exitDoubt(read, ended.exitCode);
		},
	};
}

/** Slashes around and between the segments mean nothing, as in every store. */
function plain(source: string): string {
	return sourceSegments(source).join('/');
}

function textOrBytes(output: Buffer): string | Uint8Array {
	return isUtf8(output) ? output.toString('utf8').replace(/\r?\n$/, '') : output;
}

function exitDoubt([command]: CommandLine, exitCode: number): CannotTell {
	const shown = basename(command);
	return cannotTell(
		'unreachable',
		`${shown} ended with exit code ${exitCode}; run it in a terminal to see why`,
	);
}
