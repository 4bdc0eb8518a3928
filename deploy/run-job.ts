import { type Api, type Clock, isPassing, jobPath, REAL_CLOCK, type Reply } from './api.ts';
import { failureText } from './live.ts';
import { type KnownRuns, readRun, readRuns, startedRun } from './run-state.ts';

export interface RunOptions {
	/** Wait for the end of the run. */
	readonly wait: boolean;
	/** How long, in ms. Undefined: until it is over. */
	readonly timeoutMs?: number | undefined;
	/** Between two looks, in ms. */
	readonly pollMs?: number;
	/** Stop a run that does not end in time. Default: it goes on. */
	readonly stopAtTimeout?: boolean;
	/** Stops waiting; the run goes on. */
	readonly signal?: AbortSignal;
	readonly onEvent?: (event: RunEvent) => void;
	readonly clock?: Clock;
}

export type RunEvent =
	/** `assumed`: no answer came, and this is the one run that was not there before. */
	| { readonly kind: 'started'; readonly runId: string; readonly assumed: boolean }
	/** Told when it changes: INITIAL, STARTING, ACTIVE. */
	| { readonly kind: 'status'; readonly runId: string; readonly status: string };

/**
 * - `started`: nobody wanted to wait.
 * - `not-started`: nothing runs on our account.
 * - `unknown`: it may run, or have run, and nobody can tell; starting it again might run it twice.
 */
export type RunOutcome =
	| 'started'
	| 'succeeded'
	| 'failed'
	| 'timed-out'
	| 'interrupted'
	| 'not-started'
	| 'unknown';

export interface RunResult {
	readonly job: string;
	readonly runId: string | null;
	readonly outcome: RunOutcome;
	readonly message: string;
}

/** 0: started, or succeeded · 1: the run failed, or did not end in time · 3: it was not started, or nobody can tell. */
export function exitOfRun({ outcome }: RunResult): 0 | 1 | 3 {
	if (outcome === 'started' || outcome === 'succeeded') return 0;
	return outcome === 'failed' || outcome === 'timed-out' ? 1 : 3;
}

const START_ATTEMPTS = 3;
const START_PAUSE_MS = 2000;
const POLL_MS = 1000;
/** How often a run that is over is looked for in the history. */
const HISTORY_ATTEMPTS = 5;
/** How often in a row a run is asked for in vain before nobody waits any more; the client repeats each of them itself. */
const SILENT_ATTEMPTS = 30;

/**
 * Starts a run of a job, and waits for it where that is wanted. Success is that of this very run. A start is no request
 * to repeat: after an attempt without a clear answer the runs decide whether it arrived. Never rejects.
 */
export async function runJob(api: Api, jobId: string, options: RunOptions): Promise<RunResult> {
	const clock = options.clock ?? REAL_CLOCK;
	const before = await readRuns(api, jobId);
	if (before.kind !== 'read') {
		const message =
			before.kind === 'failed'
				? before.message
				: `There is no job '${jobId}' at the cluster, or it is not shown to this login.`;
		return { job: jobId, runId: null, outcome: 'not-started', message };
	}
	const start = await started(api, jobId, before.runs, clock, options.signal);
	if (start.kind !== 'started')
		return { job: jobId, runId: null, outcome: start.kind, message: start.message };
	const { runId, assumed } = start;
	options.onEvent?.({ kind: 'started', runId, assumed });
	if (!options.wait)
		return { job: jobId, runId, outcome: 'started', message: `${runId} of ${jobId} has started.` };
	return ended(api, jobId, runId, options, clock);
}

type Start =
	| { readonly kind: 'started'; readonly runId: string; readonly assumed: boolean }
	| { readonly kind: 'not-started' | 'unknown'; readonly message: string };

