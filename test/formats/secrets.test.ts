import { describe, expect, it } from 'vitest';
import type { FormatOptions } from '../../cli/formats/format.ts';
import { FORMATS, formatNamed } from '../../cli/formats/registry.ts';
import type { Finding } from '../../core/finding.ts';
import type { CheckResult } from '../../files/result.ts';
import { checkTexts } from './real.ts';
import { CANARY, OPTIONS, resultOf, sampleResult } from './sample.ts';

const VARIANTS: readonly Partial<FormatOptions>[] = [
	{},
	{ width: 40 },
	{ width: 10_000, color: true, verbose: true },
	{ unicode: false, maxPerRule: 1 },
];

/** The outputs of all formats in which a text occurs. */
function leaks(result: CheckResult, secret: string): string[] {
	return [...FORMATS].flatMap(([name, format]) =>
		VARIANTS.filter(variant => format(result, { ...OPTIONS, ...variant }).includes(secret)).map(() => name),
	);
}

/** A job with a password, and something wrong on the line of it, beside it and around it. */
function job(value: string): string {
	return `{ "id": "Bad_Id", "run": { "cpus": "1", "env": { "DB_PASSWORD": ${value}, "db_pasword": { "secret": "none" } },
  "cmd": "login --password ${CANARY}", "mem": -1, "disk": 0, "extra": { "DB_PASSWORD": ${value} } } }`;
}

describe('no format shows a detected secret', () => {
	it('of the sample', () => {
		expect(leaks(sampleResult(), CANARY)).toEqual([]);
	});

	it.each([
		['plain', job(`"${CANARY}"`), CANARY],
		['after quotes and signs that formats escape', job(`"\\"<&|'${CANARY}"`), CANARY],
		['in an address', job(`"postgres://app:${CANARY}@db.example/app"`), CANARY],
		['in a text that is no JSON any more', job(`"${CANARY}"`).slice(0, -3), CANARY],
		['written a second time where nobody looks for one', `${job(`"${CANARY}"`)}\n${CANARY}`, CANARY],
	])('that the real rules find %s', (_, text, secret) => {
		const result = checkTexts({ 'job.json': text });
		expect(result.findings.map(finding => finding.code)).toContain('plain-text-secret');
		expect(leaks(result, secret)).toEqual([]);
	});

	it('even where the rule is off, since the line of another finding holds it', () => {
		const result = checkTexts({ 'job.json': job(`"${CANARY}"`) });
		const others = result.findings.filter(finding => finding.code !== 'plain-text-secret');
		expect(others.length).toBeGreaterThan(0);
		expect(leaks({ ...result, findings: others }, CANARY)).toEqual([]);
	});

	it('that a careless rule repeats in a message, a related place or a fix', () => {
		const text = job(`"${CANARY}"`);
		const start = text.indexOf('"cpus"');
		const careless: Finding = {
			...template(),
			message: `The value ${CANARY} is wrong.`,
			span: { start, end: start + 6 },
			related: [{ file: null, pointer: null, span: { start: 0, end: 5 }, message: `see ${CANARY}` }],
			fix: () => ({
				title: `Write ${CANARY}`,
				safe: true,
				edits: [{ start, end: start + 6, newText: `"${CANARY}"` }],
			}),
		};
		const result = resultOf({ 'job.json': text }, [careless]);
		expect(leaks(result, CANARY)).toEqual([]);
		expect(JSON.parse(formatNamed('json')(result, OPTIONS)).findings[0].fix).toBeNull();
	});

	it('that stands between the edits of a fix, which a suggestion would repeat', () => {
		const text = job(`"${CANARY}"`);
		const edits = ['"cpus"', '"mem"'].map(key => ({
			start: text.indexOf(key),
			end: text.indexOf(key) + key.length,
			newText: key.toUpperCase(),
		}));
		const finding: Finding = { ...template(), fix: () => ({ title: 'Shout', safe: true, edits }) };
		const result = resultOf({ 'job.json': text }, [finding]);
		expect(leaks(result, CANARY)).toEqual([]);
		expect(JSON.parse(formatNamed('rdjson')(result, OPTIONS)).diagnostics[0]).not.toHaveProperty(
			'suggestions',
		);
		expect(JSON.parse(formatNamed('json')(result, OPTIONS)).findings[0].fix.edits).toHaveLength(2);
	});
});

function template(): Finding {
	return {
		code: 'wrong-type',
		severity: 'error',
		consequence: 'refused',
		message: 'wrong',
		file: 'job.json',
		pointer: null,
		span: { start: 0, end: 1 },
		job: null,
		related: [],
		unnecessary: false,
		fix: null,
		suppressed: null,
		fingerprint: '0',
		docs: 'https://example.org/',
	};
}
