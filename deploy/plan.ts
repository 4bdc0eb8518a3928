import type { StoredJob } from '../core/stored.ts';
import { ignoredPointers } from './diff.ts';
import { keepIgnored } from './ignored.ts';
import type { LiveState } from './live.ts';
import { type DesiredJob, OWNER_LABEL, type PlanOptions } from './plan-options.ts';
import { planWrites, type WantedJob } from './plan-writes.ts';
import type { PlanResult } from './planned.ts';
import { prunable } from './prune.ts';
import type { Refusal } from './refusal.ts';

/** Works out what makes the cluster equal to the files. Pure: reads nothing, writes nothing, never throws. */
export function makePlan(desired: readonly DesiredJob[], live: LiveState, options: PlanOptions): PlanResult {
	const refusals: Refusal[] = [...repeated(desired), ...unknownOnly(desired, live, options)];
	const wanted: WantedJob[] = [];
	for (const one of firstOfEach(desired)) {
		const { id } = one.job;
		if (options.only?.has(id) === false) continue;
		const found = live.jobs.get(id) ?? { state: 'not-seen' };
		if (found.state === 'unreadable') {
			refusals.push({ kind: 'unreadable-job', job: id, message: found.message });
			continue;
		}
		const old = found.state === 'present' ? found.job : undefined;
		if (old !== undefined) refusals.push(...foreign(old, options));
		wanted.push({ ...effective(one, old, options), file: one.file, found });
	}
	const pruned = prunable(desired, live, options);
	return planWrites(wanted, pruned.deletes, live, options, {
		refusals: [...refusals, ...pruned.refusals],
		orphans: pruned.orphans,
		notices: live.list.kind === 'broken' ? [live.list.message] : [],
	});
}

/** What the job shall be at the cluster: with its owner's label, and with what is left alone as it is there. */
function effective(
	{ job, ignored }: DesiredJob,
	live: StoredJob | undefined,
	{ owner, now }: PlanOptions,
): { readonly job: StoredJob; readonly ignored: readonly string[] } {
	const owned = (one: StoredJob): StoredJob => ({
		...one,
		labels: new Map([...one.labels, [OWNER_LABEL, owner]]),
	});
	if (live === undefined || ignored.length === 0) return { job: owned(job), ignored: [] };
	return {
		job: owned(keepIgnored(job, live, ignored)),
		ignored: ignoredPointers(live, owned(job), ignored, now),
	};
}

function foreign(live: StoredJob, { owner, adopt }: PlanOptions): readonly Refusal[] {
	const other = live.labels.get(OWNER_LABEL);
	if (adopt || other === owner) return [];
	const whose = other === undefined ? 'was not made by this tool' : `belongs to '${other}'`;
	const message = `${live.id} is at the cluster already and ${whose}: it is left alone. To take it over, use --adopt.`;
	return [{ kind: 'foreign-job', job: live.id, message }];
}

function firstOfEach(desired: readonly DesiredJob[]): readonly DesiredJob[] {
	const first = new Map<string, DesiredJob>();
	for (const one of desired) if (!first.has(one.job.id)) first.set(one.job.id, one);
	return [...first.values()];
}

function repeated(desired: readonly DesiredJob[]): readonly Refusal[] {
	const files = new Map<string, string[]>();
	for (const { file, job } of desired) files.set(job.id, [...(files.get(job.id) ?? []), file]);
	return [...files].flatMap(([id, all]): readonly Refusal[] =>
		all.length < 2
			? []
			: [{ kind: 'repeated-job', job: id, message: `${id} is defined more than once: ${all.join(', ')}.` }],
	);
}

function unknownOnly(
	desired: readonly DesiredJob[],
	live: LiveState,
	{ only }: PlanOptions,
): readonly Refusal[] {
	const known = new Set([...desired.map(({ job }) => job.id), ...live.jobs.keys()]);
	return [...(only ?? [])].flatMap((id): readonly Refusal[] =>
		known.has(id)
			? []
			: [{ kind: 'unknown-only', job: id, message: `There is no job '${id}' in the files.` }],
	);
}
