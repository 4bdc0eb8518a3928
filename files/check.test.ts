import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFiles, temporaryTree, textIn } from '../test/temporary-tree.ts';
import { checkFiles } from './check.ts';
import type { CheckRequest, CheckResult } from './result.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

function check(cwd: string, request: Partial<CheckRequest> = {}): CheckResult {
	return checkFiles({ cwd, paths: [], now: NOW, reading: 'file', ...request });
}

/** `file code` of each finding that counts, and why the others do not. */
function lines(result: CheckResult): string[] {
	return result.findings.map(
		({ file, code, suppressed }) => `${file} ${code}${suppressed === null ? '' : ` (${suppressed.by})`}`,
	);
}

const troubles = (result: CheckResult): string[] =>
	result.troubles.map(({ kind, message }) => `${kind}: ${message}`);

interface JobParts {
	readonly labels?: Readonly<Record<string, string>>;
	readonly dependencies?: readonly string[];
	/** Reference to a secret that nobody declares: `secret-undeclared`, refused. */
	readonly undeclared?: boolean;
}

function job(id: string, { labels = {}, dependencies = [], undeclared = false }: JobParts = {}): object {
	const env = undeclared ? { DB: { secret: 'db' } } : {};
	return {
		id,
		labels,
		dependencies: dependencies.map(dependency => ({ id: dependency })),
		run: { cpus: 0.1, mem: 64, disk: 0, cmd: './run', env },
	};
}

const BAD = { undeclared: true };

describe('without settings', () => {
	it('judges what looks like a job in the working directory, and counts', () => {
		const cwd = temporaryTree({
			'a.json': job('a', BAD),
			'x/list.json': [job('b'), job('c')],
			'package.json': { scripts: { run: 'x' } },
			'tsconfig.json': '{ // comment\n}',
		});
		const result = check(cwd);
		expect(lines(result)).toEqual(['a.json secret-undeclared']);
		expect(result.summary).toEqual({
			files: 2,
			jobs: 3,
			errors: 1,
			warnings: 0,
			infos: 0,
			fixable: 1,
			suppressed: 0,
		});
		expect(result.files.map(({ path, jobs, source }) => [path, jobs, source === null])).toEqual([
			['a.json', 1, false],
			['x/list.json', 2, true],
		]);
		expect([...result.sources.keys()]).toEqual(['a.json']);
		expect(result.judgedFor).toBe('Metronome 0.6.68 (DC/OS 2.2.0)');
		expect([result.troubles, result.notices]).toEqual([[], []]);
	});

	it('judges a file that is named whatever it holds', () => {
		const cwd = temporaryTree({ 'package.json': { name: 'x' } });
		expect(check(cwd).summary.files).toBe(0);
		expect(check(cwd, { paths: ['package.json'] }).summary.errors).toBeGreaterThan(0);
	});

	it('cannot tell whether a dependency exists elsewhere', () => {
		const cwd = temporaryTree({ 'a.json': job('a', { dependencies: ['elsewhere'] }) });
		expect(lines(check(cwd))).toEqual([]);
	});

	it('sees two definitions of one job, and has the texts of both', () => {
		const cwd = temporaryTree({ 'a.json': job('a'), 'b.json': job('a') });
		const result = check(cwd);
		expect(lines(result)).toContain('b.json duplicate-job-id');
		expect([...result.sources.keys()].toSorted()).toEqual(['a.json', 'b.json']);
	});

	it('says that a folder has no jobs, and that is fine', () => {
		const cwd = temporaryTree({ 'empty/x.txt': '', 'a.json': job('a') });
		const result = check(cwd, { paths: ['empty', 'a.json'] });
		expect([result.troubles, result.notices]).toEqual([[], ['There is no job file in empty.']]);
	});

	it('reports every readable file, whatever fails elsewhere', () => {
		const cwd = temporaryTree({ 'a.json': job('a', BAD), 'b.json': Buffer.from([0x89, 0x50, 0, 0]) });
		const result = check(cwd, { paths: ['none.json', 'x/*.json', 'a.json', 'b.json'] });
		expect(lines(result)).toEqual(['a.json secret-undeclared', 'b.json syntax']);
		expect(troubles(result)).toEqual([
			'usage: none.json does not exist.',
			'usage: x/*.json matches no file.',
		]);
	});

	it('points at bytes that are no text, and judges the rest', () => {
		const text = JSON.stringify(job('a', BAD)).replace('./run', './r\uFFFDn');
		const bytes = Buffer.from(text.replace('\uFFFD', '\u0001'));
		bytes[bytes.indexOf(1)] = 0xfc;
		const cwd = temporaryTree({ 'a.json': bytes });
		const result = check(cwd);
		expect(lines(result).toSorted()).toEqual(['a.json secret-undeclared', 'a.json syntax']);
		const syntax = result.findings.find(({ code }) => code === 'syntax')!;
		expect(syntax.span?.start).toBe(text.indexOf('\uFFFD'));
		expect(syntax.message).toContain('0xFC');
	});

	it('judges standard input under the name that it is given', () => {
		const cwd = temporaryTree({ 'jobs/a.json': job('a') });
		const stdin = { text: JSON.stringify(job('a', BAD)), path: 'jobs/a.json' };
		expect(lines(check(cwd, { paths: ['-'], stdin }))).toEqual(['jobs/a.json secret-undeclared']);
		expect(lines(check(cwd, { paths: ['jobs', '-'], stdin }))).toEqual(['jobs/a.json secret-undeclared']);
		expect(troubles(check(cwd, { paths: ['-'] }))).toEqual([
			"usage: The path '-' stands for standard input, and there is none.",
		]);
	});

	it('judges a text as the body of one request', () => {
		const cwd = temporaryTree({ 'a.json': [job('a')] });
		expect(check(cwd, { paths: ['a.json'] }).summary.errors).toBe(0);
		expect(check(cwd, { paths: ['a.json'], reading: 'v1' }).summary.errors).toBeGreaterThan(0);
	});

	it('gives every place in order, by path', () => {
		const names = ['b/z.json', 'b.json', 'a.json', 'B.json'];
		const cwd = temporaryTree(Object.fromEntries(names.map((name, i) => [name, job(`j${i}`, BAD)])));
		const order = ['B.json', 'a.json', 'b.json', 'b/z.json'].map(name => `${name} secret-undeclared`);
		expect(lines(check(cwd))).toEqual(order);
		expect(lines(check(cwd, { paths: [...names].reverse() }))).toEqual(order);
	});
});

