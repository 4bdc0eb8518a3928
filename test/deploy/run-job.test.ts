import { describe, expect, it } from 'vitest';
import type { Api, Reply } from '../../deploy/api.ts';
import { exitOfRun, type RunEvent, runJob } from '../../deploy/run-job.ts';
import { afterWrites, cluster, deploy, liveOf, quickClock } from './cluster.ts';
import { job } from './planning.ts';

const NOTHING: Reply = { kind: 'none', message: 'No answer within 40000 ms.', mayHaveArrived: true };

/** A cluster with a job, on whose runs something happens while somebody waits. */
async function waiting(act: (times: number, runIds: readonly string[]) => void = () => undefined) {
	const { api, metronome, writes } = cluster();
	await deploy(api, [job('a')]);
	writes.length = 0;
	const clock = quickClock();
	let times = 0;
	const active = () =>
		JSON.parse(
			metronome.handle({ method: 'GET', target: '/v1/jobs/a/runs', headers: {}, body: undefined }).body,
		).map(({ id }: { id: string }) => id);
	const wait = async (ms: number) => {
		await clock.wait(ms);
		act(++times, active());
	};
	return { api, metronome, writes, active, clock: { now: clock.now, wait } };
}

const starts = (writes: readonly string[]) => writes.filter(line => line === 'POST /v1/jobs/a/runs').length;

describe('running a job', () => {
	it('starts it and goes', async () => {
		const { api, clock, active } = await waiting();
		const result = await runJob(api, 'a', { wait: false, clock });
		expect(result).toMatchObject({ outcome: 'started', runId: active()[0] });
		expect(exitOfRun(result)).toBe(0);
	});

	it.each([
		['success', 'succeeded', 0],
		['failed', 'failed', 1],
	] as const)('waits for the end of that very run: %s', async (end, outcome, code) => {
		const events: RunEvent[] = [];
		const { api, clock, metronome } = await waiting((times, [other, own]) => {
			// Another run of the job ends the other way round, and earlier.
			if (times === 1) metronome.finishRun(other!, end === 'success' ? 'failed' : 'success');
			if (times === 2) metronome.taskStarted((own ?? other)!);
			if (times === 4) metronome.finishRun(other!, end);
		});
		await api.write({ method: 'POST', path: '/v1/jobs/a/runs', body: undefined });
		const result = await runJob(api, 'a', { wait: true, clock, onEvent: event => events.push(event) });
		expect(result.outcome).toBe(outcome);
		expect(exitOfRun(result)).toBe(code);
		expect(events.map(event => (event.kind === 'status' ? event.status : event.kind))).toEqual([
			'started',
			'INITIAL',
			'ACTIVE',
		]);
	});

	it('gives up after its time, and lets the run go on', async () => {
		const { api, clock, active } = await waiting();
		const result = await runJob(api, 'a', { wait: true, timeoutMs: 3500, clock });
		expect(result.outcome).toBe('timed-out');
		expect(exitOfRun(result)).toBe(1);
		expect(active()).toEqual([result.runId]);
	});

	it('stops a run that is late where that is wanted', async () => {
		const { api, clock, active } = await waiting();
		const result = await runJob(api, 'a', { wait: true, timeoutMs: 3500, stopAtTimeout: true, clock });
		expect(result.message).toContain('was stopped');
		expect(active()).toEqual([]);
	});

	it('stops waiting when it is interrupted', async () => {
		const stop = new AbortController();
		const { api, clock } = await waiting(() => stop.abort());
		const result = await runJob(api, 'a', { wait: true, clock, signal: stop.signal });
		expect(result.outcome).toBe('interrupted');
	});

	it('does not wait for ever for a cluster that has gone silent', async () => {
		const { api, clock } = await waiting();
		const silent: Api = { ...api, getRun: async () => NOTHING };
		expect((await runJob(silent, 'a', { wait: true, clock })).outcome).toBe('unknown');
	});

	it('says that there is no such job', async () => {
		const { api, clock } = await waiting();
		const result = await runJob(api, 'b', { wait: true, clock });
		expect(result).toMatchObject({ outcome: 'not-started', runId: null });
		expect(exitOfRun(result)).toBe(3);
	});
});

describe('a start without an answer', () => {
	it('is taken for the one run that was not there before, and not repeated', async () => {
		const { api, clock, writes, active } = await waiting();
		const deaf: Api = { ...api, write: request => api.write(request).then(() => NOTHING) };
		const events: RunEvent[] = [];
		const result = await runJob(deaf, 'a', { wait: false, clock, onEvent: event => events.push(event) });
		expect(result).toMatchObject({ outcome: 'started', runId: active()[0] });
		expect(events).toMatchObject([{ kind: 'started', assumed: true }]);
		expect(starts(writes)).toBe(1);
	});

	it('is found also where the run is over already', async () => {
		const { api, clock, metronome, writes } = await waiting((_, [own]) => {
			if (own !== undefined) metronome.finishRun(own, 'success');
		});
		const deaf: Api = { ...api, write: request => api.write(request).then(() => NOTHING) };
		expect((await runJob(deaf, 'a', { wait: true, clock })).outcome).toBe('succeeded');
		expect(starts(writes)).toBe(1);
	});

	it('is sent again where no run has come of it', async () => {
		const { api, clock, writes } = await waiting();
		let lost = 1;
		const lossy: Api = { ...api, write: async request => (lost-- > 0 ? NOTHING : api.write(request)) };
		expect((await runJob(lossy, 'a', { wait: false, clock })).outcome).toBe('started');
		expect(starts(writes)).toBe(1);
	});

	it('is not sent again where nobody can tell which run came of it', async () => {
		const { api, clock, writes } = await waiting();
		const twice = afterWrites(api, () =>
			api.write({ method: 'POST', path: '/v1/jobs/a/runs', body: undefined }),
		);
		const deaf: Api = { ...twice, write: request => twice.write(request).then(() => NOTHING) };
		const result = await runJob(deaf, 'a', { wait: true, clock });
		expect(result.outcome).toBe('unknown');
		expect(exitOfRun(result)).toBe(3);
		expect(starts(writes)).toBe(2);
	});

	it('is nobody to guess about where the cluster stays silent', async () => {
		const { api, clock } = await waiting();
		let silent = false;
		const dead: Api = {
			...api,
			getHistory: id => (silent ? Promise.resolve(NOTHING) : api.getHistory(id)),
			write: async () => {
				silent = true;
				return NOTHING;
			},
		};
		expect((await runJob(dead, 'a', { wait: true, clock })).outcome).toBe('unknown');
	});

	it('is no start where the server says no', async () => {
		const { api, clock } = await waiting();
		const refusing: Api = {
			...api,
			write: async () => ({ kind: 'answer', status: 403, json: false, body: '' }),
		};
		const result = await runJob(refusing, 'a', { wait: true, clock });
		expect(result).toMatchObject({ outcome: 'not-started', message: expect.stringContaining('403') });
		expect((await liveOf(api)).jobs.get('a')).toMatchObject({ activeRuns: 0 });
	});
});
