import { describe, expect, it } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import { version } from '../../core/version.ts';
import type { Api } from '../../deploy/api.ts';
import { applyPlan } from '../../deploy/apply.ts';
import { exitOf } from '../../deploy/apply-result.ts';
import { canonicalText } from '../../deploy/canonical.ts';
import { keyedDigest } from '../../deploy/digest.ts';
import { planRollback } from '../../deploy/rollback.ts';
import { readSavedState, type SavedState, savedStateText } from '../../deploy/saved.ts';
import { at, cluster, deploy, liveJobs, liveOf, outcomes, planFor, quick } from './cluster.ts';
import { ADDRESS } from './in-process.ts';
import { job, NOW, OPTIONS } from './planning.ts';

const { digest } = OPTIONS;
const nightly = (cron: string) => ({ schedules: [{ id: 'nightly', cron }] });

/** Deploys as a head does, and gives what was saved before. */
async function saving(api: Api, jobs: readonly StoredJob[], options: Parameters<typeof planFor>[2] = {}) {
	const planned = await planFor(api, jobs, options);
	const text = savedStateText(planned, NOW, digest);
	const result = await applyPlan(api, planned, quick());
	return { text, result };
}

function savedOf(text: string): SavedState {
	const read = readSavedState(text, { address: ADDRESS, digest });
	if (read.kind === 'refused') throw new Error(read.message);
	return read.saved;
}

async function rollback(api: Api, text: string, options: Partial<typeof OPTIONS> = {}) {
	const saved = savedOf(text);
	const live = await liveOf(
		api,
		saved.jobs.map(({ id }) => id),
	);
	const planned = planRollback(saved, live, { ...OPTIONS, ...options });
	return { planned, result: await applyPlan(api, planned, quick()) };
}

describe('going back', () => {
	it.each(['0.6.33', '0.6.44', '0.6.70'])(
		'brings back what was changed and deleted, schedules included, and takes away what was made, at %s',
		async text => {
			const { api } = cluster(at(version(text)));
			const old = [job('gone', nightly('0 1 * * *')), job('kept', nightly('0 2 * * *'), { env: { A: 'b' } })];
			await deploy(api, old);
			const before = (await liveJobs(api)).map(canonicalText).sort();
			const next = [job('kept', nightly('0 5 * * *'), { cmd: 'new' }), job('made')];
			const { text: saved, result } = await saving(api, next, { prune: true });
			expect(exitOf(result)).toBe(0);
			const back = await rollback(api, saved);
			expect(outcomes(back.result)).toEqual([
				'applied create gone',
				'applied update kept',
				'applied delete made',
			]);
			expect((await liveJobs(api)).map(canonicalText).sort()).toEqual(before);
			const again = await rollback(api, saved);
			expect(again.planned.plan.operations).toEqual([]);
		},
	);

	it('gives an adopted job back without our label', async () => {
		const { api, stored } = cluster();
		const body = JSON.stringify({ id: 'a', run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' } });
		await api.write({ method: 'POST', path: '/v1/jobs', body });
		const { text } = await saving(api, [job('a')], { adopt: true });
		expect(stored('a')?.labels.size).toBe(1);
		expect(exitOf((await rollback(api, text)).result)).toBe(0);
		expect(stored('a')).toMatchObject({ run: { cmd: 'theirs' }, labels: new Map() });
	});

	it('goes back from a deploy that was only done in part', async () => {
		const { api } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const planned = await planFor(api, [job('a', {}, { mem: 96 }), job('b', {}, { mem: 96 })]);
		const text = savedStateText(planned, NOW, digest);
		const failing: Api = {
			...api,
			write: request =>
				request.path.endsWith('/b')
					? Promise.resolve({ kind: 'answer', status: 403, json: false, body: '' })
					: api.write(request),
		};
		expect(exitOf(await applyPlan(failing, planned, quick()))).toBe(5);
		expect(outcomes((await rollback(api, text)).result)).toEqual(['applied update a']);
	});

	it('leaves a job alone that somebody else has taken since, unless it is told otherwise', async () => {
		const { api, stored } = cluster();
		await deploy(api, [job('a')]);
		const { text } = await saving(api, [job('a', {}, { mem: 96 }), job('made')]);
		const theirs = (id: string) =>
			JSON.stringify({
				id,
				labels: { 'metronome-jobs.owner': 'others' },
				run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' },
			});
		for (const id of ['a', 'made'])
			await api.write({ method: 'PUT', path: `/v1/jobs/${id}`, body: theirs(id) });
		const refused = await rollback(api, text);
		expect(refused.planned.refusals.map(({ kind }) => kind)).toEqual(['foreign-job', 'foreign-job']);
		expect(stored('made')?.run.cmd).toBe('theirs');
		const forced = await rollback(api, text, { adopt: true });
		expect(exitOf(forced.result)).toBe(0);
		expect(forced.planned.plan.notices).toHaveLength(2);
	});

	it('says where it takes away what our own later deploy changed', async () => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		const { text } = await saving(api, [job('a', {}, { mem: 96 })]);
		await deploy(api, [job('a', {}, { mem: 128 })]);
		const { planned } = await rollback(api, text);
		expect(planned.plan.notices[0]).toContain('a was changed after that deploy');
	});
});

describe('a saved state', () => {
	const saved = async () => {
		const { api } = cluster();
		return (await saving(api, [job('a')])).text;
	};
	const messageOf = (text: string, address = ADDRESS, key = digest) => {
		const read = readSavedState(text, { address, digest: key });
		return read.kind === 'refused' ? read.message : 'taken';
	};

	it('is refused where it is none, of another cluster, edited, or sealed with another key', async () => {
		const text = await saved();
		expect(messageOf(text)).toBe('taken');
		expect(messageOf('{')).toContain('This is no saved state');
		expect(messageOf('{"seal":""}')).toContain('This is no saved state');
		expect(messageOf(text, 'http://other')).toContain('and the target is http://other');
		expect(messageOf(text.replace('"a"', '"b"'))).toContain('was edited');
		expect(messageOf(text, ADDRESS, keyedDigest('other'))).toContain('another key');
	});

	it('keeps keys of users that mean something to JavaScript', async () => {
		const { api, stored } = cluster();
		const odd = job('a', { labels: JSON.parse('{"__proto__":"p","constructor":"c"}') });
		await deploy(api, [odd]);
		const { text } = await saving(api, [job('a')]);
		expect(stored('a')?.labels.has('__proto__')).toBe(false);
		expect(exitOf((await rollback(api, text)).result)).toBe(0);
		expect(stored('a')?.labels.get('__proto__')).toBe('p');
	});
});
