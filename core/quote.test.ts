import { describe, expect, it } from 'vitest';
import { listed, quoted } from './quote.ts';

describe('a quoted value', () => {
	it.each([
		['db-password', "'db-password'"],
		['a\nb\0', "'a\\nb\\u0000'"],
		['say "a"', `'say "a"'`],
		['x'.repeat(90), `'${'x'.repeat(80)}…'`],
	])('%j reads %s', (text, shown) => {
		expect(quoted(text)).toBe(shown);
	});

	it('is masked where it is a secret itself', () => {
		const token = `gh${'p_'}${'a1B2'.repeat(9)}`;
		expect(quoted(token)).not.toContain('a1B2');
	});
});

describe('a list in words', () => {
	it('reads like a sentence', () => {
		expect(listed(['a'])).toBe('a');
		expect(listed(['a', 'b'])).toBe('a and b');
		expect(listed(['a', 'b', 'c'], 'or')).toBe('a, b or c');
	});
});
