import { JOB } from '../core/definition/job.ts';
import { SCHEDULE } from '../core/definition/schedule.ts';
import { type Property, propertyOf, type Type } from '../core/definition/type.ts';
import type { Unit } from '../core/job-file.ts';
import type { ArrayNode, JsonNode, Member, ObjectNode } from '../core/json.ts';

/** Where in the tree an offset is. */
export interface Cursor {
	/** The innermost object or array around it. */
	readonly container: ObjectNode | ArrayNode | undefined;
	/** The member it is in, in its key or behind it. */
	readonly member: Member | undefined;
	/** In the key of the member, or behind it, where its value is or is to be. */
	readonly part: 'key' | 'value' | 'none';
	/** The string, number or literal it is in or touches. */
	readonly leaf: JsonNode | undefined;
}

/** Finds an offset in a tree; works on the tree of a half-typed document as well. */
export function cursorAt(root: JsonNode | undefined, offset: number): Cursor {
	let cursor: Cursor = { container: undefined, member: undefined, part: 'none', leaf: undefined };
	let node = root;
	while (node !== undefined) {
		if (node.kind === 'object') {
			if (!isWithin(node, offset)) return cursor;
			const member = lastBefore(node.members, offset);
			const part = partOf(member, offset);
			cursor = { container: node, member: part === 'none' ? undefined : member, part, leaf: undefined };
			if (part === 'key' && member !== undefined) return { ...cursor, leaf: member.key };
			node = part === 'value' ? member?.value : undefined;
		} else if (node.kind === 'array') {
			if (!isWithin(node, offset)) return cursor;
			cursor = { container: node, member: undefined, part: 'value', leaf: undefined };
			const item: JsonNode | undefined = lastBefore(node.items, offset);
			node = item !== undefined && offset <= item.end ? item : undefined;
		} else {
			return offset >= node.start && offset <= node.end ? { ...cursor, leaf: node } : cursor;
		}
	}
	return cursor;
}

/** Behind the opening bracket and before the closing one, or open to the end of the text. */
function isWithin(node: ObjectNode | ArrayNode, offset: number): boolean {
	return offset > node.start && (node.closed ? offset < node.end : offset <= node.end);
}

function partOf(member: Member | undefined, offset: number): Cursor['part'] {
	if (member === undefined) return 'none';
	if (offset <= member.key.end) return 'key';
	return member.value === undefined || offset <= member.value.end ? 'value' : 'none';
}

/** The last entry that starts before an offset or at it, by bisection: an `env` may have thousands. */
function lastBefore<T extends { readonly start: number }>(
	entries: readonly T[],
	offset: number,
): T | undefined {
	let low = -1;
	let high = entries.length;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		const entry = entries[middle];
		if (entry !== undefined && entry.start <= offset) low = middle;
		else high = middle;
	}
	return entries[low];
}

/** The innermost unit around an offset. */
export function unitAt(units: readonly Unit[], offset: number): Unit | undefined {
	let best: Unit | undefined;
	for (const unit of units) {
		const { start, end } = unit.node;
		if (offset < start || offset > end) continue;
		if (best === undefined || end - start <= best.node.end - best.node.start) best = unit;
	}
	return best;
}

/** What the definition says of a value, and the property that holds it, if it is one. */
export interface Defined {
	readonly type: Type;
	readonly property: Property | undefined;
}

/** Looks a member up in the definition of the unit it is in; undefined for what the definition does not know. */
export function definitionOf(member: Member, unit: Unit): Defined | undefined {
	const steps: (Member | number)[] = [member];
	let node: JsonNode = member.object;
	while (node !== unit.node) {
		if (node.parent === undefined) return undefined;
		if (node.index >= 0) steps.push(node.index);
		else if (node.member !== undefined) steps.push(node.member);
		node = node.parent;
	}
	let defined: Defined | undefined = { type: unit.kind === 'job' ? JOB : SCHEDULE, property: undefined };
	for (const step of steps.reverse()) {
		defined = typeof step === 'number' ? ofItem(defined.type) : ofKey(defined.type, step.key.value);
		if (defined === undefined) return undefined;
	}
	return defined;
}

function ofItem(type: Type): Defined | undefined {
	return type.kind === 'array' ? { type: type.items, property: undefined } : undefined;
}

function ofKey(type: Type, key: string): Defined | undefined {
	if (type.kind === 'map') return { type: type.values, property: undefined };
	const holder = type.kind === 'env-value' ? type.reference : type;
	const property = holder.kind === 'object' ? propertyOf(holder, key) : undefined;
	return property === undefined ? undefined : { type: property.type, property };
}
