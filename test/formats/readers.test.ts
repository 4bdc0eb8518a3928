import { describe, expect, it } from 'vitest';
import { formatNamed } from '../../cli/formats/registry.ts';
import type { CheckResult } from '../../files/result.ts';
import { jsonProblems, workflowCommand, xmlProblems, xmlValues } from './readers.ts';
import { realResult } from './real.ts';
import { OPTIONS, resultOf, sampleResult } from './sample.ts';

/** Results that every format must write in a way that its consumers can read. */
const RESULTS: readonly [string, () => CheckResult][] = [
	['the sample', sampleResult],
	['all examples of all rules', realResult],
	['no findings', () => resultOf({ 'a.json': '{}' }, [])],
	['no files', () => resultOf({}, [])],
];

describe.each(RESULTS)('of %s', (_, result) => {
	const text = (name: string) => formatNamed(name)(result(), OPTIONS);

	it('sarif is valid by the schema of SARIF 2.1.0', () => {
		expect(jsonProblems(text('sarif'), 'sarif-2.1.0-rtm.5.json')).toEqual([]);
	});

	it('rdjson is a DiagnosticResult', () => {
		expect(jsonProblems(text('rdjson'), 'rdjson.json')).toEqual([]);
	});

	it('gitlab is a Code Quality report with unique fingerprints', () => {
		const report = text('gitlab');
		expect(jsonProblems(report, 'gitlab-code-quality.json')).toEqual([]);
		const fingerprints = JSON.parse(report).map((entry: { fingerprint: string }) => entry.fingerprint);
		expect(new Set(fingerprints).size).toBe(fingerprints.length);
	});

	it('junit is well-formed, valid, and counts what it holds', () => {
		const report = text('junit');
		expect(xmlProblems(report, 'junit.xsd')).toEqual([]);
		expect(xmlValues(report, '/testsuites/@failures')).toEqual([
			String(xmlValues(report, '//failure').length),
		]);
		expect(xmlValues(report, '/testsuites/@errors')).toEqual([String(xmlValues(report, '//error').length)]);
		expect(xmlValues(report, '/testsuites/@tests')).toEqual([String(xmlValues(report, '//testcase').length)]);
		expect(xmlValues(report, '//failure')).toHaveLength(result().summary.errors);
		expect(xmlValues(report, '//skipped')).toHaveLength(result().summary.suppressed);
	});

	it('checkstyle is well-formed and valid', () => {
		const report = text('checkstyle');
		expect(xmlProblems(report, 'checkstyle.xsd')).toEqual([]);
		const { summary, troubles } = result();
		const expected = summary.errors + summary.warnings + summary.infos + troubles.length;
		expect(xmlValues(report, '//error/@source')).toHaveLength(expected);
	});

	it('every line of github is a command of ours, and the last one is none', () => {
		const lines = text('github').trimEnd().split('\n');
		const commands = lines.map(workflowCommand);
		expect(commands.pop()).toBeNull();
		const { summary, troubles, notices } = result();
		const levels = commands.map(command => command?.name);
		expect(levels.filter(name => name === 'error')).toHaveLength(summary.errors + troubles.length);
		expect(levels.filter(name => name === 'warning')).toHaveLength(summary.warnings);
		expect(levels.filter(name => name === 'notice')).toHaveLength(summary.infos + notices.length);
	});

	it('ndjson holds what json holds', () => {
		const { findings, ...summary } = JSON.parse(text('json'));
		const lines = text('ndjson')
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(lines.pop()).toEqual(summary);
		expect(lines).toEqual(findings);
	});
});
