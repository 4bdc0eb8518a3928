import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../core/text.ts';
import { displayWidth } from './display-width.ts';
import { lineView } from './line-view.ts';
import { paint } from './paint.ts';

const OPTIONS = { columns: 40, ellipsis: '…', mask: '•', paint: paint(false) };

/** The view of a text whose focus stands between « and », with the focus marked the same way. */
function view(marked: string, columns = 40): string {
	const start = marked.indexOf('«');
	const end = marked.indexOf('»') - 1;
	const shown = lineView(
		new SourceText(marked.replace(/[«»]/g, '')),
		0,
		{ start, end },
		{ ...OPTIONS, columns },
	);
	return `${take(shown.text, shown.from)}«${take(shown.text.slice(take(shown.text, shown.from).length), shown.to - shown.from)}»${shown.text.slice(take(shown.text, shown.to).length)}`;
}

/** The beginning of a text that fills so many columns. */
function take(text: string, columns: number): string {
	let taken = '';
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		if (displayWidth(taken + segment) > columns) break;
		taken += segment;
	}
	return taken;
}

describe('a line is shown with its focus', () => {
	it.each([
		['short', '"id": «"a"»,', '"id": «"a"»,'],
		['behind tabs', '\t\t"id": «"a"»', '    "id": «"a"»'],
		['a tab in it', 'a\tb: «c\td»', 'a b: «c  d»'],
		['behind wide characters', '"請🌙": «"書"», 1', '"請🌙": «"書"», 1'],
		['an escape in it', '«a\u001bb»c', '«a\\x1bb»c'],
		['a place between two characters', 'ab«»cd', 'ab«c»d'],
		['the end of the line', 'ab«»', 'ab«»'],
	])('%s', (_, marked, shown) => {
		expect(view(marked)).toBe(shown);
	});

	it('and cut behind it if that is enough, else around it', () => {
		const more = 'abcdefghij'.repeat(5);
		expect(view(`"x": «"y"», ${more}`)).toBe('"x": «"y"», abcdefghijabcdefghijabcdefghi…');
		expect(view(`${more}«"y"», ${more}`)).toMatch(/^….{10,}«"y"», .{5,}…$/);
		expect(view(`${more}, «"y"»`)).toMatch(/^….{20,}, «"y"»$/);
	});

	it('and what is wider than the view is cut inside', () => {
		expect(view(`123«${'x'.repeat(100)}»`)).toMatch(/^…?[123]*«x{30,}»…$/);
	});

	it('reads no more of a line of a megabyte than it can show', () => {
		const text = `"${'请🌙\t'.repeat(200_000)}", "a": 1, "${'x'.repeat(1_000_000)}"`;
		const start = text.indexOf('"a"');
		const shown = lineView(new SourceText(text), 0, { start, end: start + 3 }, OPTIONS);
		expect(displayWidth(shown.text)).toBeLessThanOrEqual(40);
		expect(shown.text).toContain('"a": 1');
	});

	it('and says that it is cut even where what is hidden takes no column', () => {
		const text = `x${'\u0301'.repeat(1000)}"a"`;
		const { text: shown } = lineView(new SourceText(text), 0, { start: 1001, end: 1004 }, OPTIONS);
		expect(shown).toMatch(/^….*"a"$/);
	});

	it('never wider than it may be, the mark inside it, whatever the line holds', () => {
		const text = fc.string({
			unit: fc.constantFrom('a', ' ', '請', '🌙', '👩‍🔧', '\t', '\u001b', 'e\u0301', '\u202e', '•'),
			maxLength: 120,
		});
		fc.assert(
			fc.property(
				text,
				fc.nat(300),
				fc.nat(60),
				fc.integer({ min: 24, max: 60 }),
				(line, at, length, columns) => {
					const start = Math.min(at, line.length);
					const focus = { start, end: Math.min(start + length, line.length) };
					const { text: shown, from, to } = lineView(new SourceText(line), 0, focus, { ...OPTIONS, columns });
					expect(displayWidth(shown)).toBeLessThanOrEqual(columns);
					expect(from).toBeGreaterThanOrEqual(0);
					expect(to).toBeGreaterThan(from);
					expect(to).toBeLessThanOrEqual(Math.max(columns + 1, from + 1));
				},
			),
		);
	});
});
