import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../core/text.ts';
import { type Change, changeDocument, openDocument } from './documents.ts';

/** Texts with every kind of line end, and characters of one to four bytes. */
const texts = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '🔑', '\n', '\r\n', '\r', '"') });

const spans = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), texts);

/** One change, and the text it leaves, by cutting the text directly. */
function cut(
	text: string,
	[one, other, newText]: readonly [number, number, string],
): { change: Change; text: string } {
	const source = new SourceText(text);
	const place = (offset: number) => source.offsetAt(source.positionAt(Math.min(offset, text.length)));
	const start = Math.min(place(one), place(other));
	const end = Math.max(place(one), place(other));
	const change = { range: source.range({ start, end }), text: newText };
	return { change, text: text.slice(0, start) + newText + text.slice(end) };
}

function changed(text: string, changes: readonly Change[]): string {
	return changeDocument(openDocument('file:///a', 1, text, 'utf-16'), 2, changes, 'utf-16').source.text;
}

describe('changes of a document', () => {
	it('are applied one after the other, each to what the one before left', () => {
		fc.assert(
			fc.property(texts, fc.array(spans, { maxLength: 6 }), (start, edits) => {
				let text = start;
				const changes: Change[] = [];
				for (const edit of edits) {
					const next = cut(text, edit);
					changes.push(next.change);
					text = next.text;
				}
				expect(changed(start, changes)).toBe(text);
			}),
		);
	});

	it('give the same whether they come together or alone', () => {
		const text = 'one\ntwo\nthree\nfour';
		const at = (line: number, character: number) => ({ line, character });
		const changes: Change[] = [
			{ range: { start: at(3, 0), end: at(3, 4) }, text: '4' },
			{ range: { start: at(2, 1), end: at(2, 2) }, text: 'H\n' },
			{ range: { start: at(0, 0), end: at(0, 0) }, text: '0\n' },
			{ range: { start: at(1, 0), end: at(1, 3) }, text: 'ONE' },
		];
		let alone = openDocument('file:///a', 1, text, 'utf-16');
		for (const change of changes) alone = changeDocument(alone, alone.version + 1, [change], 'utf-16');
		expect(changed(text, changes)).toBe(alone.source.text);
		expect(alone.source.text).toBe('0\nONE\ntwo\ntH\nree\n4');
	});

	it('may replace the whole text in between', () => {
		const point = { line: 0, character: 1 };
		expect(changed('x', [{ text: 'abc' }, { range: { start: point, end: point }, text: '-' }])).toBe('a-bc');
	});

	it('count a byte order mark that the client has kept', () => {
		const start = { line: 0, character: 1 };
		const document = openDocument('file:///a', 1, '\uFEFF{}', 'utf-16');
		const marked = changeDocument(document, 2, [{ range: { start, end: start }, text: ' ' }], 'utf-16');
		expect([marked.source.text, marked.source.bom]).toEqual([' {}', true]);
		const whole = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
		const without = changeDocument(document, 2, [{ range: whole, text: '' }], 'utf-16');
		expect([without.source.text, without.source.bom]).toEqual(['}', false]);
	});
});
