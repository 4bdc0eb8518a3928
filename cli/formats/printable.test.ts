import { describe, expect, it } from 'vitest';
import { printable, printableLines } from './printable.ts';

describe('what steers a terminal or hides a text is written out', () => {
	it.each([
		['plain text, ümlauts, 請求書, 🌙, 👩‍🔧', 'plain text, ümlauts, 請求書, 🌙, 👩‍🔧'],
		['\u001b[31mred', '\\x1b[31mred'],
		['\u009b31m', '\\x9b31m'],
		['a\u0000\tb\r\n', 'a\\x00\\x09b\\x0d\\x0a'],
		['user\u202enimda', 'user\\u202enimda'],
		['a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
		['\ud83c and \udf19', '\\ud83c and \\udf19'],
		['\u{e0041}', '\\u{e0041}'],
	])('%j', (text, shown) => {
		expect(printable(text)).toBe(shown);
	});

	it('line ends can stay, as LF', () => {
		expect(printableLines('a\r\nb\rc\n\u001b')).toBe('a\nb\nc\n\\x1b');
	});
});
