import type { Operation } from './planned.ts';
import { exitOfRefusals, type Refusal } from './refusal.ts';

/**
 * What became of one job.
 *
 * - `applied`: written, and read back as it shall be.
 * - `already`: it was so before anything was written.
 * - `conflict`: it is not what the plan saw, so it was left alone.
 * - `lost-update`: written, but somebody else wrote at the same time, and theirs is there.
 * - `failed`: refused, not reached, or not as it shall be; `written` says whether anything may have been changed.
 * - `skipped`: something that has to be done before it was not.
 * - `not-started`: the deploy was interrupted, or the cluster stopped answering.
 */
export type Outcome =
	| 'applied'
	| 'already'
	| 'conflict'
	| 'lost-update'
	| 'failed'
	| 'skipped'
	| 'not-started';

export interface JobResult {
	readonly job: string;
	readonly operation: Operation['kind'];
	readonly outcome: Outcome;
	/** Why it is not as it shall be, or what is worth knowing although it is. Never a secret, never a part of a body. */
	readonly reason: string | null;
	/** Something of it was written, or may have been. */
	readonly written: boolean;
}

/** What became of one job, and whether others would fare the same, because nobody answers. */
export interface Applied extends Pick<JobResult, 'outcome' | 'reason' | 'written'> {
	readonly unreachable: boolean;
}

export interface ApplyResult {
	/** One for each operation of the plan, in its order. */
	readonly jobs: readonly JobResult[];
	/** The caller's signal stopped it. */
	readonly interrupted: boolean;
	/** Why nothing was begun at all. */
	readonly refusals: readonly Refusal[];
}

export function isDone({ outcome }: Pick<JobResult, 'outcome'>): boolean {
	return outcome === 'applied' || outcome === 'already';
}

/**
 * The exit code: 0 all is as it shall be · 4 nothing was changed, because the live state is not what the plan saw · 5
 * applied in part · 3 nothing was changed for any other reason. A plan that was refused has that of its refusals.
 */
export function exitOf({ jobs, refusals }: ApplyResult): 0 | 1 | 2 | 3 | 4 | 5 {
	if (refusals.length > 0) return exitOfRefusals(refusals);
	if (jobs.every(isDone)) return 0;
	// What was lost is as if it had never been written: the job is as somebody else wants it.
	if (jobs.some(({ written, outcome }) => written && outcome !== 'lost-update')) return 5;
	return jobs.some(({ outcome }) => outcome === 'conflict' || outcome === 'lost-update') ? 4 : 3;
}
