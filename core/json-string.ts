import type { StringNode } from './json.ts';
import type { Span } from './text.ts';

/**
 * The value of a string as its source text says it, before any variable is put in (`StringNode.rendered`). Decodes
 * as the parser does: a broken escape yields nothing.
 */
export function sourceValue(text: string, node: StringNode): string {
	if (node.rendered !== true) return node.value;
	const limit = sourceLimit(node);
	const parts: string[] = [];
	for (let at = node.start + 1; at < limit; ) {
		const length = Math.min(sourceLength(text, at), limit - at);
		if (yieldsUnit(text, at, length)) parts.push(decodedUnit(text.slice(at, at + length)));
		at += length;
	}
	return parts.join('');
}

/**
 * Where parts of a string's value stand in the source text. `start` and `end` are UTF-16 offsets into its
 * {@link sourceValue}; the span covers every escape that yields one of these units whole. Half of a surrogate pair is
 * a unit of its own. Offsets behind the end of the value give the end of the string.
 */
export function valueSpans(text: string, node: StringNode): (start: number, end: number) => Span {
	const from = node.start + 1;
	const limit = sourceLimit(node);
	// Every escape is longer than what it yields.
	if (node.rendered !== true && limit - from === node.value.length) {
		return (start, end) => ({ start: Math.min(from + start, limit), end: Math.min(from + end, limit) });
	}
	/** Where every {@link STRIDE}th unit begins, as far as units have been counted. */
	const marks = [from];
	const startOf = (unit: number): number => {
		const mark = Math.min(Math.floor(unit / STRIDE), marks.length - 1);
		let count = mark * STRIDE;
		let at = marks[mark] ?? limit;
		while (at < limit) {
			const length = sourceLength(text, at);
			const counts = yieldsUnit(text, at, Math.min(length, limit - at));
			if (counts && count === unit) break;
			at += length;
			if (counts && ++count === marks.length * STRIDE) marks.push(at);
		}
		return Math.min(at, limit);
	};
	const endOf = (unit: number): number => {
		const at = startOf(unit);
		return Math.min(at < limit ? at + sourceLength(text, at) : limit, limit);
	};
	return (start, end) => {
		const first = startOf(start);
		return { start: first, end: end > start ? endOf(end - 1) : first };
	};
}

/** So few units are counted again for each part, and so few places are kept for a text of nothing but escapes. */
const STRIDE = 32;

/** The same for a single part. */
export function valueSpan(text: string, node: StringNode, start: number, end: number): Span {
	return valueSpans(text, node)(start, end);
}

function sourceLimit(node: StringNode): number {
	return node.closed ? node.end - 1 : node.end;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decodedUnit(unit: string): string {
	const letter = unit[1];
	if (letter === undefined) return unit;
	if (letter === 'u') return String.fromCharCode(Number.parseInt(unit.slice(2), 16));
	return SHORT_ESCAPES[letter] ?? letter;
}

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const HEX_DIGITS = 4;

/** How many characters the unit at this place takes in the source; a broken escape ends where its digits do. */
function sourceLength(text: string, at: number): number {
	if (text.charCodeAt(at) !== BACKSLASH) return 1;
	if (text.charCodeAt(at + 1) !== LETTER_U) return 2;
	let digits = 0;
	while (digits < HEX_DIGITS && isHexDigit(text.charCodeAt(at + 2 + digits))) digits++;
	return 2 + digits;
}

function isHexDigit(code: number): boolean {
	const lower = code | 0x20;
	return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** False for an escape that JSON does not know: the parser drops it. */
function yieldsUnit(text: string, at: number, length: number): boolean {
	if (text.charCodeAt(at) !== BACKSLASH) return true;
	if (text.charCodeAt(at + 1) === LETTER_U) return length === 2 + HEX_DIGITS;
	return /["\\/bfnrt]/.test(text.charAt(at + 1));
}
