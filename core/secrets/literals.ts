import { type JsonNode, type NumberNode, type StringNode, valueIn } from '../json.ts';
import { sourceValue } from '../json-string.ts';
import { TOOL_NAME } from '../project.ts';
import type { Literal, Place } from './plaintext/detection.ts';

/** A value of a definition as the detector reads it, with where it stands. */
export interface WrittenLiteral extends Literal {
	/** A string, or a number where a string was meant (`"PIN": 4711`). */
	readonly node: StringNode | NumberNode;
	/** Where `value` begins in the node's value: behind `DB_PASSWORD=` in `-e DB_PASSWORD=…`. UTF-16 units. */
	readonly offset: number;
}

/**
 * Every string below a node, each once, under the name it stands under. Works on any JSON, so that a misplaced `env`
 * or a half-typed file hides nothing. `text` is what the node was parsed from: values are taken without the variables
 * of a target put in. Repeated keys are all looked at: the server drops all but the last, git none.
 */
export function literalsOf(root: JsonNode, text: string): readonly WrittenLiteral[] {
	const found = new Found(text);
	walk(root, found);
	return found.literals;
}

class Found {
	readonly literals: WrittenLiteral[] = [];
	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	/** Adds what stands behind the first `offset` units of a value. */
	add(node: StringNode | NumberNode, key: string | null, place: Place, offset = 0): void {
		this.literals.push({ node, key, place, offset, value: this.valueOf(node).slice(offset) });
	}

	valueOf(node: StringNode | NumberNode): string {
		return node.kind === 'string' ? sourceValue(this.text, node) : node.raw;
	}
}

function walk(node: JsonNode, found: Found): void {
	switch (node.kind) {
		case 'string':
			found.add(node, null, 'value');
			return;
		case 'array':
			for (const item of node.items) walk(item, found);
			return;
		case 'object':
			for (const member of node.members) {
				if (member.value !== undefined) (READERS.get(member.key.value) ?? walk)(member.value, found);
			}
			return;
		default:
	}
}

/** What the keys of a definition hold, and what people write in their place (`mistakenFor` in `core/definition/`). */
const READERS: ReadonlyMap<string, (node: JsonNode, found: Found) => void> = new Map([
	...['env', 'envs', 'environment'].map(key => [key, environment] as const),
	...['labels', 'label', 'tags'].map(key => [key, labels] as const),
	...['cmd', 'command'].map(key => [key, strings('cmd')] as const),
	...['args', 'arguments', 'argv'].map(key => [key, argumentList] as const),
	...['parameters', 'params', 'options'].map(key => [key, parameters] as const),
	...['uri', 'uris', 'url', 'href', 'fetch'].map(key => [key, strings('uri')] as const),
]);

function environment(node: JsonNode, found: Found): void {
	if (node.kind === 'array') {
		for (const item of node.items) if (!namedValue(item, 'name', 'env', found)) walk(item, found);
		return;
	}
	if (node.kind !== 'object') return walk(node, found);
	for (const { key, value } of node.members) {
		if (value?.kind === 'string' || value?.kind === 'number') found.add(value, key.value, 'env');
		else if (value !== undefined) walk(value, found);
	}
}

function labels(node: JsonNode, found: Found): void {
	if (node.kind !== 'object') return walk(node, found);
	for (const { key, value } of node.members) {
		// The reason in `metronome-jobs.ignore.plain-text-secret` is no secret, whatever its key is called.
		const name = key.value.startsWith(`${TOOL_NAME}.`) ? null : key.value;
		if (value?.kind === 'string') found.add(value, name, 'label');
		else if (value !== undefined) walk(value, found);
	}
}

/** An argument behind a flag stands under the flag: `--password`, `hunter2`. */
function argumentList(node: JsonNode, found: Found): void {
	if (node.kind !== 'array') return strings('arg')(node, found);
	let flag: string | null = null;
	for (const item of node.items) {
		if (item.kind !== 'string') {
			walk(item, found);
			continue;
		}
		const isFlag = /^--?[A-Za-z]/.test(item.value);
		found.add(item, isFlag ? null : flag, 'arg');
		flag = isFlag && !item.value.includes('=') ? item.value : null;
	}
}

/** Docker parameters: `{"key": "env", "value": "DB_PASSWORD=…"}` sets a variable as `run.env` does. */
function parameters(node: JsonNode, found: Found): void {
	for (const item of node.kind === 'array' ? node.items : []) {
		if (!namedValue(item, 'key', 'parameter', found)) walk(item, found);
	}
	if (node.kind !== 'array') walk(node, found);
}

/** Reads `{"<nameKey>": name, "value": text}`; false: the item is something else. */
function namedValue(item: JsonNode, nameKey: string, place: Place, found: Found): boolean {
	const name = valueIn(item, nameKey);
	const value = valueIn(item, 'value');
	if (item.kind !== 'object' || name?.kind !== 'string' || value?.kind !== 'string') return false;
	if (place === 'parameter') parameter(name.value, value, found);
	else found.add(value, name.value, place);
	for (const member of item.members) {
		if (member.value !== undefined && member.value !== name && member.value !== value) {
			walk(member.value, found);
		}
	}
	return true;
}

function parameter(key: string, node: StringNode, found: Found): void {
	const option = key.replace(/^-+/, '').toLowerCase();
	const place = PAIR_OPTIONS.get(option);
	const equals = place === undefined ? -1 : found.valueOf(node).indexOf('=');
	if (place === undefined || equals < 1) return found.add(node, key, 'parameter');
	found.add(node, found.valueOf(node).slice(0, equals), place, equals + 1);
}

/** Options of `docker run` whose value is `NAME=value`. */
const PAIR_OPTIONS: ReadonlyMap<string, Place> = new Map([
	['env', 'env'],
	['e', 'env'],
	['label', 'label'],
	['l', 'label'],
	['build-arg', 'env'],
]);

function strings(place: Place): (node: JsonNode, found: Found) => void {
	return (node, found) => {
		if (node.kind === 'string') found.add(node, null, place);
		else if (node.kind === 'array') for (const item of node.items) strings(place)(item, found);
		else walk(node, found);
	};
}
