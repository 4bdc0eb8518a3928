import { cannotTell } from './state.ts';
import type { Names } from './store.ts';

/** Names as a command prints them: a JSON array of strings, or one a line. `from` names the command. */
export function parseNames(text: string, from: string): Names {
	if (!text.trimStart().startsWith('[')) {
		const lines = text.split(/\r?\n/).map(line => line.trim());
		return { state: 'known', names: lines.filter(line => line !== '') };
	}
	return namesAt(parseUnknown(text), [], from);
}

/** The list of names at a path of keys in an answer: `['data', 'keys']`. */
export function namesAt(answer: unknown, path: readonly string[], from: string): Names {
	const list = partAt(answer, path);
	const names = Array.isArray(list) ? list.filter(item => typeof item === 'string') : undefined;
	return names === undefined || names.length < (Array.isArray(list) ? list.length : 0)
		? cannotTell('odd-answer', `the answer of ${from} is no list of names`)
		: { state: 'known', names };
}

/** What stands at a path of keys; undefined where there is nothing. */
export function partAt(value: unknown, path: readonly string[]): unknown {
	let part = value;
	for (const key of path) {
		if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
		part = Reflect.get(part, key);
	}
	return part;
}

/** The JSON value of a text; undefined where it is none. An error of `JSON.parse` would quote the text. */
export function parseUnknown(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
