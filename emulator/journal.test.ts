import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../core/version.ts';
import { temporaryTree } from '../test/temporary-tree.ts';
import { type Durable, openDurable } from './durable.ts';
import { journalLine } from './journal-line.ts';
import { Metronome } from './metronome.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const RUN = { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' };

/** A Metronome that keeps its state in a directory. */
async function open(directory: string, rotateAt?: number) {
	const log: string[] = [];
	const durable = await openDurable({
		directory,
		now: () => NOON,
		log: line => log.push(line),
		...(rotateAt !== undefined && { rotateAt }),
	});
	const metronome = new Metronome({
		version: NEWEST_VERSION,
		now: () => NOON,
		jobChanged: durable.jobChanged,
		runChanged: durable.runChanged,
		saved: durable.saved,
	});
	durable.follow(() => metronome.savedState());
	const ask = (method: string, target: string, body?: object | string) =>
		metronome.handle({
			method,
			target,
			headers: { 'content-type': 'application/json' },
			body: typeof body === 'object' ? JSON.stringify(body) : body,
		});
	const shown = () => ask('GET', '/v1/jobs?embed=history&embed=activeRuns').body;
	return { durable, metronome, ask, shown, log };
}

const stored = (durable: Durable) => new Promise<boolean>(resolve => durable.whenDurable(resolve));

