import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StringNode } from './json.ts';
import { parseJson } from './json-parser.ts';
import { sourceValue, valueSpan } from './json-string.ts';

function stringOf(text: string): StringNode {
	const root = parseJson(text).root;
	if (root?.kind !== 'string') throw new Error(`no string: ${text}`);
	return root;
}

/** The source of the units `start` to `end` of the only string of a text. */
function sourceOf(text: string, start: number, end: number): string {
	const span = valueSpan(text, stringOf(text), start, end);
	return text.slice(span.start, span.end);
}

describe('the source of a part of a string', () => {
	it('is the part itself where nothing is escaped', () => {
		expect(sourceOf('  "user:word@host"', 5, 9)).toBe('word');
	});

	it.each([
		['a line feed', String.raw`"a\nword"`, 2, 6, 'word'],
		['a quote', String.raw`"say \"word\" now"`, 5, 9, 'word'],
		['a backslash', String.raw`"C:\\word"`, 3, 7, 'word'],
		['a unicode escape', String.raw`"\u00e4word"`, 1, 5, 'word'],
		['a unicode escape inside the part', String.raw`"p=w\u006Frd!"`, 2, 6, String.raw`w\u006Frd`],
		['an escape at the end of the part', String.raw`"p=wor\u0064!"`, 2, 6, String.raw`wor\u0064`],
		['a surrogate pair as escapes', String.raw`"\ud83d\ude00word"`, 2, 6, 'word'],
		['a surrogate pair as it is', String.raw`"😀\tword"`, 3, 7, 'word'],
		['every short escape', String.raw`"\b\f\n\r\t\/\\\"word"`, 8, 12, 'word'],
	])('starts and ends right beside %s', (_, text, start, end, part) => {
		expect(sourceOf(text, start, end)).toBe(part);
	});

	it.each([
		['an unknown escape', String.raw`"\xword"`, 0, 4, 'word'],
		['a unicode escape cut short', String.raw`"\u00 word"`, 1, 5, 'word'],
	])('passes over %s, which the parser drops', (_, text, start, end, part) => {
		expect(stringOf(text).value.slice(start, end)).toBe(part);
		expect(sourceOf(text, start, end)).toBe(part);
	});

	it('ends at the end of a string that is cut off', () => {
		const text = String.raw`"a\nword`;
		expect(sourceOf(text, 2, 6)).toBe('word');
		expect(sourceOf(text, 2, 99)).toBe('word');
		expect(sourceOf(text, 50, 99)).toBe('');
	});

	it('is found before variables are put in', () => {
		const text = String.raw`"\"{{user}}\"\n\u0077ord"`;
		const node = parseJson(text, new Map([['user', 'a-much-longer-name']])).root;
		if (node?.kind !== 'string') throw new Error('no string');
		expect(node.value).toContain('a-much-longer-name');
		expect(sourceValue(text, node)).toBe('"{{user}}"\nword');
		const span = valueSpan(text, node, 11, 15);
		expect(text.slice(span.start, span.end)).toBe(String.raw`\u0077ord`);
	});

	it('decodes to the same part of the value, whatever is escaped', () => {
		const unit = fc.oneof(
			fc
				.string({ unit: 'binary', minLength: 1, maxLength: 2 })
				.map(char => JSON.stringify(char).slice(1, -1)),
			fc.integer({ min: 0, max: 0xffff }).map(code => `\\u${code.toString(16).padStart(4, '0')}`),
			fc.constantFrom('\\n', '\\"', '\\\\', '\\/', 'a', '=', '😀'),
		);
		fc.assert(
			fc.property(fc.array(unit), fc.nat(), fc.nat(), (units, a, b) => {
				const text = `"${units.join('')}"`;
				const node = stringOf(text);
				const start = Math.min(a, b) % (node.value.length + 1);
				const end = Math.min(start + (Math.abs(a - b) % 8), node.value.length);
				const span = valueSpan(text, node, start, end);
				expect(JSON.parse(`"${text.slice(span.start, span.end)}"`)).toBe(node.value.slice(start, end));
				expect(JSON.parse(`"${text.slice(node.start + 1, span.start)}"`)).toBe(node.value.slice(0, start));
			}),
		);
	});
});
