import { CONSTRAINT, VOLUME } from '../definition/run.ts';
import type { ArrayType, MapType, ObjectType, Property, Type } from '../definition/type.ts';
import { propertyOf } from '../definition/type.ts';
import { replaceNode } from '../edit.ts';
import { type ArrayNode, type JsonNode, memberOf, type ObjectNode } from '../json.ts';
import { fits } from '../verdict/schema.ts';
import { isAtLeast } from '../version.ts';
import { around, cut, insert, type Repair, type RepairContext } from './repair.ts';
import { repairedBoolean, repairedNumber, repairedString } from './scalar.ts';

/**
 * How a value could be rewritten to be of the wanted type; undefined where nobody can tell what was meant, or where
 * it is right already. `null` is not repaired here: whether it can go depends on where it stands.
 */
export function repairedValue(node: JsonNode, type: Type, context: RepairContext): Repair | undefined {
	switch (type.kind) {
		case 'string': {
			const known = (type.values ?? []).filter(
				({ since }) => since === undefined || isAtLeast(context.version, since),
			);
			return repairedString(
				node,
				type,
				known.map(({ value }) => value),
			);
		}
		case 'number':
			return repairedNumber(node, type);
		case 'boolean':
			return repairedBoolean(node, type);
		case 'array':
			return repairedArray(node, type, context);
		case 'map':
			return repairedMap(node, type, context);
		case 'env-value':
			return repairedEnvValue(node);
		case 'object':
			return repairedObject(node, type, context);
	}
}

/** The repair of a value that may be right already: then there is nothing to edit. */
export function repairedOrRight(node: JsonNode, type: Type, context: RepairContext): Repair | undefined {
	if (fits(node, type, context.body, context.version)) return { title: '', safe: true, edits: [] };
	return repairedValue(node, type, context);
}

/** A single value where a list is wanted becomes the only one of a list. */
function repairedArray(node: JsonNode, type: ArrayType, context: RepairContext): Repair | undefined {
	if (node.kind === 'array' || node.kind === 'null') return undefined;
	if (node.kind === 'object' && node.members.length === 0) {
		return { title: 'Write an empty list', safe: true, edits: [replaceNode(node, '[]')] };
	}
	const item = repairedOrRight(node, type.items, context);
	const title = 'Make it a list';
	if (item !== undefined) {
		// Words in one string may be several arguments.
		const isOneWord = node.kind !== 'string' || type.items.kind !== 'string' || !/\s/.test(node.value.trim());
		return { title, safe: item.safe && isOneWord, edits: within(node, '[', item, ']') };
	}
	return node.kind === type.items.kind ? { title, safe: false, edits: around(node, '[', ']') } : undefined;
}

/** Edits inside a value, with texts around it. */
function within(node: JsonNode, before: string, inner: Repair, after: string): Repair['edits'] {
	return joined([insert(node.start, before), ...inner.edits, insert(node.end, after)]);
}

/** Insertions at one place become one edit, in their order; an insertion next to a replacement becomes part of it. */
function joined(edits: Repair['edits']): Repair['edits'] {
	const result: Repair['edits'][number][] = [];
	for (const edit of edits) {
		const last = result.at(-1);
		if (
			last !== undefined &&
			last.end === edit.start &&
			(last.start === last.end || edit.start === edit.end)
		) {
			result[result.length - 1] = { start: last.start, end: edit.end, newText: last.newText + edit.newText };
		} else result.push(edit);
	}
	return result;
}

