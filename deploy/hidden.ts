import { escapePointer, pointerOf } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import { classifyName } from '../core/secrets/plaintext/key-name.ts';
import { writtenSecrets } from '../core/secrets/written.ts';
import type { StoredJob } from '../core/stored.ts';
import { type JsonValue, jsonText } from '../core/stored-json.ts';
import { entryOf, isList, isObject, jobTree } from './canonical.ts';

/** What stands in place of a secret. Always the same, so that not even a length is told. */
export const HIDDEN = '‹hidden›';

/** Shorter texts are hidden where they stand, but not looked for elsewhere: they are in too many words. */
const SHORTEST_LOOKED_FOR = 4;

/** Replaces the secrets in a value that stands at this pointer of a job. */
export type Hide = (pointer: string, value: JsonValue) => JsonValue;

/**
 * Knows the secrets that stand in these jobs, the desired one and the live one: values under telling names, whole;
 * what the detector finds inside texts; and either of them wherever else it stands. References to secrets are none.
 */
export function hiderFor(jobs: readonly StoredJob[]): Hide {
	const whole = new Set<string>();
	const parts = new Set<string>();
	for (const job of jobs) {
		const tree = jobTree(job);
		for (const [pointer, value] of underTellingNames(tree)) {
			whole.add(pointer);
			if (typeof value === 'string') parts.add(value);
		}
		const text = jsonText(tree);
		const { root } = parseJson(text);
		if (root === undefined) continue;
		for (const { literal, detection } of writtenSecrets(root, text)) {
			if (literal.place === 'env' && literal.offset === 0) whole.add(pointerOf(literal.node));
			parts.add(literal.value.slice(detection.start, detection.end));
		}
	}
	// A longer secret first: a shorter one may be a part of it.
	const known = [...parts].sort((a, b) => b.length - a.length);
	const hide: Hide = (pointer, value) => {
		if (typeof value === 'string') return whole.has(pointer) ? HIDDEN : hideParts(value, known);
		if (isList(value)) return value.map((item, index) => hide(`${pointer}/${index}`, item));
		if (!isObject(value)) return value;
		const entries = value.entries.map(
			([key, inner]) => [key, hide(`${pointer}/${escapePointer(key)}`, inner)] as const,
		);
		return { entries };
	};
	return hide;
}

function hideParts(text: string, known: readonly string[]): string {
	let shown = text;
	for (const part of known) {
		if (part.length >= SHORTEST_LOOKED_FOR || shown === part) shown = shown.replaceAll(part, () => HIDDEN);
	}
	return shown;
}

/** Variables, labels and Docker parameters whose name says that their value is a secret. */
function underTellingNames(tree: JsonValue): readonly (readonly [string, JsonValue])[] {
	const found: (readonly [string, JsonValue])[] = [];
	const run = entryOf(tree, 'run');
	for (const [at, map] of [
		['/run/env', entryOf(run, 'env')],
		['/labels', entryOf(tree, 'labels')],
	] as const) {
		for (const [key, value] of isObject(map) ? map.entries : []) {
			if (classifyName(key) !== null) found.push([`${at}/${escapePointer(key)}`, value]);
		}
	}
	const parameters = entryOf(entryOf(run, 'docker'), 'parameters');
	for (const [index, parameter] of isList(parameters) ? parameters.entries() : []) {
		const key = entryOf(parameter, 'key');
		const value = entryOf(parameter, 'value');
		if (typeof key === 'string' && value !== undefined && classifyName(key) !== null)
			found.push([`/run/docker/parameters/${index}/value`, value]);
	}
	return found;
}
