import { describe, expect, it } from 'vitest';
import { SourceText } from '../core/text.ts';
import { changedLinesOf, placeOf, readHunks, removedText, textBefore } from './patch.ts';

const text = (...lines: string[]) => new SourceText(`${lines.join('\n')}\n`);

describe('a patch', () => {
	it('is read hunk by hunk, by the lines of the new file', () => {
		const [first, second] = readHunks(
			'@@ -1,2 +1,3 @@\n one\n+two\n three\n@@ -9,2 +10 @@ tail\n ten\n-gone',
		);
		expect(first).toMatchObject({ first: 0, lines: [{ isNew: false }, { text: 'two', isNew: true }, {}] });
		expect(second).toMatchObject({ first: 9, lines: [{ text: 'ten' }] });
		expect([...(second?.removedBefore ?? [])]).toEqual([[1, ['gone']]]);
	});

	it.each([
		['a new line', '@@ -1,2 +1,3 @@\n one\n+two\n three', [{ first: 1, last: 1 }]],
		[
			'a line that is gone, by its neighbours',
			'@@ -1,3 +1,3 @@\n one\n-x\n two\n three',
			[{ first: 0, last: 1 }],
		],
		[
			'a line instead of another',
			'@@ -2 +2 @@\n-x\n+two',
			[
				{ first: 1, last: 1 },
				{ first: 0, last: 1 },
			],
		],
		[
			'a file without a line end',
			'@@ -3 +3 @@\n-x\n\\ No newline at end of file\n+three',
			[
				{ first: 2, last: 2 },
				{ first: 1, last: 2 },
			],
		],
	])('tells of %s', (_, patch, ranges) => {
		expect(changedLinesOf(patch, text('one', 'two', 'three'))).toEqual(ranges);
	});

	it('is found where its lines have moved, the nearest first', () => {
		const [hunk] = readHunks('@@ -3,2 +3,2 @@\n b\n+c');
		if (hunk === undefined) throw new Error('no hunk');
		expect(placeOf(hunk, text('x', 'x', 'b', 'c'))).toBe(2);
		expect(placeOf(hunk, text('b', 'c'))).toBe(0);
		expect(placeOf(hunk, text('x', 'x', 'x', 'x', 'x', 'b', 'c', 'b', 'c'))).toBe(5);
		expect(placeOf(hunk, text('b', 'd'))).toBeUndefined();
	});

	it('that does not fit the text tells that everything may have changed', () => {
		expect(changedLinesOf('@@ -1 +1 @@\n-a\n+b', text('something else'))).toBe('all');
	});

	it('fits a file with a byte order mark and one with other line ends', () => {
		expect(changedLinesOf('@@ -0,0 +1 @@\n+\ufeffone', new SourceText('\ufeffone\n'))).toEqual([
			{ first: 0, last: 0 },
		]);
		expect(changedLinesOf('@@ -1,0 +2 @@\n+two\r', new SourceText('one\r\ntwo\r\n'))).toEqual([
			{ first: 1, last: 1 },
		]);
	});

	it('that only takes away leaves the lines around it', () => {
		expect(changedLinesOf('@@ -2,1 +1,0 @@\n-gone', text('one', 'two'))).toEqual([{ first: 0, last: 1 }]);
	});

	it.each([
		['a new line', '@@ -1,2 +1,3 @@\n one\n+two\n three', 'one\nthree\n'],
		['lines that are gone', '@@ -1,5 +1,3 @@\n one\n-x\n-y\n two\n three', 'one\nx\ny\ntwo\nthree\n'],
		['a line instead of others', '@@ -2,2 +2 @@\n-x\n-y\n+two', 'one\nx\ny\nthree\n'],
		['two places', '@@ -1 +1 @@\n-x\n+one\n@@ -3 +3 @@\n-z\n+three', 'x\ntwo\nz\n'],
	])('says how the text was before %s', (_, patch, before) => {
		expect(textBefore(patch, text('one', 'two', 'three'))).toBe(before);
		expect(textBefore(patch, new SourceText('one\r\ntwo\r\nthree\r\n'))).toBe(before);
		expect(textBefore(patch, text('another'))).toBeUndefined();
	});

	it('has all of a file that is gone', () => {
		expect(removedText('@@ -1,2 +0,0 @@\n-one\n-two')).toBe('one\ntwo');
	});
});
