import { type JsonNode, type NumberNode, type StringNode, valueIn } from '../json.ts';
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
 * or a half-typed file hides nothing. Repeated keys are all looked at: the server drops all but the last, git none.
 */
export function literalsOf(root: JsonNode): readonly WrittenLiteral[] {
	const found: WrittenLiteral[] = [];
	walk(root, found);
	return found;
}

function walk(node: JsonNode, found: WrittenLiteral[]): void {
	switch (node.kind) {
		case 'string':
			add(found, node, null, 'value');
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
const READERS: ReadonlyMap<string, (node: JsonNode, found: WrittenLiteral[]) => void> = new Map([
	...['env', 'envs', 'environment'].map(key => [key, environment] as const),
	...['labels', 'label', 'tags'].map(key => [key, labels] as const),
	...['cmd', 'command'].map(key => [key, strings('cmd')] as const),
	...['args', 'arguments', 'argv'].map(key => [key, argumentList] as const),
	...['parameters', 'params', 'options'].map(key => [key, parameters] as const),
	...['uri', 'uris', 'url', 'href', 'fetch'].map(key => [key, strings('uri')] as const),
]);

function environment(node: JsonNode, found: WrittenLiteral[]): void {
	if (node.kind === 'array') {
		for (const item of node.items) if (!namedValue(item, 'name', 'env', found)) walk(item, found);
		return;
	}
	if (node.kind !== 'object') return walk(node, found);
	for (const { key, value } of node.members) {
		if (value?.kind === 'string' || value?.kind === 'number') add(found, value, key.value, 'env');
		else if (value !== undefined) walk(value, found);
	}
}

function labels(node: JsonNode, found: WrittenLiteral[]): void {
	if (node.kind !== 'object') return walk(node, found);
	for (const { key, value } of node.members) {
		// The reason in `metronome-jobs.ignore.plain-text-secret` is no secret, whatever its key is called.
		const name = key.value.startsWith(`${TOOL_NAME}.`) ? null : key.value;
		if (value?.kind === 'string') add(found, value, name, 'label');
		else if (value !== undefined) walk(value, found);
	}
}

/** An argument behind a flag stands under the flag: `--password`, `hunter2`. */
function argumentList(node: JsonNode, found: WrittenLiteral[]): void {
	if (node.kind !== 'array') return strings('arg')(node, found);
	let flag: string | null = null;
	for (const item of node.items) {
		if (item.kind !== 'string') {
			walk(item, found);
			continue;
		}
		const isFlag = /^--?[A-Za-z]/.test(item.value);
		add(found, item, isFlag ? null : flag, 'arg');
		flag = isFlag && !item.value.includes('=') ? item.value : null;
	}
}

/** Docker parameters: `{"key": "env", "value": "DB_PASSWORD=…"}` sets a variable as `run.env` does. */
function parameters(node: JsonNode, found: WrittenLiteral[]): void {
	for (const item of node.kind === 'array' ? node.items : []) {
		if (!namedValue(item, 'key', 'parameter', found)) walk(item, found);
	}
	if (node.kind !== 'array') walk(node, found);
}

/** Reads `{"<nameKey>": name, "value": text}`; false: the item is something else. */
function namedValue(item: JsonNode, nameKey: string, place: Place, found: WrittenLiteral[]): boolean {
	const name = valueIn(item, nameKey);
	const value = valueIn(item, 'value');
	if (item.kind !== 'object' || name?.kind !== 'string' || value?.kind !== 'string') return false;
	if (place === 'parameter') parameter(name.value, value, found);
	else add(found, value, name.value, place);
	for (const member of item.members) {
		if (member.value !== undefined && member.value !== name && member.value !== value) {
			walk(member.value, found);
		}
	}
	return true;
}

function parameter(key: string, node: StringNode, found: WrittenLiteral[]): void {
	const option = key.replace(/^-+/, '').toLowerCase();
	const place = PAIR_OPTIONS.get(option);
	const equals = node.value.indexOf('=');
	if (place === undefined || equals < 1) return add(found, node, key, 'parameter');
	const name = node.value.slice(0, equals);
	found.push({ node, key: name, value: node.value.slice(equals + 1), offset: equals + 1, place });
}

/** Options of `docker run` whose value is `NAME=value`. */
const PAIR_OPTIONS: ReadonlyMap<string, Place> = new Map([
	['env', 'env'],
	['e', 'env'],
	['label', 'label'],
	['l', 'label'],
	['build-arg', 'env'],
]);

function strings(place: Place): (node: JsonNode, found: WrittenLiteral[]) => void {
	return (node, found) => {
		if (node.kind === 'string') add(found, node, null, place);
		else if (node.kind === 'array') for (const item of node.items) strings(place)(item, found);
		else walk(node, found);
	};
}

function add(found: WrittenLiteral[], node: StringNode | NumberNode, key: string | null, place: Place): void {
	found.push({ node, key, place, offset: 0, value: node.kind === 'string' ? node.value : node.raw });
}
