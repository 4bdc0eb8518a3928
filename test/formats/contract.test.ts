import { describe, expect, it } from 'vitest';
import { formatNamed } from '../../cli/formats/registry.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

const json = (result = sampleResult()) => JSON.parse(formatNamed('json')(result, OPTIONS));

describe('the JSON contract', () => {
	it('has these keys, in this order, and no others', () => {
		const report = json();
		expect(Object.keys(report)).toEqual([
			'version',
			'summary',
			'judgedFor',
			'troubles',
			'notices',
			'findings',
		]);
		expect(report.version).toBe(1);
		expect(Object.keys(report.summary)).toEqual([
			'files',
			'jobs',
			'errors',
			'warnings',
			'infos',
			'fixable',
			'suppressed',
		]);
		for (const finding of report.findings) {
			expect(Object.keys(finding)).toEqual([
				'code',
				'severity',
				'consequence',
				'message',
				'file',
				'pointer',
				'range',
				'job',
				'related',
				'fix',
				'suppressed',
				'fingerprint',
				'docs',
			]);
		}
	});

	it('has null for a place that is not known, and files for related places of the same file', () => {
		const { findings } = json();
		const nowhere = findings.find((finding: { code: string }) => finding.code === 'config-invalid');
		expect(nowhere).toMatchObject({
			file: null,
			pointer: null,
			range: null,
			job: null,
			fix: null,
			suppressed: null,
		});
		const undeclared = findings.find((finding: { code: string }) => finding.code === 'secret-undeclared');
		expect(undeclared.related).toEqual([
			{
				file: 'jobs/billing/nightly.json',
				pointer: null,
				range: { start: { line: 12, character: 3 }, end: { line: 12, character: 14 } },
				message: "'api-token' is declared here",
			},
		]);
		expect(undeclared.fix).toEqual({
			safe: true,
			title: "Change to 'api-token'",
			edits: [
				{
					file: 'jobs/billing/nightly.json',
					range: { start: { line: 9, character: 28 }, end: { line: 9, character: 38 } },
					newText: '"api-token"',
				},
			],
		});
	});

	it('has suppressed findings with who and why', () => {
		const suppressed = json().findings.map((finding: { suppressed: unknown }) => finding.suppressed);
		expect(suppressed.filter((one: unknown) => one !== null)).toEqual([
			{ by: 'label', reason: 'wired by hand' },
			{ by: 'baseline', reason: '' },
		]);
	});
});

describe('a fingerprint that two files share', () => {
	it('is told apart for GitLab, which keeps one of equals', () => {
		const [finding] = sampleResult().findings;
		const twice = ['a.json', 'b.json'].map(file => ({ ...finding!, file, span: null }));
		const entries = JSON.parse(
			formatNamed('gitlab')(resultOf({ 'a.json': '', 'b.json': '' }, twice), OPTIONS),
		);
		const [first, second] = entries.map((entry: { fingerprint: string }) => entry.fingerprint);
		expect(second).toBe(`${first}-2`);
	});
});

describe('sarif', () => {
	const { driver, results } = (() => {
		const run = JSON.parse(formatNamed('sarif')(sampleResult(), OPTIONS)).runs[0];
		return { driver: run.tool.driver, results: run.results };
	})();

	it('makes a secret a security alert, and nothing else', () => {
		const scored = driver.rules.filter(
			(rule: { properties?: object }) => 'security-severity' in (rule.properties ?? {}),
		);
		expect(scored.map((rule: { id: string }) => rule.id)).toEqual(['plain-text-secret']);
		expect(scored[0].properties.tags).toContain('security');
	});

	it('keeps suppressed findings, so that their alerts do not come back', () => {
		const suppressed = results.filter((result: object) => 'suppressions' in result);
		expect(suppressed.map((result: { suppressions: unknown }) => result.suppressions)).toEqual([
			[{ kind: 'inSource', status: 'accepted', justification: 'wired by hand' }],
			[{ kind: 'external', status: 'accepted', justification: 'suppressed by baseline' }],
		]);
	});

	it('leaves the fingerprint that GitHub makes to GitHub', () => {
		for (const result of results)
			expect(Object.keys(result.partialFingerprints)).toEqual(['metronomeJobs/v1']);
	});

	it('points each result to its own rule', () => {
		for (const { ruleId, ruleIndex } of results) expect(driver.rules[ruleIndex].id).toBe(ruleId);
	});
});
