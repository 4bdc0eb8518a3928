import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../core/text.ts';
import { type Encoding, Positions } from './positions.ts';

const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

const texts = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '🔑', '\n', '\r\n', '\r') });

/** The character of a position by the book: the length of what stands before it in its line. */
function lengthIn(encoding: Encoding, text: string): number {
	if (encoding === 'utf-8') return Buffer.byteLength(text, 'utf8');
	return encoding === 'utf-16' ? text.length : [...text].length;
}

describe.each(ENCODINGS)('positions in %s', encoding => {
	it('count what stands before them in the line', () => {
		fc.assert(
			fc.property(texts, fc.nat({ max: 30 }), (text, at) => {
				const before = [...text].slice(0, at).join('');
				const positions = new Positions(new SourceText(text), encoding);
				const line = /[^\r\n]*$/.exec(before)?.[0] ?? '';
				if (before.endsWith('\r') && text[before.length] === '\n') return;
				const position = positions.positionAt(before.length);
				expect(position.character).toBe(lengthIn(encoding, line));
				expect(positions.offsetAt(position)).toBe(before.length);
			}),
		);
	});

	it('outside the text are moved to its nearest place', () => {
		const positions = new Positions(new SourceText('ü\nab'), encoding);
		expect(positions.offsetAt({ line: 0, character: 99 })).toBe(1);
		expect(positions.offsetAt({ line: 99, character: 0 })).toBe(4);
		expect(positions.offsetAt({ line: -1, character: 3 })).toBe(1);
		expect(positions.offsetAt({ line: Number.NaN, character: Number.NaN })).toBe(0);
	});

	it('count a byte order mark the client has kept', () => {
		const positions = new Positions(new SourceText('\uFEFFab\ncd'), encoding);
		const mark = lengthIn(encoding, '\uFEFF');
		expect(positions.positionAt(1)).toEqual({ line: 0, character: mark + 1 });
		expect(positions.positionAt(4)).toEqual({ line: 1, character: 1 });
		expect(positions.offsetAt({ line: 0, character: mark + 1 })).toBe(1);
		expect(positions.offsetAt({ line: 0, character: 0 })).toBe(0);
	});
});
