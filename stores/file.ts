import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { quoted } from '../core/quote.ts';
import { sourceSegments } from '../core/secrets/spaces.ts';
import { parseDotenv } from './dotenv.ts';
import { parseJsonSecrets } from './json-secrets.ts';
import { cannotTell, EXISTS, isDoubt, MISSING } from './state.ts';
import type { CannotTell, State, Store } from './store.ts';
import { variableName } from './variable-name.ts';

export interface FileStoreSettings {
	readonly path: string;
	/** How messages call the file: `secrets.json`. */
	readonly shown: string;
	/** `json`: see {@link parseJsonSecrets}; `dotenv`: names are sources, or variables as {@link variableName} makes them. */
	readonly format: 'json' | 'dotenv';
	readonly dialect: 'dcos' | 'vault';
}

/** Largest file that is read, in bytes: sixteen secrets of the largest size DC/OS takes (about 1 MB, facts §1). */
const MAX_BYTES = 16 * 1024 * 1024;

interface Contents {
	readonly state: 'read';
	/** The names that are sources for sure. */
	readonly sources: readonly string[];
	/** undefined: there is none; null: it is there and is no string. */
	readonly valueOf: (source: string) => string | null | undefined;
}

/** A file with secrets, for runs on this machine. It is read anew at every call: nothing of it is kept. */
export function fileStore(settings: FileStoreSettings): Store {
	const load = async (): Promise<Contents | CannotTell> => {
		const text = await readText(settings);
		return typeof text === 'string' ? contents(text, settings) : text;
	};
	return {
		name: settings.shown,
		check: async sources => {
			const wanted = [...sources];
			const file = await load();
			return new Map(wanted.map(source => [source, isDoubt(file) ? file : stateIn(file, source)]));
		},
		list: async prefix => {
			const file = await load();
			if (isDoubt(file)) return file;
			if (settings.format === 'dotenv') {
				return cannotTell('no-way', 'the names in a dotenv file do not tell the sources they stand for');
			}
			const folder = sourceSegments(prefix)
				.map(segment => `${segment}/`)
				.join('');
			return { state: 'known', names: file.sources.filter(name => name.startsWith(folder)).toSorted() };
		},
		read: async source => {
			const file = await load();
			if (isDoubt(file)) return file;
			const value = file.valueOf(source);
			if (value === undefined) return MISSING;
			if (value === null)
				return cannotTell('odd-answer', `${quoted(source)} is no string in ${settings.shown}`);
			return { state: 'found', value };
		},
	};
}

function stateIn(file: Contents, source: string): State {
	return file.valueOf(source) === undefined ? MISSING : EXISTS;
}

function contents(text: string, { format, dialect, shown }: FileStoreSettings): Contents | CannotTell {
	if (format === 'dotenv') {
		const parsed = parseDotenv(text);
		if (!parsed.ok) return cannotTell('odd-answer', `line ${parsed.line} of ${shown} is no 'NAME=value'`);
		const { values } = parsed;
		return {
			state: 'read',
			sources: [],
			valueOf: source => values.get(plain(source)) ?? values.get(variableName(source) ?? ''),
		};
	}
	const parsed = parseJsonSecrets(text, dialect);
	if (!parsed.ok) return cannotTell('odd-answer', `${shown} ${parsed.problem}`);
	const { values } = parsed;
	const lookUp = (source: string): string | null | undefined => {
		const name = plain(source);
		return values.has(name) ? (values.get(name) ?? null) : undefined;
	};
	return { state: 'read', sources: [...values.keys()], valueOf: lookUp };
}

function plain(source: string): string {
	return sourceSegments(source).join('/');
}

async function readText({ path, shown }: FileStoreSettings): Promise<string | CannotTell> {
	let file: Awaited<ReturnType<typeof open>> | undefined;
	try {
		// Opening a pipe that nobody writes to would wait for ever.
		file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		const stats = await file.stat();
		if (!stats.isFile()) return cannotTell('no-store', `${shown} is no file`);
		if (stats.size > MAX_BYTES) return cannotTell('odd-answer', `${shown} is larger than 16 MiB`);
		return await file.readFile('utf8');
	} catch (error) {
		return fileDoubt(error, shown);
	} finally {
		await file?.close();
	}
}

function fileDoubt(error: unknown, shown: string): CannotTell {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'ENOENT' || code === 'ENOTDIR') return cannotTell('no-store', `there is no file ${shown}`);
	if (code === 'EACCES' || code === 'EPERM') return cannotTell('forbidden', `${shown} may not be read`);
	return cannotTell('unreachable', `${shown} cannot be read${typeof code === 'string' ? ` (${code})` : ''}`);
}
