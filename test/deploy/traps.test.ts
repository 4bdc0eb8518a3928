import { describe, expect, it } from 'vitest';
import { version } from '../../core/version.ts';
import type { Api, Reply } from '../../deploy/api.ts';
import { applyPlan } from '../../deploy/apply.ts';
import { exitOf } from '../../deploy/apply-result.ts';
import type { Access } from '../../emulator/access.ts';
import {
	afterWrites,
	at,
	beforeWrites,
	cluster,
	deploy,
	liveOf,
	outcomes,
	planFor,
	quick,
	quickClock,
	reasonOf,
} from './cluster.ts';
import { job, NOW } from './planning.ts';

const needs = (...ids: string[]) => ({ dependencies: ids.map(id => ({ id })) });
const nightly = (cron: string, id = 'nightly') => ({ schedules: [{ id, cron }] });
const post = (api: Api, body: object) =>
	api.write({ method: 'POST', path: '/v1/jobs', body: JSON.stringify(body) });
const raw = (id: string, rest: object = {}) => ({
	id,
	run: { cpus: 1, mem: 64, disk: 0, cmd: 'x' },
	...rest,
});

/** Each line of facts/server-behaviour.md that a deployer can fall into. */
describe('the traps of the server', () => {
	it('a schedule that never fires is never sent, so the list of jobs stays whole (row 2)', async () => {
		const { api, writes } = cluster();
		const result = await deploy(api, [job('good'), job('bad', nightly('0 0 1 1 * 2020'))]);
		expect(writes).toEqual([]);
		expect(result.refusals.map(({ kind }) => kind)).toContain('poison');
		expect((await liveOf(api)).list.kind).toBe('whole');
	});

	it('a number beyond a double is never sent (row 3)', async () => {
		const { api, writes } = cluster();
		const result = await deploy(api, [
			job('bad', {}, { mem: 1 }),
			{ ...job('huge'), run: { ...job('x').run, cpus: Number.POSITIVE_INFINITY } },
		]);
		expect(writes).toEqual([]);
		expect(result.refusals.map(({ kind }) => kind)).toContain('poison');
	});

	it('a job that somebody poisoned is told of, left alone, and keeps nobody else from deploying (row 2)', async () => {
		const { api } = cluster();
		await post(api, raw('bad', nightly('0 0 1 1 * 2020')));
		const result = await deploy(api, [job('good')]);
		expect(outcomes(result)).toEqual(['applied create good']);
		const own = await deploy(api, [job('bad')]);
		expect(own.refusals[0]?.message).toContain('DELETE /v1/jobs/bad');
		expect(exitOf(own)).toBe(3);
	});

	it('a job that is poisoned between plan and write is told of', async () => {
		const { api } = cluster();
		const planned = await planFor(api, [job('a')]);
		await post(api, raw('a', nightly('0 0 1 1 * 2020')));
		const result = await applyPlan(api, planned, quick());
		expect(outcomes(result)).toEqual(['failed create a']);
		expect(reasonOf(result, 'a')).toContain('DELETE /v1/jobs/a');
	});

	it('operator EQ is stored as IS, and that is no failure to read back (row 16)', async () => {
		const { api } = cluster();
		const constraints = [{ attribute: 'rack', operator: 'EQ', value: '1' }];
		expect(exitOf(await deploy(api, [job('a', {}, { placement: { constraints } })]))).toBe(0);
	});

	it('cron comes back in its normal form, and that is no failure to read back (row 28)', async () => {
		const { api, stored } = cluster();
		expect(exitOf(await deploy(api, [job('a', nightly('*/1 02 * JAN MON'))]))).toBe(0);
		expect(stored('a')?.schedules[0]?.cron).toBe('* 2 * 1 1');
	});

	it.each(['a', 'a.b'])(
		'a schedule with the id %s, which its own resource refuses, is changed all the same (row 19)',
		async id => {
			const { api, stored } = cluster();
			await deploy(api, [job('j', nightly('0 2 * * *', id))]);
			expect(exitOf(await deploy(api, [job('j', nightly('0 3 * * *', id))]))).toBe(0);
			expect(stored('j')?.schedules[0]).toMatchObject({ id, cron: '0 3 * * *' });
		},
	);

	it.each(['0.6.33', '0.6.44', '0.6.70'])(
		'v1 PUT keeps the stored schedule, so a new one goes another way, at %s (row 36)',
		async text => {
			const { api, stored, writes } = cluster(at(version(text)));
			await deploy(api, [job('a', nightly('0 2 * * *'))]);
			expect(exitOf(await deploy(api, [job('a', nightly('0 3 * * *'))]))).toBe(0);
			expect(stored('a')?.schedules.map(({ cron }) => cron)).toEqual(['0 3 * * *']);
			expect(exitOf(await deploy(api, [job('a')]))).toBe(0);
			expect(stored('a')?.schedules).toEqual([]);
			expect(writes.filter(line => line.startsWith('PUT /v1/jobs'))).toEqual([]);
		},
	);

	it.each(['0.6.33', '0.6.70'])(
		'a grace period, which v0 does not know, is kept through a change of the schedule at %s',
		async text => {
			const { api, stored } = cluster(at(version(text)));
			const graceful = (cron: string, id?: string) =>
				job('a', nightly(cron, id), { taskKillGracePeriodSeconds: 7 });
			await deploy(api, [graceful('0 2 * * *')]);
			expect(exitOf(await deploy(api, [graceful('0 3 * * *')]))).toBe(0);
			expect(exitOf(await deploy(api, [graceful('0 3 * * *', 'weekly')]))).toBe(0);
			expect(stored('a')).toMatchObject({
				schedules: [{ id: 'weekly', cron: '0 3 * * *' }],
				run: { taskKillGracePeriodSeconds: 7 },
			});
		},
	);

	it('a second schedule is never added, which would hang for ten seconds (row 32)', async () => {
		const { api, writes } = cluster();
		const graceful = (id: string) => job('a', nightly('0 2 * * *', id), { taskKillGracePeriodSeconds: 7 });
		await deploy(api, [graceful('nightly')]);
		writes.length = 0;
		await deploy(api, [graceful('weekly')]);
		expect(writes).toEqual(['DELETE /v1/jobs/a/schedules/nightly', 'POST /v1/jobs/a/schedules']);
	});

	it('a PUT whose new dependency has gone since the plan is not sent, as it would lock the job (row 33)', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const planned = await planFor(api, [job('a', needs('b')), job('b')]);
		await api.write({ method: 'DELETE', path: '/v1/jobs/b', body: undefined });
		writes.length = 0;
		const result = await applyPlan(api, planned, quick());
		expect(writes).toEqual([]);
		expect(reasonOf(result, 'a')).toContain('would lock a');
		expect(exitOf(result)).toBe(4);
		expect(exitOf(await deploy(api, [job('a', {}, { mem: 96 })]))).toBe(0);
	});

	it('a PUT that would close a circle with what somebody changed since is not sent (row 33)', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('a'), job('b'), job('c')]);
		const planned = await planFor(api, [job('a', needs('b'))]);
		for (const [id, other] of [
			['c', 'a'],
			['b', 'c'],
		] as const)
			await api.write({ method: 'PUT', path: `/v1/jobs/${id}`, body: JSON.stringify(raw(id, needs(other))) });
		writes.length = 0;
		const result = await applyPlan(api, planned, quick());
		expect(writes).toEqual([]);
		expect(reasonOf(result, 'a')).toContain('wait for each other');
	});

	it('a job that somebody else locked is told of as that (row 33)', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		await api.write({ method: 'PUT', path: '/v1/jobs/a', body: JSON.stringify(raw('a', needs('nowhere'))) });
		const result = await deploy(api, [job('a', {}, { mem: 96 })]);
		expect(outcomes(result)).toEqual(['failed update a']);
		expect(reasonOf(result, 'a')).toContain('locks a until Metronome restarts');
		expect(exitOf(result)).toBe(3);
	});

	it('a job with a schedule and dependencies, which its own GET would not be taken back with, is refused first (row 35)', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('b')]);
		const result = await deploy(api, [job('a', { ...needs('b'), ...nightly('0 2 * * *') })]);
		expect(result.refusals.map(({ kind }) => kind)).toEqual(['not-accepted']);
		expect(writes).toHaveLength(1);
	});

	it('a body above the limit is refused before anything is written', async () => {
		const { api, writes } = cluster();
		const result = await deploy(api, [job('a'), job('b', {}, { cmd: 'x'.repeat(102_400) })]);
		expect(writes).toEqual([]);
		expect(result.refusals.map(({ kind }) => kind)).toContain('too-large');
	});

	it('a body is sent without blanks, and one just below the limit is taken', async () => {
		const { api } = cluster();
		expect(exitOf(await deploy(api, [job('a', {}, { cmd: 'x'.repeat(102_000) })]))).toBe(0);
	});

	it('an empty list of arguments, which a change of the schedule loses, is no difference', async () => {
		const { api } = cluster();
		const one = (cron: string) => job('a', nightly(cron), { args: [], taskKillGracePeriodSeconds: 1 });
		await deploy(api, [one('0 2 * * *')]);
		expect(exitOf(await deploy(api, [one('0 3 * * *')]))).toBe(0);
		expect((await planFor(api, [one('0 3 * * *')])).plan.operations).toEqual([]);
	});

	it('a job that cannot be made right after one of its id went is waited for', async () => {
		const { api, writes } = cluster();
		let times = 0;
		const racy: Api = {
			...api,
			write: async request => {
				if (request.method === 'POST' && times++ < 2)
					return { kind: 'answer', status: 500, json: true, body: '{"requestPath":"/v1/jobs"}' };
				return api.write(request);
			},
		};
		const clock = quickClock();
		const result = await deploy(racy, [job('a')], {}, { clock });
		expect(outcomes(result)).toEqual(['applied create a']);
		expect(clock.waits).toEqual([250, 500]);
		expect(writes).toEqual(['POST /v1/jobs']);
	});

	it('a job with an active run is not deleted, and its run goes on, unless that is asked for', async () => {
		const { api, writes, metronome } = cluster();
		await deploy(api, [job('a'), job('b')]);
		await api.write({ method: 'POST', path: '/v1/jobs/b/runs', body: undefined });
		writes.length = 0;
		const kept = await deploy(api, [job('a')], { prune: true });
		expect(outcomes(kept)).toEqual(['failed delete b']);
		expect(reasonOf(kept, 'b')).toContain('has an active run');
		expect(writes).toEqual([]);
		const gone = await deploy(api, [job('a')], { prune: true }, { stopRuns: true });
		expect(outcomes(gone)).toEqual(['applied delete b']);
		expect([...metronome.jobs()].map(({ id }) => id)).toEqual(['a']);
	});

	it('a run that starts just before its job is deleted is not stopped either', async () => {
		const { api } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const starting = beforeWrites(api, ({ method }) =>
			method === 'DELETE'
				? api.write({ method: 'POST', path: '/v1/jobs/b/runs', body: undefined })
				: undefined,
		);
		const result = await deploy(starting, [job('a')], { prune: true });
		expect(reasonOf(result, 'b')).toContain('a run of it has just started');
	});

	it('an active run goes on through a change of its job', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		await api.write({ method: 'POST', path: '/v1/jobs/a/runs', body: undefined });
		expect(exitOf(await deploy(api, [job('a', {}, { mem: 96 })]))).toBe(0);
		expect((await liveOf(api)).jobs.get('a')).toMatchObject({ activeRuns: 1 });
	});

	it('a job that goes while others began to depend on it stays', async () => {
		const { api } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const racing = beforeWrites(api, ({ method }) =>
			method === 'DELETE' ? post(api, raw('c', needs('b'))) : undefined,
		);
		const result = await deploy(racing, [job('a')], { prune: true });
		expect(reasonOf(result, 'b')).toContain('other jobs depend on it');
	});

	it('a second DELETE of what somebody else just deleted is no failure', async () => {
		const { api } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const racing = beforeWrites(api, ({ method, path }) =>
			method === 'DELETE' ? api.write({ method, path, body: undefined }) : undefined,
		);
		expect(outcomes(await deploy(racing, [job('a')], { prune: true }))).toEqual(['applied delete b']);
	});

	it('an answer of the server that may quote a value is told without it', async () => {
		const { api } = cluster();
		const body = JSON.stringify({
			message: 'Object is not valid',
			details: [{ path: '/run/env/PASSWORD', errors: ["'kanarien-vogel-77' is not good"] }],
		});
		const refusing: Api = { ...api, write: async () => ({ kind: 'answer', status: 422, json: true, body }) };
		const result = await deploy(refusing, [job('a', {}, { env: { PASSWORD: 'kanarien-vogel-77' } })]);
		expect(reasonOf(result, 'a')).toContain('at /run/env/PASSWORD');
		expect(JSON.stringify(result)).not.toContain('kanarien');
	});
});

