import { describe, expect, it } from 'vitest';
import { checkFile } from './check.ts';
import type { Level } from './config/config-file.ts';
import { parseConfig } from './config.ts';
import { applyEdits } from './edit.ts';
import type { Finding } from './finding.ts';
import { labelSuppressions } from './policy/label.ts';
import { applyPolicy } from './policy.ts';
import { mergeSettings } from './settings.ts';
import { DEFAULT_TARGET } from './target.ts';
import { SourceText } from './text.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const CODE = 'secret-undeclared';

interface Case {
	/** File → labels of its job; the job refers to the alias `db`, which it does not declare. */
	readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
	readonly config?: object;
	readonly commandLine?: Readonly<Record<string, Level>>;
	readonly everyFile?: boolean;
	readonly completeSet?: boolean;
	readonly wrapped?: boolean;
}

function jobText(file: string, labels: Readonly<Record<string, string>>, wrapped: boolean): string {
	const job = {
		id: file.replace(/^.*\//, '').replace('.json', ''),
		labels,
		run: { cpus: 1, mem: 32, disk: 0, cmd: 'x', env: { DB: { secret: 'db' } } },
	};
	return JSON.stringify(wrapped ? [{ job }] : job, null, 2);
}

function judge({
	files,
	config = {},
	commandLine = {},
	everyFile = true,
	completeSet = true,
	wrapped = false,
}: Case) {
	const { config: parsed } = parseConfig(JSON.stringify(config));
	const checks = Object.entries(files).map(([file, labels]) =>
		checkFile(file, new SourceText(jobText(file, labels, wrapped)), {
			target: DEFAULT_TARGET,
			now: NOW,
			reading: 'file',
		}),
	);
	return applyPolicy(
		checks.flatMap(check => check.findings.filter(finding => finding.code === CODE)),
		{
			settings: mergeSettings([{ config: parsed, file: 'metronome-jobs.json', base: '/repo' }]),
			commandLine: new Map(Object.entries(commandLine)),
			labels: checks.flatMap(check => labelSuppressions(check.context)),
			pathOf: file => `/repo/${file}`,
			now: NOW,
			judged: { everyFile, completeSet, store: false },
		},
	);
}

const line = ({ file, code, severity, suppressed }: Finding): string =>
	`${file} ${code} ${severity}${suppressed === null ? '' : ` (${suppressed.by}: ${suppressed.reason})`}`;

const lines = (of: Case): string[] => judge(of).map(line);

describe('severities', () => {
	const files = { 'jobs/a.json': {}, 'old/b.json': {} };

	it('come from the rule, then the settings, then the overrides, then the command line', () => {
		const rules = { [CODE]: 'info' };
		const overrides = [
			{ files: 'old/**', rules: { [CODE]: 'warning' } },
			{ files: 'old/none.json', rules: { [CODE]: 'off' } },
		];
		expect(lines({ files })).toEqual([`jobs/a.json ${CODE} error`, `old/b.json ${CODE} error`]);
		expect(lines({ files, config: { rules, overrides } })).toEqual([
			`jobs/a.json ${CODE} info`,
			`old/b.json ${CODE} warning`,
		]);
		expect(lines({ files, config: { rules, overrides }, commandLine: { [CODE]: 'error' } })).toEqual([
			`jobs/a.json ${CODE} error`,
			`old/b.json ${CODE} error`,
		]);
	});

	it('take the last override that matches', () => {
		const overrides = [
			{ files: '**', rules: { [CODE]: 'off' } },
			{ files: 'old/*.json', rules: { [CODE]: 'info' } },
		];
		expect(lines({ files, config: { overrides } })).toEqual([`old/b.json ${CODE} info`]);
	});

	it('off removes the findings', () => {
		expect(lines({ files, commandLine: { [CODE]: 'off' } })).toEqual([]);
	});
});

describe('a suppression in the settings', () => {
	const files = { 'jobs/a.json': {}, 'jobs/b.json': {} };
	const suppressing = (more: object) => ({
		suppressions: [{ rule: CODE, file: 'jobs/a.json', reason: 'known', ...more }],
	});

	it('hides the findings of its rule in its files', () => {
		expect(lines({ files, config: suppressing({}) })).toEqual([
			`jobs/a.json ${CODE} error (config: known)`,
			`jobs/b.json ${CODE} error`,
		]);
	});

	it.each([
		[{ pointer: '/run/env' }, true],
		[{ pointer: '/run/env/DB' }, true],
		[{ pointer: '/run/en' }, false],
		[{ job: 'a' }, true],
		[{ job: 'b' }, false],
	])('with %j: %s', (more, hides) => {
		const [first] = judge({ files, config: suppressing(more) });
		expect(first?.suppressed?.by === 'config').toBe(hides);
	});

	it('with a job takes the path inside the job, wherever the job stands in its file', () => {
		const [first] = judge({ files, wrapped: true, config: suppressing({ job: 'a', pointer: '/run/env' }) });
		expect(first?.pointer).toMatch(/^\/0\/job\/run\/env/);
		expect(first?.suppressed?.by).toBe('config');
	});

	it('counts on its last day and not on the next', () => {
		expect(judge({ files, config: suppressing({ until: '2026-11-20' }) })[0]?.suppressed?.by).toBe('config');
		expect(lines({ files, config: suppressing({ until: '2026-11-19' }) })).toEqual([
			`jobs/a.json ${CODE} error`,
			`jobs/b.json ${CODE} error`,
			'metronome-jobs.json suppression-expired warning',
		]);
	});

	it('that nothing needs is a finding at its place', () => {
		const findings = judge({ files, config: suppressing({ file: 'jobs/c.json' }) });
		const unused = findings.at(-1)!;
		expect(line(unused)).toBe('metronome-jobs.json suppression-unused warning');
		expect(unused.pointer).toBe('/suppressions/0');
	});

	it('is not called unused where not every file was judged', () => {
		const config = suppressing({ file: 'jobs/c.json' });
		expect(lines({ files, config, everyFile: false })).toHaveLength(2);
	});

	it.each(['dependency-unknown', 'duplicate-job-id'])(
		'for %s is not called unused where the set is not complete',
		rule => {
			expect(lines({ files, config: suppressing({ rule }), completeSet: false })).toHaveLength(2);
			expect(lines({ files, config: suppressing({ rule }), completeSet: true })).toHaveLength(3);
		},
	);

	it.each(['secret-missing', 'schedule-too-far'])(
		'for %s is never called unused: store or date decide',
		rule => {
			expect(lines({ files, config: suppressing({ rule }) })).toHaveLength(2);
		},
	);

	it('is not unused because its rule is off today', () => {
		expect(lines({ files, config: suppressing({}), commandLine: { [CODE]: 'off' } })).toEqual([]);
	});

	it('can be left alone by setting the rule about it to off', () => {
		const config = { ...suppressing({ file: 'x' }), rules: { 'suppression-unused': 'off' } };
		expect(lines({ files, config })).toHaveLength(2);
	});
});

describe('a suppression by label', () => {
	const label = `metronome-jobs.ignore.${CODE}`;

	it('hides the findings of its own job and of no other', () => {
		const files = { 'a.json': { [label]: 'legacy' }, 'b.json': {} };
		expect(lines({ files })).toEqual([`a.json ${CODE} error (label: legacy)`, `b.json ${CODE} error`]);
	});

	it('works in a list and in a wrapper', () => {
		expect(lines({ files: { 'a.json': { [label]: 'legacy' } }, wrapped: true })).toEqual([
			`a.json ${CODE} error (label: legacy)`,
		]);
	});

	it('without a reason hides nothing, and says so', () => {
		const findings = judge({ files: { 'a.json': { [label]: ' ' } } });
		expect(findings.map(line)).toEqual([`a.json ${CODE} error`, 'a.json suppression-unused warning']);
		expect(findings[1]?.message).toContain('gives no reason');
		expect(findings[1]?.fix).toBeNull();
	});

	it('that nothing needs can be removed, and only by an unsafe fix', () => {
		const text = jobText('a.json', { 'metronome-jobs.ignore.secret-unused': 'r', other: 'x' }, false);
		const unused = judge({
			files: { 'a.json': { 'metronome-jobs.ignore.secret-unused': 'r', other: 'x' } },
		}).at(-1)!;
		expect(text.slice(unused.span!.start, unused.span!.end)).toBe('"metronome-jobs.ignore.secret-unused"');
		const fix = unused.fix!()!;
		expect(fix.safe).toBe(false);
		expect(applyEdits(text, fix.edits)).toBe(jobText('a.json', { other: 'x' }, false));
	});

	it('for a rule that does not exist names the one that was meant', () => {
		const [, unused] = judge({ files: { 'a.json': { 'metronome-jobs.ignore.secret-undeclard': 'r' } } });
		expect(unused?.message).toContain("Did you mean 'secret-undeclared'?");
	});
});
