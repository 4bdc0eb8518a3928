import { describe, expect, it } from 'vitest';
import { displayWidth, graphemes } from './display-width.ts';

describe('a text takes as many columns as a terminal gives it', () => {
	it.each([
		['abc', 3],
		['é', 1],
		['e\u0301', 1],
		['請求書', 6],
		['ｗｉｄｅ', 8],
		['한글', 4],
		['🌙', 2],
		['👩‍🔧', 2],
		['❤️', 2],
		['©️', 2],
		['🇩🇪', 2],
		['…│•✖', 4],
		['', 0],
	])('%s', (text, width) => {
		expect(displayWidth(text)).toBe(width);
	});

	it('what a reader sees as one character is one', () => {
		expect([...graphemes('a👩‍🔧e\u0301')].map(({ text }) => text)).toEqual(['a', '👩‍🔧', 'e\u0301']);
	});
});
