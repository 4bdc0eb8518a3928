import type { StoredJob } from '../core/stored.ts';
import { type Api, type Clock, isPassing, type Reply } from './api.ts';
import { isSameJob } from './canonical.ts';
import { type LiveJob, readJob } from './live.ts';
import type { PlannedRequest } from './requests.ts';

/** What a step needs of the deploy it belongs to; see `apply-job.ts`. */
export interface StepSetting {
	readonly api: Api;
	readonly clock: Clock;
	/** From 0 up to, not including, 1. */
	readonly random: () => number;
	readonly interrupted: () => boolean;
}

/** What one request did. `written`: something was changed by it, or may have been. */
export type Step =
	/** `readAt`: when the reading began that found it so. `windowMs`: from the reading before the write to its answer. */
	| { readonly kind: 'done'; readonly readAt: number; readonly windowMs: number }
	/** The job is as before; the last answer says why, as far as anybody knows. */
	| { readonly kind: 'not-done'; readonly reply: Reply; readonly written: boolean }
	/** The job is neither as before nor as it shall be: somebody else wrote. */
	| {
			readonly kind: 'overtaken';
			readonly live: StoredJob | undefined;
			readonly written: boolean;
			readonly windowMs: number;
	  }
	| {
			readonly kind: 'unknown';
			readonly found: UnreadableJob;
			readonly written: boolean;
			readonly windowMs: number;
	  };

type UnreadableJob = Extract<LiveJob, { readonly state: 'unreadable' }>;

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_RETRY_AFTER_MS = 30_000;

/**
 * Sends a request and reads what came of it. It is sent again only where the job was read to be just as before, after
 * an answer that says nothing or a 500: a gateway's trouble, a time-out, a leader that changes, or the server's own race
 * where a job is made right after one of the same id went (facts: server-behaviour, "More").
 */
export async function takeStep(
	{ api, clock, random, interrupted }: StepSetting,
	request: PlannedRequest,
	job: { readonly id: string; readonly before: StoredJob | undefined; readonly readAt: number },
): Promise<Step> {
	const { method, path, body, leaves } = request;
	const look = () => lookAt(api, job.id, leaves, job.before);
	let { readAt } = job;
	let mayBeWritten = false;
	for (let attempt = 1; ; attempt++) {
		const reply = await api.write({ method, path, body });
		const windowMs = clock.now() - readAt;
		if (isRefusal(reply)) return { kind: 'not-done', reply, written: mayBeWritten };
		const taken = reply.kind === 'answer' && reply.status < 300;
		mayBeWritten ||= taken || reply.kind === 'none' || reply.status >= 500;
		readAt = clock.now();
		const seen = await look();
		if (seen.kind === 'done') return { kind: 'done', readAt, windowMs };
		if (seen.kind !== 'as-before') return { ...seen, written: mayBeWritten, windowMs };
		// Nobody knows what a job was that is not shown, so only of one that was there it is sure that it is back.
		if (taken && job.before !== undefined)
			return { kind: 'overtaken', live: job.before, written: true, windowMs };
		if (taken || attempt === ATTEMPTS || !mayComeRight(reply) || interrupted())
			return { kind: 'not-done', reply, written: taken };
		await clock.wait(pauseMs(reply, attempt, random));
		readAt = clock.now();
		const again = await look();
		if (again.kind === 'done') return { kind: 'done', readAt, windowMs: readAt - job.readAt };
		if (again.kind !== 'as-before') return { ...again, written: mayBeWritten, windowMs: readAt - job.readAt };
		if (interrupted()) return { kind: 'not-done', reply, written: false };
	}
}

type Look =
	| { readonly kind: 'done' }
	| { readonly kind: 'as-before' }
	| { readonly kind: 'overtaken'; readonly live: StoredJob | undefined }
	| { readonly kind: 'unknown'; readonly found: UnreadableJob };

async function lookAt(
	api: Api,
	id: string,
	after: StoredJob | undefined,
	before: StoredJob | undefined,
): Promise<Look> {
	const found = await readJob(api, id);
	if (found.state === 'unreadable') return { kind: 'unknown', found };
	const live = found.state === 'present' ? found.job : undefined;
	if (isSameJob(live, after)) return { kind: 'done' };
	return isSameJob(live, before) ? { kind: 'as-before' } : { kind: 'overtaken', live };
}

/** The request did not arrive, or the server understood it and said no. 404 and 409 speak of the job as it is now: reading tells more. */
function isRefusal(reply: Reply): boolean {
	if (reply.kind === 'none') return !reply.mayHaveArrived;
	const { status } = reply;
	return status >= 300 && status < 500 && status !== 409 && status !== 404 && !mayComeRight(reply);
}

function mayComeRight(reply: Reply): boolean {
	return isPassing(reply) || (reply.kind === 'answer' && (reply.status === 500 || reply.status === 408));
}

function pauseMs(reply: Reply, attempt: number, random: () => number): number {
	const wanted = reply.kind === 'answer' ? (reply.retryAfterMs ?? 0) : 0;
	const backoff = FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random() / 2);
	return Math.ceil(Math.max(backoff, Math.min(wanted, LONGEST_RETRY_AFTER_MS)));
}
