import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../files/result.ts';
import { temporaryTree, textIn } from '../test/temporary-tree.ts';
import { type DesiredOptions, desiredJobs } from './desired.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const CANARY = 'canary-value-31';

function job(id: string, run: object = {}, rest: object = {}) {
	return { id, ...rest, run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', ...run } };
}

function desired(
	files: Record<string, unknown>,
	settings: object = {},
	rest: Partial<CheckRequest> = {},
	options?: DesiredOptions,
) {
	const config = { jobs: 'jobs/*.json', targets: { prod: {} }, ...settings };
	const cwd = temporaryTree({ 'metronome-jobs.json': config, ...files });
	const request = { cwd, paths: [], target: 'prod', now: NOW, reading: 'file', env: {}, ...rest } as const;
	return { cwd, ...desiredJobs(request, options) };
}

describe('the jobs that files want', () => {
	it('are as the server would keep them, with the schedules beside them', () => {
		const { jobs, complete, refusals } = desired({
			'jobs/a.json': job('a', {}, { schedules: [{ id: 'nightly', cron: '*/1 * * * *' }] }),
			'jobs/b.json': { job: job('b'), schedule: { id: 'morning', cron: '0 2 * * *', timezone: 'UTC' } },
			'jobs/c.json': [job('c'), job('d')],
		});
		expect(refusals).toEqual([]);
		expect(complete).toBe(true);
		expect(
			jobs.map(({ file, job: { id, schedules } }) => [file, id, schedules.map(({ cron }) => cron)]),
		).toEqual([
			['jobs/a.json', 'a', ['* * * * *']],
			['jobs/b.json', 'b', ['0 2 * * *']],
			['jobs/c.json', 'c', []],
			['jobs/c.json', 'd', []],
		]);
		expect(jobs[0]?.job.run.maxLaunchDelay).toBe(3600);
	});

	it('have the variables and patches of the target', () => {
		const settings = {
			targets: {
				prod: {
					variables: { stage: { env: 'STAGE', value: 'dev' }, host: 'h' },
					patches: [{ files: 'jobs/*', patch: { run: { mem: 128, user: 'on-{{host}}' } } }],
				},
			},
		};
		const files = { 'jobs/a.json': job('a', { cmd: 'x {{stage}} {{other}}' }) };
		const run = (env: Record<string, string>) => desired(files, settings, { env }).jobs[0]?.job.run;
		expect(run({ STAGE: 'prod' })).toMatchObject({ cmd: 'x prod {{other}}', mem: 128, user: 'on-h' });
		expect(run({ STAGE: '' })).toMatchObject({ cmd: 'x dev {{other}}' });
	});

	it('know which changes on the cluster are left alone', () => {
		const settings = {
			ignoreChanges: [
				'/run/mem',
				{ files: 'jobs/a*', pointers: ['/labels'] },
				{ job: 'b', pointers: ['/run/cpus', '/run/mem'] },
			],
		};
		const { jobs } = desired({ 'jobs/a.json': job('a'), 'jobs/b.json': job('b') }, settings);
		expect(jobs.map(({ ignored }) => ignored)).toEqual([
			['/run/mem', '/labels'],
			['/run/mem', '/run/cpus'],
		]);
	});
});

it('the emulator is a target that needs no settings', () => {
	const { checked, jobs } = desired({ 'jobs/a.json': job('a') }, { targets: {} }, { target: 'emulator' });
	expect(checked.troubles).toEqual([]);
	expect(jobs).toHaveLength(1);
	const other = desired({ 'jobs/a.json': job('a') }, { targets: {} }, { target: 'emulater' });
	expect(other.checked.troubles.map(({ kind }) => kind)).toEqual(['usage']);
});

describe('nobody knows that a job is gone', () => {
	const files = { 'jobs/a.json': job('a'), 'jobs/b.json': job('b') };

	it.each([
		['where only some files are looked at', files, {}, { paths: ['jobs/a.json'] }],
		['where the settings do not say which files there are', files, { jobs: undefined }, {}],
		['where a file is broken', { ...files, 'jobs/c.json': '{"id": "c", "run": {' }, {}, {}],
		['where a file has a comment', { ...files, 'jobs/c.json': `// c\n${JSON.stringify(job('c'))}` }, {}, {}],
		['where a file is no text', { ...files, 'jobs/c.json': Buffer.from([0, 1, 2, 255]) }, {}, {}],
	])('%s', (_, given, settings, rest) => {
		const { complete, jobs } = desired(given, settings, rest, { allowFindings: true });
		expect(complete).toBe(false);
		expect(jobs.map(one => one.job.id)).not.toContain('c');
		expect(jobs.length).toBeGreaterThan(0);
	});
});

describe('files are refused', () => {
	it('for errors that the check finds, unless they are allowed', () => {
		const files = { 'jobs/a.json': job('a', { mem: 8 }) };
		expect(desired(files).refusals.map(({ kind }) => kind)).toEqual(['findings']);
		expect(desired(files, {}, {}, { allowFindings: true }).refusals).toEqual([]);
	});

	it('for a variable without a value, at each place', () => {
		const settings = {
			targets: {
				prod: {
					variables: { host: { env: 'THE_HOST' } },
					patches: [{ files: '*/b.json', patch: { run: { user: 'u-{{host}}' } } }],
				},
			},
		};
		const { cwd, refusals } = desired(
			{ 'jobs/a.json': job('a', { cmd: 'on {{host}}' }), 'jobs/b.json': job('b') },
			settings,
		);
		const shown = refusals.map(({ kind, file, pointer, span, message }) => [
			kind,
			`${file}${pointer}`,
			textIn(cwd, file ?? '').slice(span?.start, span?.end),
			message,
		]);
		const message = "The variable 'host' has no value: the environment variable THE_HOST is not set.";
		expect(shown).toEqual([
			['unresolved-variable', 'jobs/a.json/run/cmd', '{{host}}', message],
			[
				'unresolved-variable',
				'metronome-jobs.json/targets/prod/patches/0/patch/run/user',
				'{{host}}',
				message,
			],
		]);
	});

	it('for a variable whose value is required or not among those that are allowed', () => {
		const settings = {
			targets: {
				prod: { variables: { a: { env: 'A', required: true }, b: { env: 'B', allowed: ['x', 'y'] } } },
			},
		};
		const { checked } = desired({ 'jobs/a.json': job('a') }, settings, { env: { B: CANARY } });
		expect(checked.troubles.map(({ kind, message }) => [kind, message])).toEqual([
			['usage', "Target 'prod': The variable 'a' has no value: the environment variable A is not set."],
			['usage', "Target 'prod': The variable 'b' has a value in B that is not allowed: it must be x or y."],
		]);
	});

	it('for a schedule that belongs to no job', () => {
		const { refusals } = desired({ 'jobs/a.json': [job('a'), { id: 'nightly', cron: '0 1 * * *' }] });
		expect(refusals.map(({ kind, pointer }) => [kind, pointer])).toEqual([['lone-schedule', '/1']]);
	});

	it('where two configs count, whose targets may be two clusters', () => {
		const { refusals } = desired(
			{
				'jobs/a.json': job('a'),
				'other/metronome-jobs.json': { targets: { prod: {} } },
				'other/b.json': job('b'),
			},
			{},
			{ paths: ['jobs', 'other'] },
		);
		expect(refusals.map(({ kind }) => kind)).toEqual(['several-configs']);
	});
});