/** Sees and does with single jobs only what it may. */
function accessOf(may: (action: string, id: string) => boolean): Access {
	return {
		authenticate: () => ({ may }),
		notAuthenticated: { status: 401, type: undefined, body: '' },
		notAuthorized: { status: 403, type: undefined, body: '' },
	};
}

describe('permissions', () => {
	it('one job of many that may not be changed fails, and the others go on', async () => {
		const { api } = cluster({ access: accessOf((action, id) => action !== 'create' || id !== 'b') });
		const result = await deploy(api, [job('a'), job('b'), job('c')]);
		expect(outcomes(result)).toEqual(['applied create a', 'failed create b', 'applied create c']);
		expect(reasonOf(result, 'b')).toContain('403');
		expect(exitOf(result)).toBe(5);
	});

	it('a job that is there and not shown is neither overwritten nor taken for made', async () => {
		const { api, stored, metronome } = cluster({
			access: accessOf((action, id) => action !== 'view' || id !== 'a'),
		});
		metronome.handle({
			method: 'POST',
			target: '/v1/jobs',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(raw('a')),
		});
		const result = await deploy(api, [job('a')]);
		expect(outcomes(result)).toEqual(['failed create a']);
		expect(reasonOf(result, 'a')).toContain('not shown to this login');
		expect(stored('a')?.run.cmd).toBe('x');
	});

	it('a job that can be made but not read back is no success', async () => {
		const { api } = cluster({ access: accessOf(action => action !== 'view') });
		const result = await deploy(api, [job('a')]);
		expect(outcomes(result)).toEqual(['failed create a']);
		expect(result.jobs[0]?.written).toBe(true);
		expect(exitOf(result)).toBe(5);
	});

	it('a dependency that is not shown is asked about before anything is written', async () => {
		const { api, writes } = cluster({ access: accessOf((action, id) => action !== 'view' || id !== 'b') });
		const result = await deploy(api, [job('a', needs('b'))]);
		expect(result.refusals[0]?.message).toContain('as far as this login may see');
		expect(writes).toEqual([]);
	});
});

