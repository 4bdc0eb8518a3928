import { expect, test } from 'vitest';
import { maskHint } from './mask.ts';

test('a mask tells the kind and the length', () => {
	expect(maskHint('url-password', 12)).toBe('‹url-password, 12 characters›');
});

test('the length of a short password is not told', () => {
	expect(maskHint('password-value', 7)).toBe('‹password-value›');
	expect(maskHint('password-value', 0)).toBe('‹password-value›');
});