describe('with settings', () => {
	const config = { jobs: 'jobs/**/*.json', exclude: 'jobs/drafts/' };

	it('judges what `jobs` matches, and nothing else', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': config,
			'jobs/a.json': job('a'),
			'jobs/no-job.json': {},
			'jobs/drafts/d.json': {},
			'other/b.json': job('b', BAD),
		});
		const result = check(join(cwd, 'other'));
		expect(result.files.map(({ path }) => path)).toEqual(['../jobs/a.json', '../jobs/no-job.json']);
		expect(new Set(result.findings.map(({ file }) => file))).toEqual(new Set(['../jobs/no-job.json']));
	});

	it('knows every job, so an unknown dependency is a mistake', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { ...config, knownJobs: ['base'] },
			'jobs/a.json': job('a', { dependencies: ['b', 'base', 'gone'] }),
			'jobs/b.json': job('b'),
		});
		const result = check(cwd, { paths: ['jobs/a.json'] });
		expect(lines(result)).toEqual(['jobs/a.json dependency-unknown']);
		expect(result.files.map(({ path }) => path)).toEqual(['jobs/a.json']);
	});

	it('does not know every job while a file of them cannot be read whole', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': config,
			'jobs/a.json': job('a', { dependencies: ['b'] }),
			'jobs/b.json': '{ "id": ',
		});
		expect(lines(check(cwd, { paths: ['jobs/a.json'] }))).toEqual([]);
		addFiles(cwd, { 'jobs/b.json': '{ /* fine to look through */ "id": "c", }' });
		expect(lines(check(cwd, { paths: ['jobs/a.json'] }))).toEqual(['jobs/a.json dependency-unknown']);
	});

	it('judges a file that is named although it is excluded', () => {
		const cwd = temporaryTree({ 'metronome-jobs.json': config, 'jobs/drafts/d.json': job('d', BAD) });
		expect(lines(check(cwd))).toEqual([]);
		expect(lines(check(cwd, { paths: ['jobs'] }))).toEqual([]);
		expect(lines(check(cwd, { paths: ['jobs/drafts/d.json'] }))).toEqual([
			'jobs/drafts/d.json secret-undeclared',
		]);
	});

	it('takes the settings, the inventory and the baseline for no jobs', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': {
				jobs: '**/*.json',
				extends: 'base.json',
				secrets: { inventory: 'names.json' },
			},
			'base.json': {},
			'names.json': [],
			'known.json': { version: 1, findings: [] },
			'a.json': job('a'),
		});
		const result = check(cwd, { baseline: 'known.json' });
		expect(result.files.map(({ path }) => path)).toEqual(['a.json']);
		const named = check(cwd, { paths: ['metronome-jobs.json', 'a.json'] });
		expect(named.files.map(({ path }) => path)).toEqual(['a.json']);
		expect(named.notices).toEqual(['metronome-jobs.json has settings, and no jobs: it was judged as such.']);
	});

	it('takes those nearest to each file', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { dcos: '2.2' },
			'a.json': job('a', BAD),
			'old/metronome-jobs.json': { rules: { 'secret-undeclared': 'off' }, metronome: '0.6.70' },
			'old/b.json': job('b', BAD),
		});
		const result = check(cwd);
		expect(lines(result)).toEqual(['a.json secret-undeclared']);
		expect(result.judgedFor).toBe('Metronome 0.6.68 (DC/OS 2.2); Metronome 0.6.70');
		expect(lines(check(cwd, { config: 'old/metronome-jobs.json' }))).toEqual([]);
	});

	it('that are wrong are findings and wrong usage, and what is right in them counts', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { rules: { 'secret-undeclared': 'warning', nonsense: 'off' }, x: 1 },
			'a.json': job('a', BAD),
		});
		const result = check(cwd);
		expect(lines(result)).toEqual([
			'a.json secret-undeclared',
			'metronome-jobs.json config-invalid',
			'metronome-jobs.json config-invalid',
		]);
		expect(result.findings[0]?.severity).toBe('warning');
		expect(troubles(result)).toEqual([
			"usage: The config metronome-jobs.json has 2 mistakes. First: There is no rule 'nonsense'.",
		]);
		expect(result.sources.has('metronome-jobs.json')).toBe(true);
	});

	it('that are not there are wrong usage, and so are a target, a version and a rule that are not', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { targets: { production: {} } },
			'a.json': job('a', BAD),
		});
		const one = (request: Partial<CheckRequest>): string[] => {
			const result = check(cwd, request);
			expect(lines(result)).toEqual(['a.json secret-undeclared']);
			return troubles(result);
		};
		expect(one({ config: 'x.json' })).toEqual(['usage: The config x.json does not exist.']);
		expect(one({ target: 'productoin' })).toEqual([
			"usage: metronome-jobs.json has no target 'productoin'. Did you mean 'production'?",
		]);
		expect(one({ metronome: 'x' })).toEqual(["usage: 'x' is no Metronome version; one looks like 0.6.70."]);
		expect(one({ dcos: '7.0' })[0]).toContain("'7.0' is no DC/OS release known here");
		expect(one({ dcos: '2.2', metronome: '0.6.70' })[0]).toContain('one of them is enough');
		expect(one({ rules: new Map([['secret-undeclard', 'off']]) })[0]).toContain(
			"Did you mean 'secret-undeclared'?",
		);
	});

	it('say which secrets there are', () => {
		const declared = {
			id: 'etl.load',
			run: {
				cpus: 1,
				mem: 64,
				disk: 0,
				cmd: 'x',
				env: { DB: { secret: 'db' } },
				secrets: { db: { source: 'etl/db' } },
			},
		};
		const cwd = temporaryTree({
			'metronome-jobs.json': {
				secrets: { inventory: 'names.json' },
				targets: { dev: { secrets: { inventory: 'dev.json' } } },
			},
			'names.json': ['etl/db'],
			'dev.json': ['etl/other'],
			'a.json': declared,
		});
		expect(lines(check(cwd))).toEqual([]);
		expect(lines(check(cwd, { target: 'dev' }))).toEqual(['a.json secret-missing']);
	});
});

