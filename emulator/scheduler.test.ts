import { describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../core/version.ts';
import { Metronome } from './metronome.ts';
import { Scheduler } from './scheduler.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const RUN = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** A Metronome whose clock stands still until `pass`. */
function setUp(from = NOON) {
	let now = from;
	const timers = new Set<{ readonly at: number; readonly due: () => void }>();
	const launched: string[] = [];
	const log: string[] = [];
	const timer = (ms: number, due: () => void) => {
		const entry = { at: now + ms, due };
		timers.add(entry);
		return () => void timers.delete(entry);
	};
	const metronome: Metronome = new Metronome({
		version: NEWEST_VERSION,
		now: () => now,
		launcher: { launch: ({ id }) => launched.push(id), kill() {} },
		jobChanged: (id, job) => scheduler.jobChanged(id, job),
	});
	const scheduler = new Scheduler(metronome, { now: () => now, timer, log: line => log.push(line) });
	const pass = (ms: number) => {
		for (const end = now + ms; ; ) {
			const first = [...timers].toSorted((a, b) => a.at - b.at)[0];
			if (first === undefined || first.at > end) {
				now = end;
				return;
			}
			now = Math.max(now, first.at);
			timers.delete(first);
			first.due();
		}
	};
	const sleep = (ms: number) => {
		now += ms;
	};
	const ask = (method: string, target: string, body?: object) =>
		metronome.handle({
			method,
			target,
			headers: { 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
	const create = (schedule: object) =>
		expect(
			ask('POST', '/v1/jobs', { id: 'one', run: RUN, schedules: [{ id: 'nightly', ...schedule }] }).status,
		).toBe(201);
	/** The starts until now, as `2026-11-20T12:01`. */
	const starts = () =>
		launched.map(id => id.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)00.*/, '$1-$2-$3T$4:$5'));
	return { metronome, scheduler, create, pass, sleep, ask, starts, launched, log, timers };
}

describe('a schedule', () => {
	it('starts a run at each of its instants', () => {
		const { create, pass, starts } = setUp(NOON + 30_000);
		create({ cron: '*/2 * * * *' });
		pass(4 * MINUTE);
		expect(starts()).toEqual(['2026-11-20T12:02', '2026-11-20T12:04']);
	});

	it('keeps to its time zone and leaves out a time that a clock change takes away', () => {
		const { create, pass, starts } = setUp(Date.UTC(2026, 2, 28));
		create({ cron: '30 2 * * *', timezone: 'Europe/Berlin' });
		pass(3 * DAY);
		expect(starts()).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
	});

	it('that is disabled, changed or deleted starts nothing more', () => {
		const { create, pass, starts, ask, timers } = setUp();
		create({ cron: '* * * * *', enabled: false });
		expect(timers.size).toBe(0);
		ask('PUT', '/v1/jobs/one/schedules/nightly', { id: 'nightly', cron: '* * * * *' });
		pass(MINUTE);
		ask('PUT', '/v1/jobs/one/schedules/nightly', { id: 'nightly', cron: '0 13 * * *' });
		pass(10 * MINUTE);
		expect(starts()).toEqual(['2026-11-20T12:01']);
		ask('DELETE', '/v1/jobs/one/schedules/nightly');
		pass(DAY);
		expect(starts()).toHaveLength(1);
	});

	it('that forbids it starts no second run beside one that is not over', () => {
		const { create, pass, metronome, launched, log } = setUp();
		create({ cron: '* * * * *', concurrencyPolicy: 'FORBID', startingDeadlineSeconds: 3600 });
		pass(2 * MINUTE);
		expect(launched).toHaveLength(1);
		expect(log).toEqual(["one, schedule 'nightly': skipped, the run before is not over"]);
		metronome.finishRun(launched[0] ?? '', 'success');
		pass(MINUTE);
		expect(launched).toHaveLength(2);
	});

	it('ends a run that has not started within its deadline, and no other', () => {
		const { create, pass, metronome, launched, ask, log } = setUp();
		create({ cron: '* * * * *', startingDeadlineSeconds: 90 });
		pass(2 * MINUTE);
		const [late = '', started = ''] = launched;
		metronome.taskStarted(started);
		pass(MINUTE);
		expect(metronome.run('one', late)).toBeUndefined();
		expect(metronome.run('one', started)?.status).toBe('ACTIVE');
		expect(JSON.parse(ask('GET', '/v1/jobs/one?embed=historySummary').body).historySummary.failureCount).toBe(
			1,
		);
		expect(log).toEqual([`one ${late}: did not start within 90 s`]);
	});

	it('whose next run is more than 248 days away never fires, until its job is changed', () => {
		const { create, pass, starts, log, ask } = setUp(Date.UTC(2026, 1, 1));
		create({ cron: '0 0 1 1 *' });
		expect(log[0]).toContain('more than 248 days away');
		pass(100 * DAY);
		ask('PUT', '/v1/jobs/one', { id: 'one', run: RUN });
		pass(300 * DAY);
		expect(starts()).toEqual(['2027-01-01T00:00']);
		expect(log.filter(line => line.includes('248 days'))).toHaveLength(2);
	});

	it('makes up for one run only after the machine has slept', () => {
		const { create, pass, sleep, launched } = setUp();
		create({ cron: '* * * * *' });
		sleep(10 * MINUTE + 10_000);
		pass(0);
		expect(launched).toHaveLength(1);
		pass(MINUTE);
		expect(launched).toHaveLength(2);
	});

	it('that never fires is told, and breaks nothing', () => {
		const { ask, log, pass } = setUp();
		const body = { id: 'one', run: RUN, schedules: [{ id: 'never', cron: '0 0 31 4,6 *' }] };
		expect(ask('POST', '/v1/jobs', body).status).toBe(500);
		pass(DAY);
		expect(log).toEqual(["one, schedule 'never': has no next run"]);
	});

	it('starts nothing once the scheduler is closed', () => {
		const { create, pass, scheduler, launched, timers } = setUp();
		create({ cron: '* * * * *' });
		pass(MINUTE);
		scheduler.close();
		expect(timers.size).toBe(0);
		expect(launched).toHaveLength(1);
	});
});
