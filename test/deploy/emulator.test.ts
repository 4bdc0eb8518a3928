import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import { version } from '../../core/version.ts';
import { exitOf, isDone } from '../../deploy/apply-result.ts';
import { makePlan } from '../../deploy/plan.ts';
import { pullJobs } from '../../deploy/pull.ts';
import { at, cluster, deploy, liveJobs, liveOf, planFor } from './cluster.ts';
import { desired, job, jobsIn, NOW, OPTIONS } from './planning.ts';

const VERSIONS = ['0.6.33', '0.6.44', '0.6.68', '0.6.70'].map(version);
const JOBS = join(fileURLToPath(new URL('../../examples/jobs', import.meta.url)));

function exampleJobs(): StoredJob[] {
	const files = readdirSync(JOBS, { recursive: true, encoding: 'utf8' }).filter(name =>
		name.endsWith('.json'),
	);
	return files.flatMap(name => jobsIn(readFileSync(join(JOBS, name), 'utf8')));
}

const text = fc.string({ minLength: 1, maxLength: 12 });
const arbitraryRun = fc.record(
	{
		cmd: text,
		cpus: fc.double({ min: 0.01, max: 64, noNaN: true }),
		mem: fc.integer({ min: 32, max: 4096 }),
		user: text,
		env: fc.dictionary(text, text, { maxKeys: 3 }),
		maxLaunchDelay: fc.integer({ min: 1, max: 9999 }),
		taskKillGracePeriodSeconds: fc.integer({ min: -1, max: 99 }),
		restart: fc.record(
			{ policy: fc.constantFrom('NEVER', 'ON_FAILURE'), activeDeadlineSeconds: fc.nat() },
			{ requiredKeys: ['policy'] },
		),
		artifacts: fc.array(fc.record({ uri: text, extract: fc.boolean() }, { requiredKeys: ['uri'] }), {
			maxLength: 2,
		}),
		placement: fc.record({
			constraints: fc.array(
				fc.record(
					{ attribute: text, operator: fc.constantFrom('EQ', 'LIKE', 'UNLIKE'), value: text },
					{ requiredKeys: ['attribute', 'operator'] },
				),
				{ maxLength: 2 },
			),
		}),
		docker: fc.record(
			{ image: text, parameters: fc.array(fc.record({ key: text, value: text }), { maxLength: 2 }) },
			{ requiredKeys: ['image'] },
		),
		volumes: fc.array(fc.record({ containerPath: text, hostPath: text, mode: fc.constantFrom('RO', 'RW') }), {
			maxLength: 2,
		}),
		args: fc.array(text, { maxLength: 2 }),
	},
	{ requiredKeys: ['cmd'] },
);
const arbitrarySchedule = fc.record(
	{
		id: fc.constantFrom('nightly', 'weekly', 'a', 'a.b'),
		cron: fc.constantFrom('*/1 * * * *', '0 2 * * MON', '30 04 1 * *', '0 0 * * SUN-SAT', '5 5 * JAN-DEC 7'),
		timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
		concurrencyPolicy: fc.constantFrom('ALLOW', 'FORBID'),
		startingDeadlineSeconds: fc.integer({ min: 1, max: 900 }),
		enabled: fc.boolean(),
	},
	{ requiredKeys: ['id', 'cron'] },
);
const arbitraryJob = fc
	.tuple(
		arbitraryRun,
		fc.array(arbitrarySchedule, { maxLength: 1 }),
		fc.dictionary(text, text, { maxKeys: 2 }),
	)
	.map(([run, schedules, labels]) => job('a.b', { labels, schedules }, run));

/** A schedule that stands beside its job goes by the stricter form of its own resource, to which an odd id is none. */
function canStandBeside({ schedules }: StoredJob): boolean {
	return schedules.every(({ id }) => id.length > 1 && !id.includes('.'));
}

/** An odd id of a schedule goes through no resource of its own, and a grace period through no body of v0: such a change is refused. */
function canBeWritten(one: StoredJob): boolean {
	return one.run.taskKillGracePeriodSeconds === undefined || canStandBeside(one);
}

describe.each(VERSIONS)('at Metronome $text', target => {
	const knowsDependencies = target.text >= '0.6.55';

	it('after a deploy of the examples the plan is empty', async () => {
		const { api } = cluster(at(target));
		const jobs = exampleJobs().filter(
			one => knowsDependencies || (one.dependencies.length === 0 && one.run.networks.length === 0),
		);
		expect(jobs.length).toBeGreaterThan(3);
		expect(exitOf(await deploy(api, jobs))).toBe(0);
		const again = await planFor(api, jobs);
		expect(again.plan.operations).toEqual([]);
		expect(again.refusals).toEqual([]);
	});

	it('after a deploy of whatever job, and over whatever other one, the plan is empty', async () => {
		const writable = arbitraryJob.filter(canBeWritten);
		await fc.assert(
			fc.asyncProperty(writable, writable, async (first, second) => {
				const { api } = cluster(at(target));
				for (const one of [first, second]) {
					const result = await deploy(api, [one]);
					expect(result.jobs.every(isDone)).toBe(true);
					expect((await planFor(api, [one])).plan.operations).toEqual([]);
				}
			}),
			{ numRuns: 30 },
		);
	});

	it('what is pulled has nothing that the server refuses, and deploying it changes nothing', async () => {
		const pullable = arbitraryJob
			.filter(canBeWritten)
			.filter(one => canStandBeside(one) || target.text >= '0.6.54');
		await fc.assert(
			fc.asyncProperty(pullable, async one => {
				const { api } = cluster(at(target));
				expect(exitOf(await deploy(api, [one]))).toBe(0);
				const [file] = pullJobs(await liveJobs(api), { version: target, now: NOW });
				const stops = file!.findings.filter(
					({ consequence }) => consequence === 'refused' || consequence === 'breaks',
				);
				expect(stops).toEqual([]);
				expect(file!.text).not.toMatch(/metronome-jobs\.owner|nextRunAt|activeRuns/);
				const { plan } = await planFor(api, jobsIn(file!.text));
				expect(plan.operations).toEqual([]);
				expect(plan.unchanged).toHaveLength(1);
			}),
			{ numRuns: 30 },
		);
	});
});

it('reads the jobs one by one where a poisoned one breaks the list, and deletes nothing then', async () => {
	const { api } = cluster();
	await deploy(api, [job('good')]);
	const body = JSON.stringify({
		id: 'bad',
		run: { cpus: 1, mem: 64, disk: 0, cmd: 'true' },
		schedules: [{ id: 'ab', cron: '0 0 1 1 * 2020' }],
	});
	await api.write({ method: 'POST', path: '/v1/jobs', body });
	const live = await liveOf(api, ['good', 'bad', 'new']);
	expect([...live.jobs.values()].map(({ state }) => state)).toEqual(['present', 'unreadable', 'not-seen']);
	expect(live.list).toMatchObject({
		kind: 'broken',
		message: expect.stringContaining('DELETE /v1/jobs/'),
	});
	const { refusals } = makePlan([desired(job('good'))], live, { ...OPTIONS, prune: true });
	expect(refusals.map(({ kind }) => kind)).toEqual(['unknown-list']);
});
