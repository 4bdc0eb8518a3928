import type { LiveState } from './live.ts';
import type { DesiredJob, PlanOptions } from './plan-options.ts';
import type { Operation, Plan, PlanResult } from './planned.ts';

/** Why what would be done now is not what was reviewed. */
export interface ReviewConflict {
	readonly job: string;
	readonly message: string;
}

/**
 * The options with which a reviewed plan is made again: what was allowed then, and nothing more. A job that it deletes
 * and that is gone already is no longer asked for.
 */
export function reviewedOptions(
	reviewed: Plan,
	desired: readonly DesiredJob[],
	live: LiveState,
	options: PlanOptions,
): PlanOptions {
	const { adopt, prune, maxDeletes, only } = reviewed.allowed;
	const known = new Set([...desired.map(({ job }) => job.id), ...live.jobs.keys()]);
	const gone = new Set(
		reviewed.operations.flatMap(({ job, kind }) => (kind === 'delete' && !known.has(job) ? [job] : [])),
	);
	const chosen = only === null ? undefined : new Set(only.filter(id => !gone.has(id)));
	return { ...options, owner: reviewed.owner, adopt, prune, maxDeletes, only: chosen };
}

/**
 * Compares a reviewed plan with the one that the same files give now: whatever would be done now must be in it, for the
 * same job as it is live and as it is wanted, and whatever is in it must still be to do, or be done already, as it is
 * after a deploy of it that was interrupted.
 */
export function reviewedConflicts(reviewed: Plan, current: PlanResult): readonly ReviewConflict[] {
	const now = new Map(current.plan.operations.map(operation => [operation.job, operation]));
	const unchanged = new Map(current.plan.unchanged.map(({ job, live }) => [job, live]));
	const conflicts: ReviewConflict[] = [];
	const conflict = (job: string, message: string): void => {
		conflicts.push({ job, message });
	};
	for (const operation of reviewed.operations) {
		const { job } = operation;
		const other = now.get(job);
		now.delete(job);
		if (other !== undefined) {
			const message = differenceOf(operation, other);
			if (message !== undefined) conflict(job, message);
		} else if (
			operation.kind === 'delete' ? isStillThere(job, current) : unchanged.get(job) !== operation.desired
		)
			conflict(job, `${job} would be ${DONE[operation.kind]} by this plan, and cannot be now. Plan again.`);
	}
	for (const { job, live } of reviewed.unchanged) {
		const other = now.get(job);
		if (other === undefined) {
			if (unchanged.get(job) !== live)
				conflict(job, `${job}, its file or the cluster, has changed since the plan was made. Plan again.`);
			continue;
		}
		now.delete(job);
		const what = other.live === live ? 'its file says something else' : 'it was changed at the cluster';
		conflict(job, `${job} was to stay as it is, but ${what} since the plan was made. Plan again.`);
	}
	for (const { job, kind } of now.values())
		conflict(job, `${job} would be ${DONE[kind]} now, and this plan does not say so. Plan again.`);
	return conflicts;
}

const DONE: Readonly<Record<Operation['kind'], string>> = {
	create: 'created',
	update: 'changed',
	delete: 'deleted',
};

function differenceOf(reviewed: Operation, now: Operation): string | undefined {
	const { job } = reviewed;
	if (reviewed.live !== now.live)
		return `${job} was changed at the cluster since the plan was made. Plan again to see how.`;
	if (reviewed.kind !== now.kind || reviewed.desired !== now.desired)
		return `The file of ${job} says something else than when the plan was made. Plan again.`;
	return undefined;
}

/** A job that the plan deletes, and that is neither to be deleted now nor gone. */
function isStillThere(id: string, { plan, graph }: PlanResult): boolean {
	return graph.has(id) || plan.orphans.includes(id);
}
