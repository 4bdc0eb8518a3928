import { expect, it } from 'vitest';
import type { StoredJob } from '../../core/stored.ts';
import type { Api } from '../../deploy/api.ts';
import { type ApplyEvent, applyPlan } from '../../deploy/apply.ts';
import { applyText } from '../../deploy/apply-text.ts';
import { compareJobs, comparisonText } from '../../deploy/compare.ts';
import { driftOf, driftText } from '../../deploy/drift.ts';
import { planFileText } from '../../deploy/plan-file.ts';
import { planText } from '../../deploy/plan-text.ts';
import { reviewedConflicts } from '../../deploy/reviewed.ts';
import { planRollback } from '../../deploy/rollback.ts';
import { readSavedState, savedStateText } from '../../deploy/saved.ts';
import { afterWrites, cluster, liveJobs, liveOf, planFor, quick } from './cluster.ts';
import { ADDRESS } from './in-process.ts';
import { desired, job, NOW, OPTIONS } from './planning.ts';

const CANARY = /kanarien/;
const TEXT = { color: false, width: 1000, unicode: true };

/** A job with a secret in every place where people write one. */
function leaking(id: string, canary: string, rest: object = {}): StoredJob {
	return job(
		id,
		{ labels: { password: canary }, ...rest },
		{
			cmd: `curl -u me:${canary} https://example.com`,
			args: ['--password', canary],
			env: { DB_PASSWORD: canary, URL: `postgres://me:${canary}@db/x` },
			artifacts: [{ uri: `https://me:${canary}@example.com/x` }],
			docker: { image: 'i', parameters: [{ key: 'env', value: `API_TOKEN=${canary}` }] },
		},
	);
}

it('no secret of any job is in a byte of what is told: of deploys that succeed, fail and lose, of drift, of going back', async () => {
	const told: unknown[] = [];
	const tell = (...values: readonly unknown[]) => void told.push(...values);
	const { api } = cluster();
	const old = ['a', 'b', 'c'].map(id => leaking(id, 'kanarien-vogel-11'));
	const wanted = ['a', 'b', 'd'].map(id => leaking(id, 'kanarien-vogel-22', { description: 'new' }));
	const onEvent = (event: ApplyEvent) => tell(event);
	const broken: Api = {
		...api,
		write: async request => ({
			kind: 'answer',
			status: 422,
			json: true,
			body: JSON.stringify({ message: request.body, details: [{ path: '/run', errors: [request.body] }] }),
		}),
	};
	const undone = afterWrites(api, ({ path }) =>
		path.endsWith('/a')
			? api.write({
					method: 'PUT',
					path,
					body: JSON.stringify({ id: 'a', run: { cpus: 1, mem: 64, disk: 0, cmd: 'x' } }),
				})
			: undefined,
	);
	for (const [jobs, through] of [
		[old, broken],
		[old, api],
		[wanted, broken],
		[wanted, undone],
	] as const) {
		const planned = await planFor(api, jobs, { prune: true });
		const saved = savedStateText(planned, NOW, OPTIONS.digest);
		const result = await applyPlan(through, planned, quick({ onEvent }));
		tell(planFileText(planned.plan, OPTIONS.digest), planText(planned.plan, planned.refusals, TEXT));
		tell(result, applyText(result, { color: false }));
		tell(reviewedConflicts(planned.plan, await planFor(api, old)));
		const report = driftOf(
			[...old, ...wanted.slice(2)].map(one => desired(one)),
			await liveOf(api),
			OPTIONS,
		);
		tell(report, driftText(report, TEXT));
		const comparison = compareJobs(await liveJobs(api), old, NOW);
		tell(comparison, comparisonText(comparison, TEXT));
		const read = readSavedState(saved, { address: ADDRESS, digest: OPTIONS.digest });
		if (read.kind === 'refused') throw new Error(read.message);
		const back = planRollback(read.saved, await liveOf(api), OPTIONS);
		tell(planFileText(back.plan, OPTIONS.digest), planText(back.plan, back.refusals, TEXT), back.refusals);
	}
	const all = told.map(value => (typeof value === 'string' ? value : JSON.stringify(value)));
	expect(all.length).toBeGreaterThan(40);
	expect(all.join('\n')).toContain('‹hidden›');
	expect(all.filter(text => CANARY.test(text))).toEqual([]);
});
