import { JOB } from '../../core/definition/job.ts';
import { SCHEDULE } from '../../core/definition/schedule.ts';
import type { ObjectType, Type } from '../../core/definition/type.ts';
import type { Unit } from '../../core/job-file.ts';
import { type ArrayNode, type JsonNode, type Member, type ObjectNode, valueIn } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import { cursorAt, definitionOf, unitAt } from '../cursor.ts';
import { type Slot, slotAt } from './slot.ts';

/** A place in a job file where something may be typed, and what the definition says of it. */
export type Place = KeyPlace | ValuePlace | RootPlace;

interface PlaceBase {
	readonly slot: Slot;
	readonly unit: Unit | undefined;
	/** Where a comma is missing before it; an offset. */
	readonly commaBefore: number | undefined;
	/** A comma is missing behind it. */
	readonly commaBehind: boolean;
}

export interface KeyPlace extends PlaceBase {
	readonly kind: 'key';
	readonly object: ObjectNode;
	/** Undefined where the definition knows no such object. */
	readonly type: Type | undefined;
	/** The member whose key is at the cursor. */
	readonly member: Member | undefined;
	/** A colon stands behind it already. */
	readonly hasColon: boolean;
}

export interface ValuePlace extends PlaceBase {
	readonly kind: 'value';
	readonly type: Type | undefined;
	/** Of which it is the value; undefined in an array. */
	readonly member: Member | undefined;
	readonly holder: ObjectNode | ArrayNode;
	/** The colon before it is missing. */
	readonly lacksColon: boolean;
}

/** Where a whole job may stand: in an empty file, or in a list of jobs. */
export interface RootPlace extends PlaceBase {
	readonly kind: 'root';
}

/** What may be typed at an offset of a text, broken or not; undefined where nothing may. */
export function placeAt(context: FileContext, offset: number, text: string): Place | undefined {
	const { root } = context.document;
	const cursor = cursorAt(root, offset);
	const slot = slotAt(cursor, offset, text);
	if (slot === undefined) return undefined;
	const unit = unitAt(context.units, offset);
	const { container } = cursor;
	if (container === undefined) return rootPlace(root, slot, text);
	// Behind a key without its closing quote nothing is sure, not even the comma that it may have swallowed.
	if (cursor.part === 'value' && cursor.member?.key.closed === false) return undefined;
	const before = signBefore(text, slot.whole.start);
	const base = { slot, unit, commaBehind: lacksComma(text, slot.whole.end) };
	if (container.kind === 'array') {
		if (before.sign === ':') return undefined;
		const commaBefore = '[,'.includes(before.sign) ? undefined : before.end;
		if (container.parent === undefined) return { kind: 'root', ...base, commaBefore };
		const type = unit === undefined ? undefined : typeOf(container, unit);
		const items = type?.kind === 'array' ? type.items : undefined;
		return {
			kind: 'value',
			...base,
			type: items,
			member: undefined,
			holder: container,
			lacksColon: false,
			commaBefore,
		};
	}
	const lacksColon = before.end === cursor.member?.key.end;
	const isBehindValue = !lacksColon && opensLine(text, before.end, slot);
	if (cursor.part === 'key' || '{,'.includes(before.sign) || isBehindValue) {
		if (before.sign === ':') return undefined;
		return {
			kind: 'key',
			...base,
			object: container,
			type: unit === undefined ? wrapperType(container) : typeOf(container, unit),
			member: cursor.part === 'key' ? cursor.member : undefined,
			hasColon: startsWithColon(text, slot.whole.end) || hasOwnValue(cursor.member, context.document.text),
			commaBefore: '{,'.includes(before.sign) ? undefined : before.end,
		};
	}
	const { member, leaf } = cursor;
	// Before a value that is there, which is not the next key with a comma missing.
	if (leaf === undefined && hasOwnValue(member, context.document.text)) return undefined;
	return valuePlace(member, container, before, base);
}

function valuePlace(
	member: Member | undefined,
	holder: ObjectNode,
	before: { readonly sign: string; readonly end: number },
	base: Omit<PlaceBase, 'commaBefore'>,
): ValuePlace | undefined {
	if (member === undefined) return undefined;
	const lacksColon = before.end === member.key.end;
	if (before.sign !== ':' && !lacksColon) return undefined;
	const { unit } = base;
	const type = unit === undefined ? undefined : definitionOf(member, unit)?.type;
	return { kind: 'value', ...base, type, member, holder, lacksColon, commaBefore: undefined };
}

/** A text without anything but blanks, or the beginning of a word. */
function rootPlace(root: JsonNode | undefined, slot: Slot, text: string): RootPlace | undefined {
	const { start, end } = slot.whole;
	if (root !== undefined || text.slice(0, start).trim() !== '' || text.slice(end).trim() !== '')
		return undefined;
	return { kind: 'root', slot, unit: undefined, commaBefore: undefined, commaBehind: false };
}

/** The DC/OS UI's form: a job and its schedule side by side. */
const WRAPPER: ObjectType = {
	kind: 'object',
	title: 'a job beside its schedule',
	unknownKeys: 'dropped',
	properties: [
		{ name: 'job', type: JOB, required: 'read', description: 'The job.' },
		{ name: 'schedule', type: SCHEDULE, description: 'When the job runs by itself.' },
	],
};

function wrapperType(object: ObjectNode): ObjectType | undefined {
	return valueIn(object, 'job')?.kind === 'object' ? WRAPPER : undefined;
}

/** What the definition says of a node below a unit. */
function typeOf(node: JsonNode, unit: Unit): Type | undefined {
	if (node === unit.node) return unit.kind === 'job' ? JOB : SCHEDULE;
	if (node.member !== undefined) return definitionOf(node.member, unit)?.type;
	const list = node.parent === undefined ? undefined : typeOf(node.parent, unit);
	return list?.kind === 'array' ? list.items : undefined;
}

/** The object that a value of this type can be. */
export function objectType(type: Type | undefined): ObjectType | undefined {
	if (type?.kind === 'env-value') return type.reference;
	return type?.kind === 'object' ? type : undefined;
}

const LOOK_AHEAD = 200;

/** The sign before an offset, blanks left out, and where it ends; '' at the start of the text. */
function signBefore(text: string, offset: number): { readonly sign: string; readonly end: number } {
	let end = offset;
	while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
	return { sign: text[end - 1] ?? '', end };
}

/** Behind a complete member, on a line of its own: a comma was forgotten. */
function opensLine(text: string, before: number, { whole }: Slot): boolean {
	return /["}\]\w]/.test(text[before - 1] ?? '') && /[\r\n]/.test(text.slice(before, whole.start));
}

/** A value whose colon is missing, and not the next key, which the tree takes for one. */
function hasOwnValue(member: Member | undefined, text: string): boolean {
	return member?.value !== undefined && !startsWithColon(text, member.value.end);
}

function startsWithColon(text: string, offset: number): boolean {
	return /^\s*:/.test(text.slice(offset, offset + LOOK_AHEAD));
}

function lacksComma(text: string, end: number): boolean {
	return /^\s*["{[\w-]/.test(text.slice(end, end + LOOK_AHEAD));
}
