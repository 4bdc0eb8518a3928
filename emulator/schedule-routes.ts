import type { JsonNode } from '../core/json.ts';
import { type StoredJob, type StoredSchedule, storedSchedule } from '../core/stored.ts';
import { isAtLeast, version } from '../core/version.ts';
import type { Caller } from './access.ts';
import { type Answer, message, NO_BODY, unknownSchedule, written } from './answers.ts';
import { refused } from './job-routes.ts';
import type { Route } from './router.ts';
import { schedulesText, scheduleText } from './shown.ts';
import { permitted, type State } from './state.ts';

export function listSchedules(state: State, route: Route, caller: Caller, job: StoredJob): Answer {
	return permitted(state, caller, 'view', job.id, () =>
		written(200, schedulesText(job.schedules, state.now()), route.path),
	);
}

export function getSchedule(state: State, route: Route, caller: Caller, job: StoredJob): Answer {
	const schedule = job.schedules.find(({ id }) => id === route.partId);
	if (schedule === undefined) return unknownSchedule(route.partId);
	return permitted(state, caller, 'view', job.id, () =>
		written(200, scheduleText(schedule, state.now()), route.path),
	);
}

/**
 * A second schedule and the like: older servers refuse it at once.
 * Source: Metronome commit e3d6b8f (0.6.57); facts: server-behaviour.
 */
const FAULTS_HANG_SINCE = version('0.6.57');

/** Adds, replaces or takes away a schedule. `body`: undefined for a DELETE. */
export function changeSchedule(state: State, route: Route, body: JsonNode | undefined): Answer {
	const sent = body === undefined ? undefined : storedSchedule(body);
	const isNew = route.operation === 'create-schedule';
	const schedule = sent === undefined || isNew ? sent : { ...sent, id: route.partId };
	const outcome = state.jobs.update(route.jobId, old => withSchedule(old, route, schedule));
	if (outcome.kind === 'no-answer' && !isAtLeast(state.version, FAULTS_HANG_SINCE)) {
		return isNew ? conflict(state, route, sent) : unknownSchedule(route.partId);
	}
	if (outcome.kind !== 'done') return refused(route, outcome);
	state.jobChanged(route.jobId, outcome.job);
	if (schedule === undefined) return NO_BODY;
	return written(isNew ? 201 : 200, scheduleText(schedule, state.now()), route.path);
}

/** The job with its schedule added, put in place or taken away; undefined where that cannot be. */
function withSchedule(
	old: StoredJob,
	route: Route,
	schedule: StoredSchedule | undefined,
): StoredJob | undefined {
	const others = old.schedules.filter(({ id }) => id !== route.partId);
	const isKnown = others.length < old.schedules.length;
	if (route.operation === 'create-schedule' ? old.schedules.length > 0 : !isKnown) return undefined;
	// Here the server takes the job from its storage, where an empty list of arguments gets lost (facts: server-behaviour).
	const run = old.run.args?.length === 0 ? { ...old.run, args: undefined } : old.run;
	return { ...old, run, schedules: schedule === undefined ? others : [schedule, ...others] };
}

/** Source: JobScheduleController.scala, `addSchedule`; facts: server-behaviour, 0.6.33. */
function conflict(state: State, route: Route, sent: StoredSchedule | undefined): Answer {
	const isKnown = state.jobs.get(route.jobId)?.schedules.some(({ id }) => id === sent?.id) === true;
	const fault = isKnown
		? `A schedule with id ${sent?.id} already exists`
		: 'Only one schedule supported at the moment';
	return message(409, `requirement failed: ${fault}`);
}