describe('suppressions', () => {
	const unused = { rule: 'secret-unused', file: 'jobs/a.json', reason: 'r' };
	const used = { rule: 'secret-undeclared', file: 'jobs/a.json', reason: 'r' };

	it('are judged as unused only where everything was judged', () => {
		const cwd = temporaryTree({
			'metronome-jobs.json': { jobs: 'jobs/*.json', suppressions: [used, unused] },
			'jobs/a.json': job('a', BAD),
			'jobs/b.json': job('b'),
		});
		const all = ['jobs/a.json secret-undeclared (config)', 'metronome-jobs.json suppression-unused'];
		expect(lines(check(cwd))).toEqual(all);
		expect(lines(check(cwd, { paths: ['jobs'] }))).toEqual(all);
		expect(lines(check(cwd, { paths: ['jobs/b.json'] }))).toEqual([]);
		expect(check(cwd).summary).toMatchObject({ errors: 0, warnings: 1, suppressed: 1 });
	});

	it('work by label, for rules across files as well', () => {
		const labels = { 'metronome-jobs.ignore.dependency-unknown': 'made by hand' };
		const cwd = temporaryTree({
			'metronome-jobs.json': { jobs: '*.json' },
			'a.json': job('a', { dependencies: ['x'], labels }),
			'b.json': job('b', { labels }),
		});
		expect(lines(check(cwd))).toEqual(['a.json dependency-unknown (label)', 'b.json suppression-unused']);
	});

	it('leave alone what the command line says of severities', () => {
		const cwd = temporaryTree({ 'a.json': job('a', BAD) });
		const rules = new Map([['secret-undeclared', 'info']] as const);
		expect(check(cwd, { rules }).summary).toMatchObject({ errors: 0, infos: 1 });
	});
});

