import type { StoredJob } from '../core/stored.ts';
import type { Caller } from './access.ts';
import { type Answer, json, unknownRun } from './answers.ts';
import type { Route } from './router.ts';
import { runStateText, runsText } from './shown.ts';
import { permitted, type State } from './state.ts';

/** Who may not see the job sees no runs of it, and no refusal (recording seq-00220). */
export function listRuns(state: State, caller: Caller, job: StoredJob): Answer {
	return json(200, caller.may('view', job.id) ? runsText(state.runs.ofJob(job.id)) : '[]');
}

/** The answer shows the run as it is before anything was launched. */
export function startRun(state: State, job: StoredJob): Answer {
	const run = state.runs.create(job);
	const answer = json(201, runStateText(run));
	state.runs.launch(run);
	return answer;
}

/** Does not ask whether the job exists (recording seq-00155). */
export function getRun(state: State, route: Route, caller: Caller): Answer {
	const run = state.runs.get(route.jobId, route.partId);
	if (run === undefined) return unknownRun(route.jobId, route.partId);
	return permitted(state, caller, 'view', run.job.id, () => json(200, runStateText(run)));
}

export function stopRun(state: State, route: Route): Answer {
	const run = state.runs.kill(route.jobId, route.partId);
	return run === undefined ? unknownRun(route.jobId, route.partId) : json(200, runStateText(run));
}

/** Of a job id with dots only the first part is told. Source: QueuedJobRunInfo.scala, `jobId`. */
export function queue(state: State, caller: Caller): Answer {
	const byJob = new Map<string, { readonly runId: string }[]>();
	for (const { id, job } of state.runs.queued()) {
		if (!caller.may('view', job.id)) continue;
		const jobId = job.id.replace(/\..*/, '');
		const runs = byJob.get(jobId) ?? [];
		runs.push({ runId: id });
		byJob.set(jobId, runs);
	}
	return json(200, JSON.stringify([...byJob].map(([jobId, runs]) => ({ jobId, runs }))));
}
