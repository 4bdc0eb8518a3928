import type { LiveState } from './live.ts';
import { OWNER_LABEL, type PlanOptions } from './plan-options.ts';
import { digestOf, planWrites, type WantedJob } from './plan-writes.ts';
import type { PlanResult } from './planned.ts';
import type { Refusal } from './refusal.ts';
import type { SavedJob, SavedState } from './saved.ts';

/**
 * The plan that makes the cluster as it was before a deploy: what was changed becomes what it was, schedules and labels
 * included, what was made goes where it still carries our owner, what was deleted comes back. Nothing else is touched.
 * `live` must know the saved jobs. It is applied, and verified, like any other plan.
 */
export function planRollback(saved: SavedState, live: LiveState, options: PlanOptions): PlanResult {
	const refusals: Refusal[] = [];
	const notices: string[] = [];
	const wanted: WantedJob[] = [];
	const deletes: Extract<WantedJob['found'], { readonly state: 'present' }>[] = [];
	for (const job of saved.jobs) {
		const found = live.jobs.get(job.id) ?? { state: 'not-seen' };
		if (found.state === 'unreadable') {
			refusals.push({ kind: 'unreadable-job', job: job.id, message: found.message });
			continue;
		}
		if (found.state === 'present' && isTouched(job, found.job, options)) {
			const whose = found.job.labels.get(OWNER_LABEL);
			if (whose !== saved.owner && !options.adopt) {
				refusals.push(foreign(job.id, whose));
				continue;
			}
			notices.push(
				`${job.id} was changed after that deploy by somebody else: going back takes that away, too.`,
			);
		}
		if (job.before !== undefined) wanted.push({ job: job.before, file: null, ignored: [], found });
		else if (found.state === 'present') deletes.push(found);
	}
	return planWrites(
		wanted,
		deletes,
		live,
		{ ...options, owner: saved.owner },
		{
			refusals,
			orphans: [],
			notices,
		},
	);
}

/** Whether a job is neither what the deploy made of it nor what it was before. */
function isTouched(
	{ before, after }: SavedJob,
	live: Extract<WantedJob['found'], { readonly state: 'present' }>['job'],
	options: PlanOptions,
): boolean {
	const digest = digestOf(live, options);
	return digest !== after && (before === undefined || digest !== digestOf(before, options));
}

function foreign(id: string, whose: string | undefined): Refusal {
	const now = whose === undefined ? 'has no owner now' : `belongs to '${whose}' now`;
	const message = `${id} was changed after that deploy and ${now}: it is left alone. To bring back what it was all the same, use --adopt.`;
	return { kind: 'foreign-job', job: id, message };
}
