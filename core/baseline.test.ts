import { describe, expect, it } from 'vitest';
import {
	applyBaseline,
	type BaselineEntry,
	baselineText,
	parseBaseline,
	updatedBaseline,
} from './baseline.ts';
import type { Finding } from './finding.ts';

function finding(fingerprint: string, file: string, suppressed: Finding['suppressed'] = null): Finding {
	return {
		code: 'secret-unused',
		severity: 'error',
		consequence: 'refused',
		message: 'm',
		file,
		pointer: '/run',
		span: null,
		job: 'a',
		related: [],
		unnecessary: false,
		fix: null,
		suppressed,
		fingerprint,
		docs: '',
	};
}

function entry(fingerprint: string, file: string): BaselineEntry {
	return { fingerprint, code: 'secret-unused', file, job: 'a', pointer: '/run' };
}

const suppressedOf = (findings: readonly Finding[]): unknown[] =>
	findings.map(({ file, suppressed }) => [file, suppressed?.by ?? null]);

describe('a baseline', () => {
	it('is written the same in whatever order its findings come', () => {
		const entries = [entry('2', 'b.json'), entry('1', 'a.json')];
		expect(baselineText(entries)).toBe(`{
  "version": 1,
  "findings": [
    {"file":"a.json","job":"a","code":"secret-unused","pointer":"/run","fingerprint":"1"},
    {"file":"b.json","job":"a","code":"secret-unused","pointer":"/run","fingerprint":"2"}
  ]
}
`);
		expect(baselineText(entries.toReversed())).toBe(baselineText(entries));
		expect(parseBaseline(baselineText(entries))).toEqual({ ok: true, entries: entries.toReversed() });
		expect(parseBaseline(baselineText([]))).toEqual({ ok: true, entries: [] });
	});

	it.each([
		['{', 'is not JSON'],
		['{"findings":[]}', 'is no baseline: it must have "version": 1'],
		['{"version":2,"findings":[]}', 'is no baseline: it must have "version": 1'],
		['{"version":1}', 'is no baseline: each'],
		['{"version":1,"findings":[{"code":"x"}]}', 'is no baseline: each'],
	])('refuses %s', (text, problem) => {
		const parsed = parseBaseline(text);
		expect(!parsed.ok && parsed.problem.startsWith(problem)).toBe(true);
	});

	it('knows a finding by its fingerprint, wherever its file has gone', () => {
		const { findings, stale } = applyBaseline([finding('1', 'moved.json')], [entry('1', 'a.json')]);
		expect(suppressedOf(findings)).toEqual([['moved.json', 'baseline']]);
		expect(stale).toEqual([]);
	});

	it('hides no copy behind the entry of the first', () => {
		const { findings } = applyBaseline(
			[finding('1', 'copy.json'), finding('1', 'a.json')],
			[entry('1', 'a.json')],
		);
		expect(suppressedOf(findings)).toEqual([
			['copy.json', null],
			['a.json', 'baseline'],
		]);
	});

	it('names the entries that nothing needs any more', () => {
		const { stale } = applyBaseline([finding('1', 'a.json')], [entry('1', 'a.json'), entry('2', 'a.json')]);
		expect(stale.map(({ fingerprint }) => fingerprint)).toEqual(['2']);
	});

	it('leaves other suppressions as they are, and needs its entry no less', () => {
		const byLabel = finding('1', 'a.json', { by: 'label', reason: 'r' });
		const { findings, stale } = applyBaseline([byLabel], [entry('1', 'a.json')]);
		expect([suppressedOf(findings), stale]).toEqual([[['a.json', 'label']], []]);
	});

	it('that is updated keeps what was not judged and drops what is gone', () => {
		const now = [finding('3', 'a.json'), finding('4', 'a.json', { by: 'label', reason: 'r' })];
		const earlier = [entry('1', 'a.json'), entry('2', 'other.json')];
		const updated = updatedBaseline(earlier, now, file => file === 'a.json');
		expect(updated.map(({ fingerprint }) => fingerprint)).toEqual(['2', '3']);
	});
});
