import { describe, expect, it } from 'vitest';
import { NEWEST_VERSION, version } from '../core/version.ts';
import { Metronome, type MetronomeOptions } from './metronome.ts';
import type { Run } from './runs.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const RUN = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };

function setUp(options: Partial<MetronomeOptions> = {}) {
	const launched: string[] = [];
	const killed: string[] = [];
	let now = NOON;
	const metronome = new Metronome({
		version: NEWEST_VERSION,
		now: () => now,
		launcher: { launch: ({ id }: Run) => launched.push(id), kill: ({ id }: Run) => killed.push(id) },
		...options,
	});
	const ask = (method: string, target: string, body?: unknown) => {
		const headers = body === undefined ? {} : { 'content-type': 'application/json' };
		const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
		const answer = metronome.handle({ method, target, headers, body: text });
		return { ...answer, json: answer.type === 'application/json' ? JSON.parse(answer.body) : undefined };
	};
	const create = (job: object) => ask('POST', '/v1/jobs', { run: RUN, ...job });
	const pass = (ms: number) => {
		now += ms;
	};
	return { metronome, ask, create, pass, launched, killed };
}

describe('a run', () => {
	it('is INITIAL and in the queue until its task reports', () => {
		const { metronome, ask, create } = setUp();
		create({ id: 'team.report' });
		const { json: run } = ask('POST', '/v1/jobs/team.report/runs');
		expect(run.id).toMatch(/^20261120120000[A-Za-z0-9]{5}$/);
		expect(ask('GET', '/v1/jobs/team.report/runs').json[0].status).toBe('INITIAL');
		expect(ask('GET', '/v1/queue').json).toEqual([{ jobId: 'team', runs: [{ runId: run.id }] }]);

		const task = metronome.taskStarted(run.id);
		expect(task).toMatch(new RegExp(`^team_report_${run.id}\\.instance-[0-9a-f-]{36}\\.\\$anon$`));
		expect(ask('GET', '/v1/queue').json).toEqual([]);
		expect(ask('GET', `/v1/jobs/team.report/runs/${run.id}`).json).toMatchObject({ status: 'ACTIVE' });
	});

	it('of another job is not found under this one', () => {
		const { ask, create } = setUp();
		create({ id: 'one' });
		create({ id: 'two' });
		const { json: run } = ask('POST', '/v1/jobs/one/runs');
		expect(ask('GET', `/v1/jobs/two/runs/${run.id}`).status).toBe(404);
		expect(ask('POST', `/v1/jobs/two/runs/${run.id}/actions/stop`).status).toBe(404);
	});

	it('keeps the times of its end in the history', () => {
		const { metronome, ask, create, pass } = setUp();
		create({ id: 'one' });
		const { json: run } = ask('POST', '/v1/jobs/one/runs');
		metronome.taskStarted(run.id);
		pass(1500);
		expect(metronome.finishRun(run.id, 'success')).toBe(true);
		expect(metronome.finishRun(run.id, 'success')).toBe(false);
		const { history } = ask('GET', '/v1/jobs/one?embed=history').json;
		expect(history.lastSuccessAt).toBe('2026-11-20T12:00:01.500+0000');
		expect(history.successfulFinishedRuns[0]).toMatchObject({
			id: run.id,
			createdAt: '2026-11-20T12:00:00.000+0000',
			finishedAt: '2026-11-20T12:00:01.500+0000',
		});
	});

	it('that fails is launched again until its deadline has passed', () => {
		const { metronome, ask, create, pass, launched } = setUp();
		create({ id: 'one', run: { ...RUN, restart: { policy: 'ON_FAILURE', activeDeadlineSeconds: 60 } } });
		const { json: run } = ask('POST', '/v1/jobs/one/runs');
		metronome.taskStarted(run.id);
		pass(59_000);
		metronome.finishRun(run.id, 'failed');
		expect(launched).toEqual([run.id, run.id]);
		metronome.taskStarted(run.id);
		pass(1000);
		metronome.finishRun(run.id, 'failed');
		expect(launched).toHaveLength(2);
		const { history } = ask('GET', '/v1/jobs/one?embed=history').json;
		expect(history).toMatchObject({ failureCount: 1 });
		expect(history.failedFinishedRuns[0].tasks).toHaveLength(2);
	});

	it('that is stopped is killed by the launcher, also when its job is deleted', () => {
		const { ask, create, killed } = setUp();
		create({ id: 'one' });
		const first = ask('POST', '/v1/jobs/one/runs').json.id;
		const second = ask('POST', '/v1/jobs/one/runs').json.id;
		ask('POST', `/v1/jobs/one/runs/${first}/actions/stop`);
		expect(killed).toEqual([first]);
		ask('DELETE', '/v1/jobs/one?stopCurrentJobRuns=true');
		expect(killed).toEqual([first, second]);
	});

	it('of a schedule that forbids it does not start beside another', () => {
		const { metronome, create } = setUp();
		create({ id: 'one', schedules: [{ id: 'nightly', cron: '0 1 * * *', concurrencyPolicy: 'FORBID' }] });
		const schedule = [...metronome.jobs()][0]?.schedules[0];
		const run = metronome.startRun('one', schedule);
		expect(run).toBeDefined();
		expect(metronome.startRun('one', schedule)).toBeUndefined();
		metronome.finishRun(run?.id ?? '', 'success');
		expect(metronome.startRun('one', schedule)).toBeDefined();
		expect(metronome.startRun('none', schedule)).toBeUndefined();
	});

	it('starts by itself when every job it depends on has succeeded, and once for each time they do', () => {
		const { metronome, create, pass, launched, ask } = setUp();
		create({ id: 'left' });
		create({ id: 'right' });
		create({ id: 'end', dependencies: [{ id: 'left' }, { id: 'right' }] });
		const succeed = (job: string) => {
			pass(1000);
			metronome.finishRun(metronome.startRun(job, undefined)?.id ?? '', 'success');
		};
		const ownRuns = () => ask('GET', '/v1/jobs/end/runs').json;
		succeed('left');
		expect(ownRuns()).toEqual([]);
		succeed('right');
		expect(ownRuns()).toHaveLength(1);
		succeed('right');
		expect(ownRuns()).toHaveLength(1);
		pass(1000);
		metronome.finishRun(ownRuns()[0].id, 'success');
		succeed('left');
		expect(ownRuns()).toEqual([]);
		succeed('right');
		expect(ownRuns()).toHaveLength(1);
		expect(launched).toHaveLength(7);
	});
});