function repairedObject(node: JsonNode, type: ObjectType, context: RepairContext): Repair | undefined {
	if (node.kind === 'object' || node.kind === 'null') return undefined;
	if (node.kind === 'array') {
		const [only] = node.items;
		if (only?.kind === 'object' && node.items.length === 1) {
			const edits = [cut(node.start, only.start), cut(only.end, node.end)];
			const safe = fits(only, type, context.body, context.version);
			return { title: 'Take it out of the list', safe, edits };
		}
		if (type === CONSTRAINT) return repairedConstraint(node, type, context);
	}
	const property = type === VOLUME ? undefined : mainProperty(type);
	if (property === undefined) return undefined;
	const inner = repairedOrRight(node, property.type, context);
	if (inner === undefined) return undefined;
	const title = `Write { "${property.name}": … }`;
	return { title, safe: inner.safe, edits: within(node, `{ "${property.name}": `, inner, ' }') };
}

/** The property that a single value in place of the object must mean: the only one wanted, or the only one. */
function mainProperty(type: ObjectType): Property | undefined {
	const required = type.properties.filter(property => property.required !== undefined);
	const candidates = required.length > 0 ? required : type.properties;
	return candidates.length === 1 ? candidates[0] : undefined;
}

/** `["hostname", "LIKE", "rack-1.*"]`, as Marathon writes constraints. */
function repairedConstraint(node: ArrayNode, type: ObjectType, context: RepairContext): Repair | undefined {
	const [attribute, operator, value, more] = node.items;
	if (attribute?.kind !== 'string' || operator?.kind !== 'string' || more !== undefined) return undefined;
	if (value !== undefined && value.kind !== 'string') return undefined;
	const wanted = propertyOf(type, 'operator');
	const word = wanted === undefined ? undefined : repairedOrRight(operator, wanted.type, context);
	if (word === undefined) return undefined;
	const edits = [
		{ start: node.start, end: attribute.start, newText: '{ "attribute": ' },
		{ start: attribute.end, end: operator.start, newText: ', "operator": ' },
		...word.edits,
	];
	if (value !== undefined) edits.push({ start: operator.end, end: value.start, newText: ', "value": ' });
	edits.push({ start: (value ?? operator).end, end: node.end, newText: ' }' });
	return { title: 'Write the constraint as an object', safe: word.safe, edits: joined(edits) };
}

/** A list of `{"name": …, "value": …}` where an object of names is wanted. */
function repairedMap(node: JsonNode, type: MapType, context: RepairContext): Repair | undefined {
	if (node.kind !== 'array') return undefined;
	if (node.items.length === 0) {
		return { title: 'Write an empty object', safe: true, edits: [replaceNode(node, '{}')] };
	}
	const names = new Set<string>();
	const edits = [{ start: node.start, end: node.start + 1, newText: '{' }];
	for (const item of node.items) {
		const pair = item.kind === 'object' ? namedPair(item) : undefined;
		if (pair === undefined || names.has(pair.name.value)) return undefined;
		if (!fits(pair.value, type.values, context.body, context.version)) return undefined;
		names.add(pair.name.value);
		edits.push(cut(item.start, pair.name.start));
		edits.push({ start: pair.name.end, end: pair.value.start, newText: ': ' });
		edits.push(cut(pair.value.end, item.end));
	}
	if (!node.closed) return undefined;
	edits.push({ start: node.end - 1, end: node.end, newText: '}' });
	return { title: `Write an object with a key for each ${type.keyName}`, safe: true, edits };
}

function namedPair(item: ObjectNode) {
	const [first, second, third] = item.members;
	const isPair = third === undefined && ['name', 'key'].includes(first?.key.value ?? '');
	if (!isPair || second?.key.value !== 'value' || first?.value?.kind !== 'string') return undefined;
	return second.value === undefined ? undefined : { name: first.value, value: second.value };
}

export function repairedEnvValue(node: JsonNode): Repair | undefined {
	const inner = node.kind === 'object' ? memberOf(node, 'secret')?.value : node;
	if (inner?.kind !== 'number' && inner?.kind !== 'boolean') return undefined;
	const title = inner.kind === 'number' ? 'Put the number in quotes' : 'Put the word in quotes';
	// Whether an alias of that name is declared is another question.
	return { title, safe: inner === node, edits: around(inner, '"', '"') };
}
