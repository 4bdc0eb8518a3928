import type { Span } from './text.ts';

/** A JSON value in its source text. Offsets are UTF-16 units into the text that was parsed. */
export type JsonNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode;

interface NodeBase extends Span {
	readonly start: number;
	end: number;
	parent: ObjectNode | ArrayNode | undefined;
	/** The member of the parent object that holds this value. */
	member: Member | undefined;
	/** The place in the parent array; -1 elsewhere. */
	index: number;
}

export interface ObjectNode extends NodeBase {
	readonly kind: 'object';
	/** Every member in source order; a key that occurs twice is here twice. */
	readonly members: Member[];
	/** False where the text ends before the closing brace. */
	closed: boolean;
	lookup: Map<string, Member> | undefined;
}

export interface Member extends Span {
	readonly object: ObjectNode;
	readonly key: StringNode;
	/** Absent in a half-typed document. */
	value: JsonNode | undefined;
	readonly start: number;
	end: number;
}

export interface ArrayNode extends NodeBase {
	readonly kind: 'array';
	readonly items: JsonNode[];
	closed: boolean;
}

export interface StringNode extends NodeBase {
	readonly kind: 'string';
	/** The string with the known variables of the target put in, see `variables.ts`. */
	readonly value: string;
	/** Its closing quote is there. */
	readonly closed: boolean;
	/** A variable of the target stands inside: `value` is not what the source text says. */
	readonly rendered?: true;
	/** A variable whose value is only known at deploy time stands inside: nobody can judge the string. */
	readonly opaque?: true;
}

export interface NumberNode extends NodeBase {
	readonly kind: 'number';
	/** The number as written; `Number(raw)` may lose digits or overflow. */
	readonly raw: string;
}

export interface BooleanNode extends NodeBase {
	readonly kind: 'boolean';
	readonly value: boolean;
}

export interface NullNode extends NodeBase {
	readonly kind: 'null';
}

/** Why the server's JSON reader (Jackson) refuses the text, in classes that can be repaired alike. */
export type SyntaxProblemKind =
	| 'empty'
	/** A sign that JSON has, in a place where it cannot stand. */
	| 'unexpected'
	/** Behind the end of the value. */
	| 'behind'
	| 'unclosed'
	| 'comment'
	| 'trailing-comma'
	| 'missing-comma'
	| 'missing-colon'
	| 'missing-value'
	/** A key that is not in double quotes. */
	| 'bad-key'
	/** A word that is no JSON value: `True`, `'text'`, `.5`. */
	| 'bad-word'
	/** `{{name}}` or `${name}` outside a string. */
	| 'placeholder'
	/** A blank that JSON does not know, such as U+00A0. */
	| 'odd-blank'
	| 'unclosed-string'
	| 'bad-escape'
	| 'control-character'
	| 'bad-number'
	/** Only refused by servers from `NUMBERS_LIMITED_SINCE` on. */
	| 'number-too-long'
	| 'too-deep';

export interface SyntaxProblem extends Span {
	readonly kind: SyntaxProblemKind;
	readonly message: string;
}

export interface JsonDocument {
	readonly text: string;
	/** The first value of the text, as far as it could be read; undefined where there is none. */
	readonly root: JsonNode | undefined;
	/** In source order. Empty: the server's reader takes the text. */
	readonly problems: readonly SyntaxProblem[];
	/** What follows the first value and is silently dropped by the server; undefined where nothing does. */
	readonly rest: Span | undefined;
}

/** The member that counts for a key: the last one, as at the server (recordings v1-01744 … v1-01749). */
export function memberOf(object: ObjectNode, key: string): Member | undefined {
	const { members } = object;
	if (members.length <= SMALL_OBJECT) {
		for (let i = members.length - 1; i >= 0; i--) if (members[i]?.key.value === key) return members[i];
		return undefined;
	}
	return lookupOf(object).get(key);
}

function lookupOf(object: ObjectNode): Map<string, Member> {
	if (object.lookup === undefined) {
		object.lookup = new Map();
		for (const member of object.members) object.lookup.set(member.key.value, member);
	}
	return object.lookup;
}

/** Whether a key of an object occurs in it twice. */
export function hasRepeatedKeys(object: ObjectNode): boolean {
	const { members } = object;
	if (members.length > SMALL_OBJECT) return lookupOf(object).size < members.length;
	return members.some(member => memberOf(object, member.key.value) !== member);
}

/** Up to so many members looking at each is faster than a map, and most objects of a definition are smaller. */
const SMALL_OBJECT = 12;

/** The value that counts for a key of an object; undefined for anything but an object. */
export function valueIn(node: JsonNode | undefined, key: string): JsonNode | undefined {
	return node?.kind === 'object' ? memberOf(node, key)?.value : undefined;
}

/** The members that count, in source order: of a repeated key only the last one. */
export function countingMembers(object: ObjectNode): readonly Member[] {
	const { members } = object;
	if (!hasRepeatedKeys(object)) return members;
	return members.filter(member => memberOf(object, member.key.value) === member);
}

export function stringIn(node: JsonNode | undefined): string | undefined {
	return node?.kind === 'string' ? node.value : undefined;
}

/** RFC 6901 pointer from the root of the document to a node, '' for the root itself. */
export function pointerOf(node: JsonNode): string {
	const parts: string[] = [];
	for (let at: JsonNode | undefined = node; at?.parent !== undefined; at = at.parent) {
		parts.push(at.index >= 0 ? String(at.index) : escapePointer(at.member?.key.value ?? ''));
	}
	return parts.length === 0 ? '' : `/${parts.reverse().join('/')}`;
}

export function escapePointer(key: string): string {
	return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** The parts of a pointer, unescaped. */
export function pointerParts(pointer: string): string[] {
	if (pointer === '') return [];
	return pointer
		.slice(1)
		.split('/')
		.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The node a pointer names, following the members that count. */
export function nodeAt(root: JsonNode | undefined, pointer: string): JsonNode | undefined {
	let node = root;
	for (const part of pointerParts(pointer)) {
		if (node?.kind === 'object') node = memberOf(node, part)?.value;
		else if (node?.kind === 'array' && /^(0|[1-9]\d*)$/.test(part)) node = node.items[Number(part)];
		else return undefined;
	}
	return node;
}