describe('a change', () => {
	it('is told to whoever keeps the schedules', () => {
		const told: [string, boolean][] = [];
		const { ask, create } = setUp({ jobChanged: (id, job) => told.push([id, job !== undefined]) });
		create({ id: 'one' });
		create({ id: 'one' });
		ask('PUT', '/v1/jobs/one', { id: 'one', run: RUN });
		ask('POST', '/v1/jobs/one/schedules', { id: 'nightly', cron: '0 1 * * *' });
		ask('DELETE', '/v1/jobs/one/schedules/nightly');
		ask('DELETE', '/v1/jobs/one');
		expect(told).toEqual([
			['one', true],
			['one', true],
			['one', true],
			['one', true],
			['one', false],
		]);
	});

	it('of a job is refused for ever after a PUT of v0 with an unknown dependency', () => {
		const { ask, create } = setUp();
		create({ id: 'one' });
		const bad = { id: 'one', dependencies: [{ id: 'nobody' }], run: RUN };
		expect(ask('PUT', '/v0/scheduled-jobs/one', bad).status).toBe(500);
		expect(ask('PUT', '/v1/jobs/one', { id: 'one', run: RUN }).status).toBe(500);
		expect(ask('DELETE', '/v1/jobs/one').status).toBe(500);
	});

	it('of the schedule loses an empty list of arguments', () => {
		const { ask, create } = setUp();
		expect(create({ id: 'one', run: { ...RUN, args: [] } }).json.run.args).toEqual([]);
		expect(ask('GET', '/v1/jobs/one').json.run.args).toEqual([]);
		ask('POST', '/v1/jobs/one/schedules', { id: 'nightly', cron: '0 1 * * *' });
		expect(ask('GET', '/v1/jobs/one').json.run.args).toBeUndefined();
	});

	it('that cannot be shown is stored all the same', () => {
		const { ask, create } = setUp();
		expect(create({ id: 'one', schedules: [{ id: 'never', cron: '0 0 31 4,6 *' }] }).status).toBe(500);
		expect(ask('GET', '/v1/jobs').status).toBe(500);
		expect(ask('DELETE', '/v1/jobs/one/schedules/never').status).toBe(200);
		expect(ask('GET', '/v1/jobs').status).toBe(200);
	});
});