async function started(
	api: Api,
	jobId: string,
	before: KnownRuns,
	clock: Clock,
	signal: AbortSignal | undefined,
): Promise<Start> {
	const path = `${jobPath(jobId)}/runs`;
	for (let attempt = 1; ; attempt++) {
		const reply = await api.write({ method: 'POST', path, body: undefined });
		const runId = startedRun(reply);
		if (runId !== undefined) return { kind: 'started', runId, assumed: false };
		const failure = failureText(reply, `POST ${path}`);
		if (!isUnclear(reply)) return { kind: 'not-started', message: failure };
		// What was sent may still be on its way.
		await clock.wait(START_PAUSE_MS);
		const now = await readRuns(api, jobId);
		if (now.kind !== 'read') {
			const why = now.kind === 'failed' ? now.message : `${jobId} is gone.`;
			return { kind: 'unknown', message: `${failure} Whether a run was started, nobody can tell: ${why}` };
		}
		const fresh = newRuns(before, now.runs);
		const [only] = fresh;
		if (only !== undefined && fresh.length === 1) return { kind: 'started', runId: only, assumed: true };
		if (fresh.length > 1) {
			const message = `${failure} There are ${fresh.length} runs of ${jobId} that were not there before, and nobody can tell which is ours: ${fresh.join(', ')}.`;
			return { kind: 'unknown', message };
		}
		if (attempt === START_ATTEMPTS || signal?.aborted === true) {
			return { kind: 'not-started', message: `${failure} No run of ${jobId} has started.` };
		}
	}
}

/** A 500 as well: the server may have been slow to answer itself. */
function isUnclear(reply: Reply): boolean {
	if (reply.kind === 'none') return reply.mayHaveArrived;
	return isPassing(reply) || reply.status === 500 || reply.status < 300;
}

function newRuns(before: KnownRuns, now: KnownRuns): readonly string[] {
	const ids = [...now.active.keys(), ...now.succeeded, ...now.failed];
	return ids.filter(id => !before.active.has(id) && !before.succeeded.has(id) && !before.failed.has(id));
}

async function ended(
	api: Api,
	jobId: string,
	runId: string,
	options: RunOptions,
	clock: Clock,
): Promise<RunResult> {
	const { timeoutMs, pollMs = POLL_MS, signal, onEvent } = options;
	const until = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
	const result = (outcome: RunOutcome, message: string): RunResult => ({
		job: jobId,
		runId,
		outcome,
		message,
	});
	let known = '';
	let missed = 0;
	let silent = 0;
	for (;;) {
		const run = await readRun(api, jobId, runId);
		silent = run.kind === 'failed' ? silent + 1 : 0;
		if (run.kind === 'failed' && silent >= SILENT_ATTEMPTS)
			return result('unknown', `How ${runId} of ${jobId} goes, nobody can tell: ${run.message}`);
		if (run.kind === 'over') missed++;
		if (run.kind === 'active' && run.status !== known) {
			known = run.status;
			onEvent?.({ kind: 'status', runId, status: known });
		}
		if (run.kind === 'over') {
			const end = await fromHistory(api, jobId, runId);
			if (end === 'succeeded') return result(end, `${runId} of ${jobId} succeeded.`);
			if (end === 'failed') return result(end, `${runId} of ${jobId} failed, or was stopped.`);
			if (missed >= HISTORY_ATTEMPTS)
				return result('unknown', `${runId} of ${jobId} is over, and the history does not say how it went.`);
		}
		if (signal?.aborted === true)
			return result('interrupted', `Nobody waits for ${runId} of ${jobId} any more; it goes on.`);
		if (clock.now() >= until) return result('timed-out', await lateText(api, jobId, runId, options));
		await clock.wait(Math.min(pollMs, Math.max(0, until - clock.now())));
	}
}

async function fromHistory(
	api: Api,
	jobId: string,
	runId: string,
): Promise<'succeeded' | 'failed' | 'not-there'> {
	const found = await readRuns(api, jobId);
	if (found.kind !== 'read') return 'not-there';
	if (found.runs.succeeded.has(runId)) return 'succeeded';
	return found.runs.failed.has(runId) ? 'failed' : 'not-there';
}

/** Stops a run that is late, where that is wanted. */
async function lateText(api: Api, jobId: string, runId: string, options: RunOptions): Promise<string> {
	const late = `${runId} of ${jobId} did not end within ${options.timeoutMs} ms`;
	if (options.stopAtTimeout !== true) return `${late}; it goes on.`;
	const path = `${jobPath(jobId)}/runs/${encodeURIComponent(runId)}/actions/stop`;
	const reply = await api.write({ method: 'POST', path, body: undefined });
	const isStopped = reply.kind === 'answer' && (reply.status < 300 || reply.status === 404);
	return isStopped
		? `${late}, and was stopped.`
		: `${late}, and could not be stopped: ${failureText(reply, `POST ${path}`)}`;
}
