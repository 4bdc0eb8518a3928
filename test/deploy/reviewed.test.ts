import { describe, expect, it } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import type { Api } from '../../deploy/api.ts';
import { applyPlan } from '../../deploy/apply.ts';
import { makePlan } from '../../deploy/plan.ts';
import { planFileText, readPlanFile } from '../../deploy/plan-file.ts';
import type { PlanOptions } from '../../deploy/plan-options.ts';
import { reviewedConflicts, reviewedOptions } from '../../deploy/reviewed.ts';
import { afterWrites, cluster, deploy, liveOf, outcomes, planFor, quick } from './cluster.ts';
import { ADDRESS } from './in-process.ts';
import { desired, job, OPTIONS } from './planning.ts';

/** Deploys a plan file as a head does: plans again, compares, and only then writes. */
async function deployFile(api: Api, text: string, jobs: readonly StoredJob[], signal?: AbortSignal) {
	const read = readPlanFile(text, {
		toolVersion: OPTIONS.toolVersion,
		address: ADDRESS,
		digest: OPTIONS.digest,
	});
	if (read.kind === 'refused') return { refused: read.message };
	const files = jobs.map(one => desired(one));
	const live = await liveOf(
		api,
		jobs.map(({ id }) => id),
	);
	const current = makePlan(files, live, reviewedOptions(read.plan, files, live, OPTIONS));
	const conflicts = reviewedConflicts(read.plan, current);
	if (conflicts.length > 0 || current.refusals.length > 0)
		return { conflicts: conflicts.map(({ message }) => message), refusals: current.refusals };
	const options = signal === undefined ? {} : { signal, atOnce: 1 };
	return { result: await applyPlan(api, current, quick(options)) };
}

async function fileFor(api: Api, jobs: readonly StoredJob[], options: Partial<PlanOptions> = {}) {
	return planFileText((await planFor(api, jobs, options)).plan, OPTIONS.digest);
}

const put = (api: Api, id: string) =>
	api.write({
		method: 'PUT',
		path: `/v1/jobs/${id}`,
		body: JSON.stringify({ id, run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' } }),
	});

describe('a plan that was reviewed', () => {
	it('is done as it was reviewed, with what was allowed then', async () => {
		const { api } = cluster();
		await deploy(api, [job('old'), job('kept')]);
		await api.write({
			method: 'POST',
			path: '/v1/jobs',
			body: JSON.stringify({ id: 'foreign', run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' } }),
		});
		const jobs = [job('kept'), job('foreign'), job('new')];
		const text = await fileFor(api, jobs, { prune: true, adopt: true });
		const { result } = await deployFile(api, text, jobs);
		expect(outcomes(result!)).toEqual(['applied update foreign', 'applied create new', 'applied delete old']);
	});

	it('does not adopt what the review did not allow', async () => {
		const { api } = cluster();
		await api.write({
			method: 'POST',
			path: '/v1/jobs',
			body: JSON.stringify({ id: 'a', run: { cpus: 1, mem: 64, disk: 0, cmd: 'theirs' } }),
		});
		const text = await fileFor(api, [job('a')]);
		const { refusals } = await deployFile(api, text, [job('a')]);
		expect(refusals?.map(({ kind }) => kind)).toEqual(['foreign-job']);
	});

	it.each([
		['a job that changes was changed at the cluster', 'a', [job('a', {}, { mem: 96 }), job('b')]],
		['a job that stays was changed at the cluster', 'b', [job('a', {}, { mem: 96 }), job('b')]],
	])('is refused where %s', async (_, id, jobs) => {
		const { api, writes } = cluster();
		await deploy(api, [job('a'), job('b')]);
		const text = await fileFor(api, jobs);
		await put(api, id);
		writes.length = 0;
		const { conflicts } = await deployFile(api, text, jobs);
		expect(conflicts?.[0]).toContain(`${id} was`);
		expect(writes).toEqual([]);
	});

	it.each([
		['a file says something else', [job('a', {}, { mem: 128 })], 'The file of a says something else'],
		['a file came', [job('a', {}, { mem: 96 }), job('c')], 'c would be created now'],
		['a file went', [], 'a would be changed by this plan'],
	])('is refused where %s', async (_, jobs, message) => {
		const { api } = cluster();
		await deploy(api, [job('a')]);
		const text = await fileFor(api, [job('a', {}, { mem: 96 })]);
		expect((await deployFile(api, text, jobs)).conflicts?.join()).toContain(message);
	});

	it('goes on where it was interrupted', async () => {
		const { api } = cluster();
		await deploy(api, [job('x'), job('y'), job('a')]);
		const jobs = [job('a', {}, { mem: 96 }), job('b'), job('c')];
		const text = await fileFor(api, jobs, { prune: true, only: new Set(['a', 'b', 'c', 'x', 'y']) });
		for (const expected of [1, 1, 1, 1, 1, 0]) {
			const stop = new AbortController();
			const { result, conflicts } = await deployFile(
				afterWrites(api, () => stop.abort()),
				text,
				jobs,
				stop.signal,
			);
			expect(conflicts ?? []).toEqual([]);
			expect(result?.jobs.filter(({ outcome }) => outcome === 'applied')).toHaveLength(expected);
		}
		expect((await planFor(api, jobs, { prune: true })).plan.operations).toEqual([]);
	});

	it.each([
		['malformed', (text: string) => text.slice(1), 'This is no plan'],
		['edited', (text: string) => text.replace('"create"', '"update"'), 'was edited'],
		['of another cluster', (text: string) => text.replace(ADDRESS, 'http://other'), 'was edited'],
		[
			'of another version',
			(text: string) => text.replace('1.2.3', '9.9.9'),
			'was made by metronome-jobs "9.9.9"',
		],
	])('is refused where it is %s, and nothing is written', async (_, spoil, message) => {
		const { api, writes } = cluster();
		const text = await fileFor(api, [job('a')]);
		expect((await deployFile(api, spoil(text), [job('a')])).refused).toContain(message);
		expect(writes).toEqual([]);
	});

	it('is refused where it was made for another cluster', async () => {
		const { api, writes } = cluster();
		const text = await fileFor({ ...api, address: 'http://other' }, [job('a')]);
		expect((await deployFile(api, text, [job('a')])).refused).toContain('is for http://other');
		expect(writes).toEqual([]);
	});
});

describe('pruning', () => {
	it('deletes nothing while a file cannot be read', async () => {
		const { api, writes } = cluster();
		await deploy(api, [job('a'), job('b')]);
		writes.length = 0;
		const result = await deploy(api, [job('a', {}, { mem: 96 })], { prune: true, complete: false });
		expect(result.refusals.map(({ kind }) => kind)).toEqual(['unread-files']);
		expect(writes).toEqual([]);
	});
});