describe('the state of the emulator in a directory', () => {
	it('is what it was, with everything that the server keeps of a job', async () => {
		const directory = temporaryTree({});
		const first = await open(directory);
		const job = {
			id: 'team.report',
			description: 'naïve \ud83d\ude00',
			labels: { __proto__x: 'a', '10': 'b', '9': 'c' },
			run: {
				...RUN,
				args: [],
				env: { B: '1', A: { secret: 'one' } },
				secrets: { one: { source: '/one' } },
				placement: { constraints: [{ attribute: 'a', operator: 'IS' }] },
				artifacts: [{ uri: 'http://files.example/a' }],
				docker: { image: 'busybox', parameters: [{ key: 'k', value: 'v' }] },
				restart: { policy: 'ON_FAILURE', activeDeadlineSeconds: 9_000_000_000 },
			},
			schedules: [{ id: 'nightly', cron: '0 1 * * *', timezone: 'Europe/Berlin' }],
		};
		expect(first.ask('POST', '/v1/jobs', job).status).toBe(201);
		const infinite = '{"id":"endless","run":{"cpus":1,"mem":1e400,"disk":0,"cmd":"true"}}';
		expect(first.ask('POST', '/v1/jobs', infinite).status).toBe(500);
		first.ask('POST', '/v1/jobs', { id: 'gone', run: RUN });
		first.ask('DELETE', '/v1/jobs/gone');
		const run = first.metronome.startRun('team.report', undefined)?.id ?? '';
		first.metronome.taskStarted(run);
		first.metronome.finishRun(run, 'success');
		await first.durable.close();

		const second = await open(directory);
		expect(second.metronome.savedState()).toEqual(first.metronome.savedState());
		expect(second.ask('GET', '/v1/jobs').status).toBe(500);
		second.ask('DELETE', '/v1/jobs/endless');
		first.ask('DELETE', '/v1/jobs/endless');
		expect(second.shown()).toBe(first.shown());
		await second.durable.close();
	});

	it('counts a run that was not over as failed', async () => {
		const directory = temporaryTree({});
		const first = await open(directory);
		first.ask('POST', '/v1/jobs', { id: 'one', run: RUN });
		const run = first.metronome.startRun('one', undefined);
		const task = first.metronome.taskStarted(run?.id ?? '');
		await first.durable.close();
		for (let times = 0; times < 2; times++) {
			const again = await open(directory);
			const [job] = JSON.parse(again.shown());
			expect(job.activeRuns).toBeUndefined();
			expect(job.history.failedFinishedRuns).toMatchObject([{ id: run?.id, tasks: [task] }]);
			expect(again.log).toEqual(
				times === 0 ? ['1 run was not over when the emulator ended, and failed with it'] : [],
			);
			await again.durable.close();
		}
	});

	it('is replaced by a snapshot when it has grown, and loses nothing', async () => {
		const directory = temporaryTree({});
		const first = await open(directory, 2000);
		for (let round = 0; round < 200; round++) {
			first.ask('POST', '/v1/jobs', { id: `job-${round % 10}`, run: RUN });
			first.ask('PUT', `/v1/jobs/job-${round % 10}`, { id: 'x', run: { ...RUN, mem: 100 + round } });
			if (round % 3 === 0) await stored(first.durable);
		}
		first.metronome.finishRun(first.metronome.startRun('job-1', undefined)?.id ?? '', 'failed');
		await first.durable.close();
		expect(statSync(join(directory, 'journal')).size).toBeLessThan(40_000);
		const second = await open(directory);
		expect(second.shown()).toBe(first.shown());
		await second.durable.close();
	});

	it('survives a last line that was cut anywhere, and takes on from there', async () => {
		const directory = temporaryTree({});
		const first = await open(directory);
		first.ask('POST', '/v1/jobs', { id: 'one', run: RUN });
		await first.durable.close();
		const file = join(directory, 'journal');
		const sound = readFileSync(file);
		const line = journalLine('[{"kind":"job-gone","id":"one"}]');
		for (const torn of [line.slice(0, 1), line.slice(0, 9), line.slice(0, -1), line.replace('one', 'two')]) {
			writeFileSync(file, Buffer.concat([sound, Buffer.from(torn)]));
			const again = await open(directory);
			expect(again.ask('GET', '/v1/jobs/one').status).toBe(200);
			expect(again.log.join()).toContain(`the last ${torn.length} bytes`);
			again.ask('POST', '/v1/jobs', { id: 'two', run: RUN });
			await again.durable.close();
			const after = await open(directory);
			expect(after.ask('GET', '/v1/jobs/two').status).toBe(200);
			await after.durable.close();
		}
	});

	it('is refused where it is damaged before its end, of a later format, or of something else', async () => {
		const directory = temporaryTree({});
		const first = await open(directory);
		first.ask('POST', '/v1/jobs', { id: 'one', run: RUN });
		await stored(first.durable);
		first.ask('POST', '/v1/jobs', { id: 'two', run: RUN });
		await first.durable.close();
		const file = join(directory, 'journal');
		const text = readFileSync(file, 'utf8');
		writeFileSync(file, text.replace('"one"', '"uno"'));
		await expect(open(directory)).rejects.toThrow(/journal is damaged in line 2, and more follows/);
		expect(readFileSync(file, 'utf8')).toBe(text.replace('"one"', '"uno"'));
		writeFileSync(file, journalLine('{"format":"metronome-jobs-emulator","version":2}'));
		await expect(open(directory)).rejects.toThrow(/its format is 2, and this program reads 1/);
		writeFileSync(file, journalLine('[1]'));
		await expect(open(directory)).rejects.toThrow(/not that of a journal/);
	});

	it('belongs to one process, and to nobody but its user', async () => {
		const directory = join(temporaryTree({}), 'data');
		const first = await open(directory);
		await expect(open(directory)).rejects.toThrow(`is in use by process ${process.pid}`);
		expect(statSync(directory).mode & 0o777).toBe(0o700);
		expect(statSync(join(directory, 'journal')).mode & 0o777).toBe(0o600);
		await first.durable.close();
		// Of a process that is gone: no process of Linux has such an id.
		appendFileSync(join(directory, 'lock.4999999.17.00000000-0000'), '');
		const second = await open(directory);
		await second.durable.close();
	});

	it('that cannot be written is said to be so, and nothing counts as stored any more', async () => {
		const { durable, ask, log } = await open(temporaryTree({}));
		await durable.close();
		for (let times = 0; times < 2; times++) {
			ask('POST', '/v1/jobs', { id: `job-${times}`, run: RUN });
			expect(await stored(durable)).toBe(false);
		}
		expect(log).toHaveLength(1);
		expect(log[0]).toMatch(/^the journal cannot be written \(\w+\): nothing is stored any more/);
	});

	it('tells those who wait even when nothing of theirs is new', async () => {
		const { durable, ask } = await open(temporaryTree({}));
		ask('POST', '/v1/jobs', { id: 'one', run: RUN });
		const first = stored(durable);
		await new Promise(resolve => setImmediate(resolve));
		const reader = stored(durable);
		expect(await Promise.all([first, reader])).toEqual([true, true]);
		expect(await stored(durable)).toBe(true);
		await durable.close();
	});
});
