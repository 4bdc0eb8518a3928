import { describe, expect, it } from 'vitest';
import { code, codeInTable, prose } from './markdown-text.ts';

describe('foreign text in markdown', () => {
	it.each([
		['a *b* _c_ `d`', 'a \\*b\\* \\_c\\_ \\`d\\`'],
		['<img src=x> & <!-- m -->', '&lt;img src=x&gt; &amp; &lt;!-- m --&gt;'],
		['[a](b) ![c](d)', '\\[a\\](b) !\\[c\\](d)'],
		['a | b\nc', 'a \\| b c'],
		['\\|', '\\\\\\|'],
	])('loses the meaning of its signs: %s', (text, shown) => {
		expect(prose(text)).toBe(shown);
	});

	it.each(['@admin', '#12', '!12', '%1', 'GH-12', 'https://example.org', 'www.example.org', ':smile:'])(
		'names nobody and links nothing: %s',
		text => {
			expect(prose(`see ${text}`)).toContain('\u200b');
		},
	);

	it('stays as it is where nothing would become of it', () => {
		expect(prose("50% of alpine:3.18, 'a@' and http: is (fine)!")).toBe(
			"50% of alpine:3.18, 'a@\u200b' and http: is (fine)!",
		);
	});

	it('stands in a code span with a fence of its own', () => {
		expect(code('a`b``c')).toBe('```a`b``c```');
		expect(code('`a')).toBe('`` `a ``');
		expect(code('a\u001b|')).toBe('`a\\x1b|`');
		expect(codeInTable('a|b')).toBe('<code>a\\|b</code>');
		expect(codeInTable('a`b')).toBe('``a`b``');
	});
});
