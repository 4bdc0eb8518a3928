import type { JsonNode } from '../core/json.ts';
import { type StoredJob, storedJob } from '../core/stored.ts';
import type { Caller } from './access.ts';
import { type Answer, json, message, noAnswer, serverError, unknownJob, written } from './answers.ts';
import type { Outcome } from './jobs.ts';
import type { Route } from './router.ts';
import { jobInfoText, jobText, type Shown } from './shown.ts';
import { permitted, type State } from './state.ts';

/** Jobs that the caller may not see are left out; one that cannot be written spoils the list for everybody. */
export function listJobs(state: State, route: Route, caller: Caller): Answer {
	const parts: string[] = [];
	for (const job of state.jobs.all()) {
		if (!caller.may('view', job.id)) continue;
		const part = infoText(state, job, route, true);
		if (part === undefined) return serverError(route.path);
		parts.push(part);
	}
	return json(200, `[${parts.join(',')}]`);
}

export function getJob(state: State, route: Route, caller: Caller): Answer {
	const job = state.jobs.get(route.jobId);
	if (job === undefined || !caller.may('view', job.id)) return unknownJob(route.jobId);
	return written(200, infoText(state, job, route, false), route.path);
}

function infoText(state: State, job: StoredJob, route: Route, inList: boolean): Shown {
	const runs = route.embeds.has('activeRuns') ? state.runs.ofJob(job.id) : [];
	const known = { runs, history: state.runs.historyOf(job.id), now: state.now(), inList };
	return jobInfoText(job, state.view, route.embeds, known);
}

export function createJob(state: State, route: Route, caller: Caller, body: JsonNode): Answer {
	const job = storedJob(body);
	return permitted(state, caller, 'create', job.id, () => changed(state, route, 201, state.jobs.create(job)));
}

/**
 * v1 keeps the stored schedules whatever the body says, v0 replaces them (facts: server-behaviour row 36). The caller
 * must be allowed to before it is told that there is no such job (recording seq-00222).
 */
export function updateJob(state: State, route: Route, caller: Caller, body: JsonNode): Answer {
	const wanted = { ...storedJob(body), id: route.jobId };
	const isV0 = route.operation === 'update-scheduled-job';
	const change = (old: StoredJob) => (isV0 ? wanted : { ...wanted, schedules: old.schedules });
	return permitted(state, caller, 'update', wanted.id, () =>
		changed(state, route, 200, state.jobs.update(wanted.id, change)),
	);
}

/** Stops the runs first, even where the job then stays (recording seq-00138). */
export function deleteJob(state: State, route: Route): Answer {
	const runs = state.runs.ofJob(route.jobId);
	if (runs.length > 0 && !route.stopRuns) {
		return message(409, 'There are active job runs. Override with stopCurrentJobRuns=true');
	}
	for (const run of runs) state.runs.kill(route.jobId, run.id);
	const outcome = state.jobs.delete(route.jobId);
	if (outcome.kind === 'done') state.runs.forgetJob(route.jobId);
	return changed(state, route, 200, outcome);
}

/** The answer to a change: the job, which may be stored and yet not be writable. */
function changed(state: State, route: Route, status: number, outcome: Outcome): Answer {
	if (outcome.kind !== 'done') return refused(route, outcome);
	const { job } = outcome;
	state.jobChanged(job.id, state.jobs.get(job.id));
	const withSchedules = state.view.schedules || route.path.startsWith('/v0/');
	return written(status, jobText(job, state.view, withSchedules, state.now()), route.path);
}

export function refused(route: Route, outcome: Exclude<Outcome, { kind: 'done' }>): Answer {
	switch (outcome.kind) {
		case 'unknown-job':
			return unknownJob(route.jobId);
		case 'exists':
			return message(409, 'Job with this id already exists');
		case 'dependants':
			return message(409, outcome.message);
		case 'dependencies':
			// PUT of v0 has no handler for it (facts: server-behaviour row 34).
			return route.operation === 'update-scheduled-job'
				? serverError(route.path)
				: message(422, outcome.message);
		case 'in-flight':
			return serverError(route.path);
		case 'no-answer':
			return noAnswer(route.path);
	}
}
