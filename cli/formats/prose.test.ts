import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './display-width.ts';
import { paragraph } from './prose.ts';

describe('a paragraph', () => {
	it('breaks between words, and any white space is one blank', () => {
		expect(paragraph([{ text: 'one  two\nthree\tfour' }], 9)).toEqual(['one two', 'three', 'four']);
	});

	it('keeps a piece whole, and paints neighbours of one style together', () => {
		const style = (text: string) => `<${text}>`;
		expect(paragraph([{ text: 'a b', style, whole: true }, { text: 'c d' }], 3)).toEqual(['<a b>', 'c d']);
		expect(paragraph([{ text: 'a b c', style }, { text: 'd' }], 5)).toEqual(['<a b c>', 'd']);
	});

	it('measures in columns, not in characters', () => {
		expect(paragraph([{ text: '請求 書類 ab' }], 9)).toEqual(['請求 書類', 'ab']);
	});

	it('is never wider than it may be, but for a word that is', () => {
		const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 20 });
		fc.assert(
			fc.property(words, fc.integer({ min: 10, max: 40 }), (all, columns) => {
				const lines = paragraph([{ text: all.join(' ') }], columns);
				return lines.every(line => displayWidth(line) <= columns || !line.includes(' '));
			}),
		);
	});
});