describe('a cluster that stops answering', () => {
	const down: Reply = {
		kind: 'none',
		message: 'The connection failed (ECONNREFUSED).',
		mayHaveArrived: true,
	};
	const failing = (api: Api, isDown: () => boolean): Api => ({
		...api,
		getJob: async id => (isDown() ? down : api.getJob(id)),
		write: async request => (isDown() ? down : api.write(request)),
	});

	it('ends the deploy with 5, and a second one finishes it', async () => {
		const { api, writes } = cluster();
		const jobs = ['a', 'b', 'c', 'd'].map(id => job(id));
		const result = await deploy(
			failing(api, () => writes.length === 2),
			jobs,
			{},
			{ atOnce: 1 },
		);
		expect(outcomes(result)).toEqual([
			'applied create a',
			'failed create b',
			'not-started create c',
			'not-started create d',
		]);
		expect(reasonOf(result, 'b')).toContain('Nobody knows whether POST /v1/jobs was done');
		expect(exitOf(result)).toBe(5);
		expect(outcomes(await deploy(api, jobs))).toEqual(['applied create c', 'applied create d']);
		expect(writes).toHaveLength(4);
	});

	it('ends with 3 where nothing was written yet', async () => {
		const { api } = cluster();
		const planned = await planFor(api, [job('a')]);
		expect(
			exitOf(
				await applyPlan(
					failing(api, () => true),
					planned,
					quick(),
				),
			),
		).toBe(3);
	});

	it('is not asked again after a write that arrived without an answer', async () => {
		const { api, writes } = cluster();
		const deaf: Api = { ...api, write: async request => api.write(request).then(() => down) };
		expect(outcomes(await deploy(deaf, [job('a')]))).toEqual(['applied create a']);
		expect(writes).toEqual(['POST /v1/jobs']);
	});

	it('is left alone for as long as it wants before it is asked again', async () => {
		const { api } = cluster();
		let first = true;
		const busy: Api = {
			...api,
			write: async request => {
				if (!first) return api.write(request);
				first = false;
				return { kind: 'answer', status: 503, json: false, body: '', retryAfterMs: 7000 };
			},
		};
		const clock = quickClock();
		expect(outcomes(await deploy(busy, [job('a')], {}, { clock }))).toEqual(['applied create a']);
		expect(clock.waits).toEqual([7000]);
	});

	it('that refuses the login ends the deploy, as no other job would fare better', async () => {
		const { api, writes } = cluster();
		const jobs = ['a', 'b'].map(id => job(id));
		const planned = await planFor(api, jobs);
		const expired: Api = {
			...api,
			getJob: async () => ({ kind: 'answer', status: 401, json: false, body: '<html>' }),
		};
		const result = await applyPlan(expired, planned, quick({ atOnce: 1 }));
		expect(outcomes(result)).toEqual(['failed create a', 'not-started create b']);
		expect(writes).toEqual([]);
	});
});

it('somebody who repeats an answered write after it was undone is told of a lost update', async () => {
	const { api, stored } = cluster({ now: () => NOW });
	await deploy(api, [job('a')]);
	const old = JSON.stringify({
		...raw('a'),
		labels: { 'metronome-jobs.owner': 'team/jobs' },
		run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' },
	});
	const undone = afterWrites(api, () => api.write({ method: 'PUT', path: '/v1/jobs/a', body: old }));
	expect(outcomes(await deploy(undone, [job('a', {}, { mem: 96 })]))).toEqual(['lost-update update a']);
	expect(stored('a')?.run.mem).toBe(64);
});