describe('a list of jobs', () => {
	it('has active runs only of jobs that have some', () => {
		const { ask, create } = setUp();
		create({ id: 'one' });
		create({ id: 'two' });
		ask('POST', '/v1/jobs/two/runs');
		const [one, two] = ask('GET', '/v1/jobs?embed=activeRuns,historySummary').json;
		expect(one.activeRuns).toBeUndefined();
		expect(one.historySummary).toMatchObject({ successCount: 0 });
		expect(two.activeRuns).toHaveLength(1);
	});

	it('tells the next run as of now', () => {
		const { ask, create, pass } = setUp();
		create({ id: 'one', schedules: [{ id: 'nightly', cron: '1 12 * * *' }] });
		const next = () => ask('GET', '/v1/jobs/one/schedules/nightly').json.nextRunAt;
		expect(next()).toBe('2026-11-20T12:01:00.000+0000');
		pass(59_999);
		expect(next()).toBe('2026-11-20T12:01:00.000+0000');
		pass(1);
		expect(next()).toBe('2026-11-21T12:01:00.000+0000');
	});
});

describe('an older server', () => {
	it('shows what it knows of', () => {
		const { ask, create } = setUp({ version: version('0.6.44') });
		expect(Object.keys(create({ id: 'one' }).json)).toEqual(['id', 'labels', 'run']);
		ask('POST', '/v1/jobs/one/schedules', { id: 'nightly', cron: '0 1 * * *' });
		expect(ask('GET', '/v1/jobs/one').json.schedules).toBeUndefined();
		expect(ask('GET', '/v1/jobs/one?embed=schedules').json.schedules).toHaveLength(1);
		expect(ask('GET', '/v1/jobs/one').json.run.networks).toEqual([]);
		expect(ask('GET', '/leader').status).toBe(404);
		expect(ask('GET', '/info').json).toEqual({ version: '0.6.44', libVersion: '1.7.202' });
	});

	it('before networks shows none', () => {
		const { create } = setUp({ version: version('0.6.33') });
		expect(create({ id: 'one' }).json.run.networks).toBeUndefined();
	});

	it('refuses a second schedule at once', () => {
		const { ask, create } = setUp({ version: version('0.6.33') });
		create({ id: 'one' });
		ask('POST', '/v1/jobs/one/schedules', { id: 'nightly', cron: '0 1 * * *' });
		const second = ask('POST', '/v1/jobs/one/schedules', { id: 'weekly', cron: '0 1 * * 1' });
		expect(second).toMatchObject({
			status: 409,
			json: { message: 'requirement failed: Only one schedule supported at the moment' },
		});
		expect(second.delayMs).toBeUndefined();
		expect(ask('DELETE', '/v1/jobs/one/schedules/weekly').status).toBe(404);
	});
});

describe('what the server tells of itself', () => {
	it('are its version, its leader and the counts of its runs', () => {
		const { metronome, ask, create } = setUp({ leader: '127.0.0.1:9942' });
		create({ id: 'one' });
		metronome.finishRun(metronome.startRun('one', undefined)?.id ?? '', 'failed');
		metronome.startRun('one', undefined);
		expect(ask('GET', '/info').json).toMatchObject({ version: '0.6.70' });
		expect(ask('GET', '/leader').json).toEqual({ leader: '127.0.0.1:9942' });
		expect(ask('GET', '/v1/metrics').json).toMatchObject({
			counters: {
				'metronome.jobs.started.counter': { count: 2 },
				'metronome.jobs.failed.counter': { count: 1 },
			},
			gauges: { 'metronome.jobs.active.gauge': { value: 1 } },
		});
	});
});
