import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../core/job-file.ts';
import { parseJson } from '../../core/json-parser.ts';
import { type StoredJob, storedJob, storedSchedule } from '../../core/stored.ts';
import { type Version, version } from '../../core/version.ts';
import type { Api } from '../../deploy/api.ts';
import { readLive } from '../../deploy/live.ts';
import { makePlan } from '../../deploy/plan.ts';
import { requestsFor } from '../../deploy/requests.ts';
import { Metronome } from '../../emulator/metronome.ts';
import { inProcess } from './in-process.ts';
import { desired, job, NOW, OPTIONS } from './planning.ts';

const VERSIONS = ['0.6.33', '0.6.44', '0.6.68', '0.6.70'].map(version);
const JOBS = join(fileURLToPath(new URL('../../examples/jobs', import.meta.url)));

async function planned(api: Api, jobs: readonly StoredJob[]) {
	const result = await readLive(
		api,
		jobs.map(({ id }) => id),
	);
	if (result.kind === 'failed') throw new Error(result.message);
	return makePlan(
		jobs.map(one => desired(one)),
		result.live,
		OPTIONS,
	);
}

/** Writes what a plan says, and gives the statuses. */
async function written(api: Api, jobs: readonly StoredJob[], target: Version): Promise<number[]> {
	const { plan, writes, refusals } = await planned(api, jobs);
	expect(refusals).toEqual([]);
	const statuses: number[] = [];
	for (const operation of plan.operations) {
		for (const request of requestsFor(writes.get(operation.job)!, target)) {
			const reply = await api.write(request);
			statuses.push(reply.kind === 'answer' ? reply.status : 0);
		}
	}
	return statuses;
}

function exampleJobs(): StoredJob[] {
	const files = readdirSync(JOBS, { recursive: true, encoding: 'utf8' }).filter(name =>
		name.endsWith('.json'),
	);
	return files.flatMap(name => {
		const { root } = parseJson(readFileSync(join(JOBS, name), 'utf8'));
		return unitsOf(root, 'file').flatMap(unit => {
			if (unit.kind !== 'job') return [];
			return [{ ...storedJob(unit.node), schedules: unit.job.schedules.map(storedSchedule) }];
		});
	});
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

/** An odd id of a schedule goes through no resource of its own, and a grace period through no body of v0: such a change is refused. */
function canBeWritten({ run, schedules }: StoredJob): boolean {
	return (
		run.taskKillGracePeriodSeconds === undefined ||
		schedules.every(({ id }) => id.length > 1 && !id.includes('.'))
	);
}

describe.each(VERSIONS)('at Metronome $text', target => {
	const start = () => inProcess(new Metronome({ version: target, now: () => NOW }));
	const knowsDependencies = target.text >= '0.6.55';

	it('a second plan of the examples is empty', async () => {
		const api = start();
		const jobs = exampleJobs().filter(
			one => knowsDependencies || (one.dependencies.length === 0 && one.run.networks.length === 0),
		);
		expect(jobs.length).toBeGreaterThan(3);
		expect((await written(api, jobs, target)).every(status => status === 201)).toBe(true);
		const again = await planned(api, jobs);
		expect(again.plan.operations).toEqual([]);
		expect(again.refusals).toEqual([]);
	});

	it('whatever job was written, and over whatever other one, a second plan is empty', async () => {
		const writable = arbitraryJob.filter(canBeWritten);
		await fc.assert(
			fc.asyncProperty(writable, writable, async (first, second) => {
				const api = start();
				for (const one of [first, second]) {
					const statuses = await written(api, [one], target);
					expect(statuses.every(status => status < 300)).toBe(true);
					expect((await planned(api, [one])).plan.operations).toEqual([]);
				}
			}),
			{ numRuns: 60 },
		);
	});
});

it('reads the jobs one by one where a poisoned one breaks the list, and deletes nothing then', async () => {
	const metronome = new Metronome({ version: version('0.6.70'), now: () => NOW });
	const api = inProcess(metronome);
	await written(api, [job('good')], version('0.6.70'));
	const body = JSON.stringify({
		id: 'bad',
		run: { cpus: 1, mem: 64, disk: 0, cmd: 'true' },
		schedules: [{ id: 'ab', cron: '0 0 1 1 * 2020' }],
	});
	await api.write({ method: 'POST', path: '/v1/jobs', body });
	const result = await readLive(api, ['good', 'bad', 'new']);
	if (result.kind === 'failed') throw new Error(result.message);
	expect([...result.live.jobs.values()].map(({ state }) => state)).toEqual([
		'present',
		'unreadable',
		'not-seen',
	]);
	expect(result.live.list).toMatchObject({
		kind: 'broken',
		message: expect.stringContaining('DELETE /v1/jobs/'),
	});
	const { refusals } = makePlan([desired(job('good'))], result.live, { ...OPTIONS, prune: true });
	expect(refusals.map(({ kind }) => kind)).toEqual(['unknown-list']);
});
