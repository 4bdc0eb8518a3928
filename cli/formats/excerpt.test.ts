import { describe, expect, it } from 'vitest';
import { SourceText } from '../../core/text.ts';
import { type ExcerptStyle, excerpt } from './excerpt.ts';
import { paint } from './paint.ts';

const STYLE: ExcerptStyle = {
	width: 40,
	unicode: true,
	context: 1,
	digits: 2,
	paint: paint(false),
	severity: 'error',
};

function show(text: string, needle: string, style: Partial<ExcerptStyle> = {}): string {
	const start = text.indexOf(needle);
	return excerpt(new SourceText(text), { start, end: start + needle.length }, { ...STYLE, ...style }).join(
		'\n',
	);
}

describe('an excerpt', () => {
	it('numbers its lines, marks the place and shows the lines around it', () => {
		expect(show('{\r\n  "a": 1,\r\n  "b": 2\r\n}', '1')).toBe(
			['   1 │ {', '   2 │   "a": 1,', '     │        ^', '   3 │   "b": 2'].join('\n'),
		);
	});

	it('leaves blank lines out at its ends', () => {
		expect(show('\n\n"a"\n\n', '"a"', { context: 2 })).toBe(['   3 │ "a"', '     │ ^^^'].join('\n'));
	});

	it('says where a place of several lines ends', () => {
		expect(show('{ "a": {\n\n} }', '{\n\n}')).toBe(
			['   1 │ { "a": {', '     │        ^ to line 3'].join('\n'),
		);
	});

	it('uses nothing but ASCII around the text if it must', () => {
		expect(show('{ "a": 1 }', '1', { unicode: false })).toBe(
			['   1 | { "a": 1 }', '     |        ^'].join('\n'),
		);
	});

	it('stands on a text that is empty, and behind its end', () => {
		expect(excerpt(new SourceText(''), { start: 0, end: 0 }, STYLE).join('\n')).toBe('   1 │\n     │ ^');
		expect(excerpt(new SourceText('a\n'), { start: 9, end: 9 }, STYLE).at(-1)).toBe('     │ ^');
	});
});
