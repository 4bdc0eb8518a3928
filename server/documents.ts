import { type Position, type Range, SourceText } from '../core/text.ts';
import { type Encoding, Positions } from './positions.ts';

/** One version of an open document. */
export interface OpenDocument {
	readonly uri: string;
	readonly version: number;
	readonly source: SourceText;
	readonly positions: Positions;
}

/** A change as the client sends it; without a range `text` is the whole document. */
export interface Change {
	readonly range?: Range;
	readonly text: string;
}

export function openDocument(uri: string, version: number, text: string, encoding: Encoding): OpenDocument {
	const source = new SourceText(text);
	return { uri, version, source, positions: new Positions(source, encoding) };
}

/**
 * Applies changes in their order: the positions of each are those of the text the ones before it have made.
 * Editors send what happens in many places at once (several cursors, a formatter) from the end to the start. Such
 * changes do not move each other, so they are joined into one pass: thousands of them cost as much as one.
 */
export function changeDocument(
	document: OpenDocument,
	version: number,
	changes: readonly Change[],
	encoding: Encoding,
): OpenDocument {
	let base = document;
	let waiting: Change[] = [];
	for (const change of changes) {
		if (change.range === undefined) {
			base = openDocument(document.uri, version, change.text, encoding);
			waiting = [];
			continue;
		}
		const before = waiting.at(-1)?.range;
		if (before !== undefined && !isBefore(change.range, before)) {
			base = openDocument(document.uri, version, joined(base, waiting), encoding);
			waiting = [];
		}
		waiting.push(change);
	}
	const text = joined(base, waiting);
	return openDocument(document.uri, version, text, encoding);
}

/** Strictly: changes that touch might depend on each other. */
function isBefore(a: Range, b: Range): boolean {
	const limit = isEarlier(b.end, b.start) ? b.end : b.start;
	return isEarlier(a.start, limit) && isEarlier(a.end, limit);
}

function isEarlier(a: Position, b: Position): boolean {
	return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** The text, with its byte order mark if it has one, after changes that go from the end to the start. */
function joined(document: OpenDocument, changes: readonly Change[]): string {
	const { source, positions } = document;
	const text = source.bom ? `\uFEFF${source.text}` : source.text;
	const parts: string[] = [];
	let rest = text.length;
	for (const { range, text: newText } of changes) {
		if (range === undefined) continue;
		const one = positions.offsetWithMarkAt(range.start);
		const other = positions.offsetWithMarkAt(range.end);
		parts.push(text.slice(Math.max(one, other), rest), newText);
		rest = Math.min(one, other);
	}
	parts.push(text.slice(0, rest));
	return parts.reverse().join('');
}