describe('a baseline', () => {
	it('is written on request, hides what was there, and says what is gone', () => {
		const cwd = temporaryTree({ 'a.json': job('a', BAD), 'b.json': job('b', BAD) });
		const missing = check(cwd, { baseline: 'known.json' });
		expect(troubles(missing)[0]).toContain('known.json does not exist. Write one with --update-baseline.');
		expect(missing.summary.errors).toBe(2);
		const written = check(cwd, { baseline: 'known.json', updateBaseline: true });
		expect(written.notices).toEqual(['known.json has 2 entries now.']);
		expect(written.summary).toMatchObject({ errors: 0, suppressed: 2 });

		addFiles(cwd, {
			'moved/a.json': textIn(cwd, 'a.json').replaceAll('\n', '\n\n'),
			'a.json': {},
			'b.json': job('b'),
		});
		const later = check(cwd, { baseline: 'known.json' });
		expect(lines(later)).toEqual(['moved/a.json secret-undeclared (baseline)']);
		expect(later.notices[0]).toContain(
			'known.json has 1 entry that nothing needs any more (secret-undeclared in b)',
		);
	});

	it('keeps what was not judged when it is written for some files', () => {
		const cwd = temporaryTree({ 'a.json': job('a', BAD), 'b.json': job('b', BAD) });
		check(cwd, { baseline: 'known.json', updateBaseline: true });
		const before = textIn(cwd, 'known.json');
		expect(check(cwd, { paths: ['a.json'], baseline: 'known.json' }).notices).toEqual([]);
		check(cwd, { paths: ['a.json'], baseline: 'known.json', updateBaseline: true });
		expect(textIn(cwd, 'known.json')).toBe(before);
	});

	it('that is no baseline is wrong usage', () => {
		const cwd = temporaryTree({ 'a.json': job('a'), 'known.json': {} });
		expect(troubles(check(cwd, { baseline: 'known.json' }))).toEqual([
			'usage: The baseline known.json is no baseline: it must have "version": 1.',
		]);
	});
});

describe('changed files', () => {
	it('are reported, the others only known', () => {
		const cwd = temporaryTree({ 'a.json': job('a', BAD), 'b.json': job('b', BAD) });
		const git = (...args: string[]) =>
			execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
				cwd,
				stdio: 'pipe',
			});
		git('init', '-q');
		git('add', '-A');
		git('commit', '-q', '-m', 'x');
		addFiles(cwd, { 'c.json': job('a', BAD) });
		const result = check(cwd, { changedSince: 'HEAD' });
		expect(lines(result)).toEqual(['c.json duplicate-job-id', 'c.json secret-undeclared']);
		expect(result.notices).toEqual([]);
		const wrong = check(cwd, { changedSince: 'nowhere' });
		expect(troubles(wrong)[0]).toContain("There is no revision 'nowhere'");
		expect(wrong.summary.files).toBe(3);
	});
});
