import type { StoredJob } from '../core/stored.ts';
import type { Version } from '../core/version.ts';
import type { Applied } from './apply-result.ts';
import { type StepSetting, takeStep } from './apply-step.ts';
import { isSameJob } from './canonical.ts';
import { dependencyHazard } from './dependency-guard.ts';
import { type LiveJob, readJob } from './live.ts';
import { requestsFor, type Write } from './requests.ts';
import { stepOutcome } from './step-outcome.ts';

/** What all writes of one deploy have in common. */
export interface Applying extends StepSetting {
	readonly version: Version;
	/** Whether a job that goes takes its active runs with it. */
	readonly stopRuns: boolean;
	/** How long after a write another one, begun before, may still overwrite it; see `settle.ts`. ms. */
	readonly settleMs: number;
}

/**
 * Makes one job as it shall be. Reads it first and leaves it alone where it is not what the plan saw; reads it again
 * after each request, and takes only that for an answer. The requests of one job belong together: no interruption
 * leaves it without its schedule.
 */
export async function applyWrite(applying: Applying, write: Write): Promise<Applied> {
	const { api, clock, version } = applying;
	const wanted = write.kind === 'delete' ? undefined : write.desired;
	const seen = write.kind === 'create' ? undefined : write.live;
	const id = (wanted ?? seen)?.id ?? '';
	let readAt = clock.now();
	const found = await readJob(api, id);
	if (found.state === 'unreadable') return notReadable(found, false);
	const live = found.state === 'present' ? found.job : undefined;
	if (isSameJob(live, wanted))
		return { outcome: 'already', reason: null, written: false, unreachable: false };
	if (!isSameJob(live, seen)) return untouched('conflict', conflictText(id, live, seen));
	if (write.kind === 'delete' && found.state === 'present' && found.activeRuns > 0 && !applying.stopRuns)
		return untouched('failed', activeRunsText(id, found.activeRuns));
	if (write.kind === 'update') {
		const hazard = await dependencyHazard(api, write.desired, write.live);
		if (hazard.kind === 'unreadable') return notReadable(hazard.found, false);
		if (hazard.kind === 'hazard') return untouched('conflict', hazard.message);
	}
	let before = seen;
	let written = false;
	let slowest = 0;
	for (const request of requestsFor(write, version)) {
		const stops = request.method === 'DELETE' && request.leaves === undefined && applying.stopRuns;
		const path = stops ? `${request.path}?stopCurrentJobRuns=true` : request.path;
		const step = await takeStep(applying, { ...request, path }, { id, before, readAt });
		if (step.kind !== 'done') {
			const applied = stepOutcome(step, id, request);
			if (step.kind === 'overtaken') slowest = Math.max(slowest, step.windowMs);
			const slow = applied.outcome === 'lost-update' ? slowText(applying, write, slowest) : null;
			const reason = slow === null ? applied.reason : `${applied.reason} ${slow}`;
			return { ...applied, reason, written: written || applied.written };
		}
		written = true;
		before = request.leaves;
		readAt = step.readAt;
		slowest = Math.max(slowest, step.windowMs);
	}
	const reason = slowText(applying, write, slowest);
	return { outcome: 'applied', reason, written, unreachable: false };
}

function untouched(outcome: 'conflict' | 'failed', reason: string): Applied {
	return { outcome, reason, written: false, unreachable: false };
}

function notReadable(
	{ cause, message }: Extract<LiveJob, { readonly state: 'unreadable' }>,
	written: boolean,
): Applied {
	return { outcome: 'failed', reason: message, written, unreachable: cause === 'unreachable' };
}

function conflictText(id: string, live: StoredJob | undefined, seen: StoredJob | undefined): string {
	if (seen === undefined)
		return `${id} was not created: somebody has made a job with this id since the plan was made. Plan again.`;
	if (live === undefined)
		return `${id} was left alone: it is gone from the cluster since the plan was made, or not shown to this login any more. Plan again.`;
	return `${id} was left alone: it was changed at the cluster since the plan was made. Plan again to see how.`;
}

function activeRunsText(id: string, activeRuns: number): string {
	const runs = activeRuns === 1 ? 'an active run' : `${activeRuns} active runs`;
	return `${id} was not deleted: it has ${runs}, and runs are never stopped unasked. Deploy again when they are over, or ask for it.`;
}

/** A POST overwrites nothing: the server refuses a second one. */
function slowText({ settleMs }: Applying, write: Write, ms: number): string | null {
	if (write.kind === 'create' || ms <= settleMs) return null;
	return `Between reading ${write.live.id} and writing it passed ${Math.round(ms)} ms. What another deploy wrote in that time was overwritten without either of them seeing it.`;
}
