import type { Related } from './finding.ts';
import { escapePointer, type JsonNode, type Member, pointerOf } from './json.ts';
import type { Report } from './rule.ts';

/** The key a value stands under, for findings on a whole object or list; the value itself where it has no key. */
export function atKey(node: JsonNode): Report['at'] {
	const key = node.member?.key;
	return key === undefined ? node : { start: key.start, end: key.end, node };
}

/** The whole member, key and value: what can go. */
export function atMember(node: JsonNode): Report['at'] {
	const { member } = node;
	return member === undefined ? node : { start: member.start, end: member.end, node };
}

/** Pointer of a member, also of one without a value. */
export function memberPointer(member: Member): string {
	return `${pointerOf(member.object)}/${escapePointer(member.key.value)}`;
}

/** A related place in the finding's own file: the key of a value, or the value where it has none. */
export function relatedTo(node: JsonNode, message: string): Related {
	const { start, end } = node.member?.key ?? node;
	return { file: null, pointer: pointerOf(node), span: { start, end }, message };
}

/** The same for a member, which may lack its value. */
export function relatedMember(member: Member, message: string): Related {
	const { start, end } = member.key;
	return { file: null, pointer: memberPointer(member), span: { start, end }, message };
}
