import { type ApplyOptions, applyPlan } from '../deploy/apply.ts';
import type { ApplyResult } from '../deploy/apply-result.ts';
import { makePlan } from '../deploy/plan.ts';
import type { Plan, PlanResult } from '../deploy/planned.ts';
import { type ReviewConflict, reviewedConflicts, reviewedOptions } from '../deploy/reviewed.ts';
import { savedStateText } from '../deploy/saved.ts';
import type { Connection } from './connection.ts';
import { stateFolder } from './plan-key.ts';
import { liveOf, type Planned, type PlanWish, type Prepared, type Stopped } from './planning.ts';
import { keepSavedState } from './saved-states.ts';

/** A reviewed plan, made again. */
export interface PlannedAgain extends Planned {
	/** Not empty: nothing may be written. */
	readonly conflicts: readonly ReviewConflict[];
}

/** Reads the live state and makes a reviewed plan again, with what was allowed then; without one, a plan of its own. */
export async function planAgain(
	{ connection, desired, options }: Prepared,
	reviewed: Plan | undefined,
): Promise<PlannedAgain | Stopped> {
	const live = await liveOf(connection, desired);
	if (live.kind === 'stopped') return live;
	const allowed =
		reviewed === undefined ? options : reviewedOptions(reviewed, desired.jobs, live.state, options);
	const result = makePlan(desired.jobs, live.state, allowed);
	const conflicts = reviewed === undefined ? [] : reviewedConflicts(reviewed, result);
	return { kind: 'planned', live: live.state, result, conflicts };
}

export interface Carried {
	readonly applied: ApplyResult;
	/** What was there before: the text of a saved state, and its file. Undefined where nothing was to be done. */
	readonly saved: { readonly text: string; readonly file: string } | undefined;
}

/**
 * Applies a plan that nobody refused. What it is going to change is kept first, in this user's own folder, for a
 * rollback; `now`: ms since 1970. Throws what the file system throws, before anything is written to the cluster.
 */
export async function carryOut(
	{ client }: Pick<Connection, 'client'>,
	result: PlanResult,
	{ env, digest, now }: Pick<PlanWish, 'env' | 'digest'> & { readonly now: number },
	options: ApplyOptions & { readonly onSaved?: (file: string, text: string) => void },
): Promise<Carried> {
	const { plan } = result;
	let saved: Carried['saved'];
	if (plan.operations.length > 0) {
		const text = savedStateText(result, now, digest);
		const file = keepSavedState(stateFolder(env), plan.cluster.address, now, text);
		options.onSaved?.(file, text);
		saved = { text, file };
	}
	return { applied: await applyPlan(client, result, options), saved };
}
