import type { Edit } from './finding.ts';
import { type ArrayNode, type JsonNode, type Member, type ObjectNode, pointerOf } from './json.ts';
import type { SourceText } from './text.ts';

/** Edits of a JSON text that keep its style: indentation, line ends, order, blanks. Offsets are those of the tree. */

/** Puts another value, given as JSON text, in the place of a node. */
export function replaceNode(node: JsonNode, json: string): Edit {
	return { start: node.start, end: node.end, newText: json };
}

/** Gives a member another key. */
export function renameKey(member: Member, key: string): Edit {
	return { start: member.key.start, end: member.key.end, newText: JSON.stringify(key) };
}

/** Takes a member out, with the comma that goes with it. */
export function removeMember(member: Member, source: SourceText): Edit {
	const members = member.object.members;
	return removeEntry(members, members.indexOf(member), member.object, source);
}

/** Takes several members out of one object; their edits do not overlap. */
export function removeMembers(removed: readonly Member[], source: SourceText): readonly Edit[] {
	const object = removed[0]?.object;
	if (object === undefined) return [];
	const gone = new Set(removed);
	const kept = object.members.filter(member => !gone.has(member));
	const lastKept = kept.at(-1);
	const first = object.members[0];
	const last = object.members.at(-1);
	if (lastKept === undefined || first === undefined || last === undefined) {
		const end = object.closed ? object.end - 1 : object.end;
		return [{ start: object.start + 1, end, newText: '' }];
	}
	const inner = object.members.filter(member => gone.has(member) && member.start < lastKept.start);
	const edits = inner.map(member => removeMember(member, source));
	return last === lastKept ? edits : [...edits, { start: lastKept.end, end: last.end, newText: '' }];
}

/** Takes a value out of its array, with the comma that goes with it. */
export function removeItem(item: JsonNode, source: SourceText): Edit | undefined {
	const array = item.parent;
	return array?.kind === 'array' ? removeEntry(array.items, item.index, array, source) : undefined;
}

interface Entry {
	readonly start: number;
	readonly end: number;
}

function removeEntry(
	entries: readonly Entry[],
	at: number,
	container: ObjectNode | ArrayNode,
	source: SourceText,
): Edit {
	const entry = entries[at];
	if (entry === undefined) return { start: container.start, end: container.start, newText: '' };
	const next = entries[at + 1];
	const previous = entries[at - 1];
	if (next !== undefined) return { start: entry.start, end: next.start, newText: '' };
	if (previous !== undefined) return { start: previous.end, end: entry.end, newText: '' };
	const inside = { start: container.start + 1, end: container.closed ? container.end - 1 : container.end };
	const blank = source.text.slice(inside.start, entry.start) + source.text.slice(entry.end, inside.end);
	return blank.trim() === ''
		? { ...inside, newText: '' }
		: { start: entry.start, end: entry.end, newText: '' };
}

/**
 * Adds a member behind the last one, in the style of the object. `json` is the value as JSON text; where it has line
 * ends it is indented to its place.
 */
export function addMember(object: ObjectNode, key: string, json: string, source: SourceText): Edit {
	return addEntry(object.members, object, `${JSON.stringify(key)}${colonOf(object, source)}${json}`, source);
}

/** How the members of an object are written: `: `, or `:` where the last one has nothing behind its colon. */
export function colonOf(object: ObjectNode, source: SourceText): ':' | ': ' {
	const last = object.members.at(-1);
	if (last?.value === undefined) return ': ';
	return source.text.slice(last.key.end, last.value.start) === ':' ? ':' : ': ';
}

/** Adds a value behind the last one of an array. */
export function addItem(array: ArrayNode, json: string, source: SourceText): Edit {
	return addEntry(array.items, array, json, source);
}

function addEntry(
	entries: readonly Entry[],
	container: ObjectNode | ArrayNode,
	text: string,
	source: SourceText,
): Edit {
	const last = entries.at(-1);
	if (last !== undefined) {
		const first = entries[0] ?? last;
		const blank = leadingBlank(source, first.start, container.start + 1);
		const own = /[\r\n]/.test(blank) ? blank : (gapBefore(last, entries.at(-2), source) ?? (blank || ' '));
		const isOneLine = !own.includes('\n') && !own.includes('\r');
		const further = isOneLine ? lineIndent(source, container.start) : own;
		return { start: last.end, end: last.end, newText: `,${own}${indented(text, source, further)}` };
	}
	const inner = source.text.slice(container.start + 1, container.end - (container.closed ? 1 : 0));
	const start = container.start + 1;
	const end = container.closed && inner.trim() === '' ? container.end - 1 : start;
	if (!usesLines(source)) return { start, end, newText: text };
	const outer = lineIndent(source, container.start);
	const own = `${source.lineEnd}${outer}${indentUnit(source)}`;
	return { start, end, newText: `${own}${indented(text, source, own)}${source.lineEnd}${outer}` };
}

/** The blanks behind the last comma of a list that is on one line; undefined for a list without a comma. */
function gapBefore(last: Entry, previous: Entry | undefined, source: SourceText): string | undefined {
	if (previous === undefined) return undefined;
	return /^\s*,([ \t]*)$/.exec(source.text.slice(previous.end, last.start))?.[1] ?? ' ';
}

/** The line end and blanks right before an entry, back to the last line end; '' where it follows on one line. */
function leadingBlank(source: SourceText, start: number, from: number): string {
	const before = source.text.slice(from, start);
	const match = /(\r\n|\n|\r)?[ \t]*$/.exec(before);
	return match?.[0] ?? '';
}

/** Further lines of a value get the indentation of the place it is put. */
function indented(text: string, source: SourceText, own: string): string {
	if (!text.includes('\n')) return text;
	const indent = own.replace(/^[\r\n]+/, '');
	const unit = indentUnit(source);
	return text
		.split('\n')
		.map(line => line.replace(/^\t*/, tabs => unit.repeat(tabs.length)))
		.join(`${source.lineEnd}${indent}`);
}

function usesLines(source: SourceText): boolean {
	return source.lineCount > 2 || /[\r\n]\s*\S/.test(source.text);
}

/** The blanks at the start of the line an offset is on. */
export function lineIndent(source: SourceText, offset: number): string {
	const line = source.lineSpan(source.positionAt(offset).line);
	return /^[ \t]*/.exec(source.text.slice(line.start, line.end))?.[0] ?? '';
}

/** One step of indentation in this file: that of its first indented line, two blanks where there is none. */
export function indentUnit(source: SourceText): string {
	return /(?:^|[\r\n])([ \t]+)\S/.exec(source.text)?.[1] ?? '  ';
}

/** Applies edits that do not overlap; throws where they do. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
	const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
	const parts: string[] = [];
	let at = 0;
	for (const edit of sorted) {
		if (edit.start < at) throw new Error(`edits overlap at offset ${edit.start}`);
		parts.push(text.slice(at, edit.start), edit.newText);
		at = edit.end;
	}
	parts.push(text.slice(at));
	return parts.join('');
}

/** Describes where a node is, for fix titles. */
export function placeName(node: JsonNode): string {
	const pointer = pointerOf(node);
	return pointer === '' ? 'the file' : pointer;
}
