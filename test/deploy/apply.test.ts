import { describe, expect, it } from 'vitest';
import { version } from '../../core/version.ts';
import type { Api } from '../../deploy/api.ts';
import { type ApplyEvent, applyPlan } from '../../deploy/apply.ts';
import { exitOf } from '../../deploy/apply-result.ts';
import { applyText } from '../../deploy/apply-text.ts';
import {
	afterWrites,
	at,
	beforeWrites,
	cluster,
	deploy,
	outcomes,
	planFor,
	quick,
	quickClock,
	reasonOf,
} from './cluster.ts';
import { job } from './planning.ts';

const needs = (...ids: string[]) => ({ dependencies: ids.map(id => ({ id })) });
const nightly = (cron: string, id = 'nightly') => ({ schedules: [{ id, cron }] });
const body = (id: string, rest: object = {}) =>
	JSON.stringify({ id, run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' }, ...rest });

describe('applying a plan', () => {
	it('makes the cluster equal to the files, and a second plan is empty', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('old'), job('kept', nightly('0 2 * * *'))]);
		writes.length = 0;
		const wanted = [job('kept', nightly('0 3 * * *')), job('a', needs('b')), job('b')];
		const result = await deploy(api, wanted, { prune: true });
		expect(outcomes(result)).toEqual([
			'applied create b',
			'applied create a',
			'applied update kept',
			'applied delete old',
		]);
		expect(exitOf(result)).toBe(0);
		expect(writes.at(-1)).toBe('DELETE /v1/jobs/old');
		expect((await planFor(api, wanted)).plan.operations).toEqual([]);
	});

	it('tells of each operation once when it starts and once when it is done', async () => {
		const { api } = cluster();
		const events: ApplyEvent[] = [];
		await deploy(api, [job('a', needs('b')), job('b')], {}, { onEvent: event => events.push(event) });
		const told = events.map(event =>
			event.kind === 'start' ? `start ${event.job}` : `done ${event.result.job} ${event.done}/${event.total}`,
		);
		expect(told).toEqual(['start b', 'done b 1/2', 'start a', 'done a 2/2']);
	});

	it('writes nothing of a plan that is refused', async () => {
		const { api, writes } = cluster();
		const result = await deploy(api, [job('a'), job('b', needs('nowhere'))]);
		expect(outcomes(result)).toEqual(['not-started create a', 'not-started create b']);
		expect(writes).toEqual([]);
		expect(exitOf(result)).toBe(1);
		expect(applyText(result, { color: false })).toContain('Nothing was written.');
	});

	it('leaves a job alone that somebody changed after the plan, and goes on with the others', async () => {
		const { api, writes, stored } = cluster();
		await deploy(api, [job('a'), job('b'), job('c')]);
		const planned = await planFor(api, [job('a', {}, { mem: 96 }), job('b', {}, { mem: 96 }), job('c')]);
		await api.write({ method: 'PUT', path: '/v1/jobs/a', body: body('a') });
		writes.length = 0;
		const result = await applyPlan(api, planned, quick());
		expect(outcomes(result)).toEqual(['conflict update a', 'applied update b']);
		expect(reasonOf(result, 'a')).toContain('changed at the cluster since the plan was made');
		expect(writes).toEqual(['PUT /v1/jobs/b']);
		expect(stored('a')?.run.cmd).toBe('theirs');
		expect(exitOf(result)).toBe(5);
	});

	it('ends with 4 where nothing was changed because of a conflict', async () => {
		const { api } = cluster();
		const planned = await planFor(api, [job('a')]);
		await api.write({ method: 'POST', path: '/v1/jobs', body: body('a') });
		const result = await applyPlan(api, planned, quick());
		expect(outcomes(result)).toEqual(['conflict create a']);
		expect(exitOf(result)).toBe(4);
		const gone = cluster();
		await deploy(gone.api, [job('a')]);
		const update = await planFor(gone.api, [job('a', {}, { mem: 96 })]);
		await gone.api.write({ method: 'DELETE', path: '/v1/jobs/a', body: undefined });
		expect(outcomes(await applyPlan(gone.api, update, quick()))).toEqual(['conflict update a']);
	});

	it('reports a lost update where somebody writes right behind it', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		const planned = await planFor(api, [job('a', {}, { mem: 96 })]);
		const raced = afterWrites(api, () => api.write({ method: 'PUT', path: '/v1/jobs/a', body: body('a') }));
		const result = await applyPlan(raced, planned, quick());
		expect(outcomes(result)).toEqual(['lost-update update a']);
		expect(reasonOf(result, 'a')).toContain('one of the two changes is lost');
		expect(exitOf(result)).toBe(4);
	});

	it('reports a lost update where the other write comes only after the reading back', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		const planned = await planFor(api, [job('a', {}, { mem: 96 })]);
		const clock = quickClock();
		const wait = async (ms: number) => {
			await api.write({ method: 'PUT', path: '/v1/jobs/a', body: body('a') });
			await clock.wait(ms);
		};
		const result = await applyPlan(api, planned, quick({ clock: { ...clock, wait } }));
		expect(outcomes(result)).toEqual(['lost-update update a']);
	});

	it('says where it took so long that it may have overwritten somebody unseen', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		const planned = await planFor(api, [job('a', {}, { mem: 96 })]);
		const clock = quickClock();
		const result = await applyPlan(
			beforeWrites(api, () => clock.wait(2500)),
			planned,
			quick({ clock }),
		);
		expect(outcomes(result)).toEqual(['applied update a']);
		expect(reasonOf(result, 'a')).toContain('2500 ms');
	});

	it('skips what depends on a job that failed, and no other', async () => {
		const { api } = cluster();
		const refusing: Api = {
			...api,
			write: request =>
				request.body?.includes('"id":"b"') === true
					? Promise.resolve({ kind: 'answer', status: 403, json: false, body: '<html>' })
					: api.write(request),
		};
		const jobs = [job('a', needs('b')), job('b'), job('c', needs('a')), job('d')];
		const result = await deploy(refusing, jobs);
		expect(outcomes(result)).toEqual([
			'failed create b',
			'skipped create a',
			'skipped create c',
			'applied create d',
		]);
		expect(reasonOf(result, 'b')).toContain('403: this login may not do that');
		expect(reasonOf(result, 'a')).toContain('depends on b');
		expect(exitOf(result)).toBe(5);
		expect(outcomes(await deploy(api, jobs))).toEqual([
			'applied create b',
			'applied create a',
			'applied create c',
		]);
	});

	it('deletes nothing after a job could not be made, which may be its new name', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('old')]);
		writes.length = 0;
		const refusing: Api = {
			...api,
			write: request =>
				request.method === 'POST'
					? Promise.resolve({ kind: 'answer', status: 403, json: false, body: '' })
					: api.write(request),
		};
		const result = await deploy(refusing, [job('new')], { prune: true });
		expect(outcomes(result)).toEqual(['failed create new', 'skipped delete old']);
		expect(writes).toEqual([]);
	});

	it('stops between two jobs when it is interrupted, says so, and a second deploy goes on', async () => {
		const { api, writes } = cluster();
		const stop = new AbortController();
		const jobs = ['a', 'b', 'c'].map(id => job(id));
		const stopping = afterWrites(api, () => stop.abort());
		const result = await deploy(stopping, jobs, {}, { signal: stop.signal, atOnce: 1 });
		expect(outcomes(result)).toEqual(['applied create a', 'not-started create b', 'not-started create c']);
		expect(result.interrupted).toBe(true);
		expect(exitOf(result)).toBe(5);
		expect(applyText(result, { color: false })).toContain('Interrupted.');
		expect(outcomes(await deploy(api, jobs))).toEqual(['applied create b', 'applied create c']);
		expect(writes).toHaveLength(3);
	});

	it('finishes the requests of one job even when it is interrupted between them', async () => {
		const { api, stored } = cluster(at(version('0.6.33')));
		const stop = new AbortController();
		const wanted = job('a', nightly('0 2 * * *'), { taskKillGracePeriodSeconds: 5 });
		const result = await deploy(
			afterWrites(api, () => stop.abort()),
			[wanted],
			{},
			{ signal: stop.signal },
		);
		expect(outcomes(result)).toEqual(['applied create a']);
		expect(stored('a')?.schedules).toHaveLength(1);
	});

	it('finds a job already as it shall be where an earlier write had arrived after all', async () => {
		const { api, writes } = cluster();
		const planned = await planFor(api, [job('a')]);
		await applyPlan(api, planned, quick());
		expect(outcomes(await applyPlan(api, planned, quick()))).toEqual(['already create a']);
		expect(writes).toHaveLength(1);
	});

	it('orders changes through jobs that stay as they are, so that no half of them closes a circle', async () => {
		const { api } = cluster();
		await deploy(api, [job('a'), job('m', needs('z')), job('z', needs('a'))]);
		const wanted = [job('a', needs('m')), job('m', needs('z')), job('z')];
		expect(outcomes(await deploy(api, wanted))).toEqual(['applied update z', 'applied update a']);
	});

	it('lets a job go before what it waits for, and not before others have let go of it', async () => {
		const { api } = cluster();
		await deploy(api, [job('x'), job('y', needs('x')), job('k', needs('x'))]);
		const result = await deploy(api, [job('k')], { prune: true });
		expect(outcomes(result)).toEqual(['applied update k', 'applied delete y', 'applied delete x']);
	});
});
