import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile } from './check.ts';
import { EXAMPLE_NOW } from './example.ts';
import type { Edit, Finding, Fix } from './finding.ts';
import { fixText } from './fix.ts';
import { parseJson } from './json-parser.ts';
import { RULES } from './rules/registry.ts';
import { DEFAULT_TARGET } from './target.ts';
import { SourceText } from './text.ts';

/** A finding whose fix replaces each `from` in the text by `to`. */
function replacing(text: string, from: string, to: string, more: Partial<Finding & Fix> = {}): Finding[] {
	const edits: Edit[] = [];
	for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
		edits.push({ start: at, end: at + from.length, newText: to });
	}
	return edits.map(edit =>
		finding({ title: `${from} → ${to}`, safe: more.safe ?? true, edits: [edit] }, { code: from, ...more }),
	);
}

function finding(fix: Fix | null, more: Partial<Finding> = {}): Finding {
	return {
		fix: () => fix,
		code: 'syntax',
		severity: 'error',
		consequence: 'ignored',
		message: '',
		file: null,
		pointer: '',
		span: null,
		job: null,
		related: [],
		unnecessary: false,
		suppressed: null,
		fingerprint: '',
		docs: '',
		...more,
	};
}

type Judge = (text: string) => readonly Finding[];

function fixed(text: string, judge: Judge, unsafe = false) {
	const result = fixText(new SourceText(text), { unsafe, judge: source => judge(source.text) });
	return { text: result.text, applied: result.applied.length, refused: result.refused.map(fix => fix.title) };
}

describe('fixText', () => {
	it('applies all that do not touch, and the fixes that only show then', () => {
		const judge: Judge = text => [...replacing(text, '1', '2'), ...replacing(text, '[2,2]', '[3]')];
		expect(fixed('[1,1]', judge)).toEqual({ text: '[3]', applied: 3, refused: [] });
	});

	it('leaves unsafe fixes for someone who asks for them', () => {
		const judge: Judge = text => replacing(text, '1', '2', { safe: false });
		expect(fixed('[1]', judge).text).toBe('[1]');
		expect(fixed('[1]', judge, true).text).toBe('[2]');
	});

	it('leaves suppressed findings alone', () => {
		const judge: Judge = text => replacing(text, '1', '2', { suppressed: { by: 'label', reason: 'r' } });
		expect(fixed('[1]', judge, true)).toEqual({ text: '[1]', applied: 0, refused: [] });
	});

	it('refuses what no longer parses, and still applies the others', () => {
		const judge: Judge = text => [...replacing(text, '1', '{'), ...replacing(text, '2', '3')];
		expect(fixed('[1,2,2,2]', judge)).toEqual({ text: '[1,3,3,3]', applied: 3, refused: ['1 → {'] });
	});

	it('refuses what Metronome refuses more of', () => {
		const judge: Judge = text => [
			...replacing(text, '1', '[9,9]'),
			...replacing(text, '9', '8', {
				fix: null,
				consequence: 'refused',
				suppressed: { by: 'label', reason: 'r' },
			}),
		];
		expect(fixed('[1]', judge)).toEqual({ text: '[1]', applied: 0, refused: ['1 → [9,9]'] });
	});

	it('gives way where two fixes touch, and looks again', () => {
		const judge: Judge = text => [
			...replacing(text, '12', '3'),
			...replacing(text, '23', '4'),
			...replacing(text, '33', '5'),
		];
		expect(fixed('[123]', judge).text).toBe('[5]');
	});

	it('never makes two insertions at one place in one round', () => {
		const insert = (newText: string): Finding =>
			finding({ title: newText, safe: true, edits: [{ start: 1, end: 1, newText }] });
		const judge: Judge = text => (text === '[]' ? [insert('1'), insert('2')] : []);
		expect(fixed('[]', judge)).toEqual({ text: '[1]', applied: 1, refused: [] });
	});

	it('ends where fixes undo each other, in the same text from wherever it starts', () => {
		const judge: Judge = text => [
			...replacing(text, '1', '2'),
			...replacing(text, '2', '3'),
			...replacing(text, '3', '1'),
		];
		expect(['[1]', '[2]', '[3]'].map(text => fixed(text, judge).text)).toEqual(['[1]', '[1]', '[1]']);
	});

	it('finds the one bad fix among hundreds', () => {
		const judge: Judge = text => [...replacing(text, '"a"', '"b"'), ...replacing(text, '"x"', '"')];
		const many = Array.from({ length: 300 }, (_, i) => (i === 137 ? '"x"' : '"a"'));
		const result = fixed(`[${many}]`, judge);
		expect(result.applied).toBe(299);
		expect(result.text).toBe(`[${many}]`.replaceAll('"a"', '"b"'));
	});
});

describe('the fixes of all rules', () => {
	const examples = RULES.flatMap(rule => rule.meta.examples.map(example => example.text));
	const options = { target: DEFAULT_TARGET, now: EXAMPLE_NOW, reading: 'file' } as const;
	const judge = (source: SourceText): readonly Finding[] => checkFile('job.json', source, options).findings;
	const refusals = (text: string): number =>
		judge(new SourceText(text)).filter(
			({ consequence }) => consequence === 'refused' || consequence === 'breaks',
		).length;

	function expectNoWorse(text: string, unsafe: boolean): void {
		const source = new SourceText(text);
		const once = fixText(source, { unsafe, judge }).text;
		expect(parseJson(once).problems.length).toBeLessThanOrEqual(parseJson(source.text).problems.length);
		expect(refusals(once)).toBeLessThanOrEqual(refusals(source.text));
		expect(fixText(new SourceText(once), { unsafe, judge }).text).toBe(once);
	}

	it('leave every example no worse, and at rest', () => {
		for (const text of examples) for (const unsafe of [false, true]) expectNoWorse(text, unsafe);
	});

	it('leave broken and mixed texts no worse, and at rest', () => {
		const example = fc.constantFrom(...examples);
		const cut = fc.tuple(example, fc.nat(), fc.nat(30)).map(([text, at, size]) => {
			const start = at % Math.max(text.length, 1);
			return text.slice(0, start) + text.slice(start + size);
		});
		const doubled = fc.tuple(example, fc.nat(), fc.nat(60)).map(([text, at, size]) => {
			const start = at % Math.max(text.length, 1);
			return text.slice(0, start + size) + text.slice(start);
		});
		const list = fc.array(example, { maxLength: 3 }).map(texts => `[${texts.join(',\r\n')}]`);
		fc.assert(
			fc.property(fc.oneof(cut, doubled, list), fc.boolean(), (text, unsafe) => expectNoWorse(text, unsafe)),
			{ numRuns: 150 },
		);
	});
});
