import { RUN } from '../core/definition/run.ts';
import { matchesScheduleIdPattern } from '../core/job-id.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { type JsonValue, jsonText } from '../core/stored-json.ts';
import type { Body } from '../core/verdict/schema.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { type ApiWrite, jobPath } from './api.ts';
import { bodyOf, scheduleBody } from './body.ts';
import { entryOf, isSameJob, jobTree } from './canonical.ts';
import { sameSchedules } from './diff.ts';

/** What is to be done to one job. */
export type Write =
	| { readonly kind: 'create'; readonly desired: StoredJob }
	| { readonly kind: 'update'; readonly desired: StoredJob; readonly live: StoredJob }
	| { readonly kind: 'delete'; readonly live: StoredJob };

export interface PlannedRequest extends ApiWrite {
	/** As what the server reads the body; undefined without one. */
	readonly reads: Body | undefined;
	/** The job as it is stored when this is done; undefined: there is none any more. */
	readonly leaves: StoredJob | undefined;
}

/** `schedules` in the body of v1 (facts: metronome-and-dcos §4, version matrix). */
const V1_TAKES_SCHEDULES = version('0.6.54');

/**
 * The requests that make the live job equal the desired one, in their order. One request wherever one can do it:
 *
 * - v1 POST takes schedules from 0.6.54 on; v0 POST takes them in every version.
 * - v1 PUT keeps the stored schedules whatever its body says; v0 PUT replaces them.
 * - v0 does not know `taskKillGracePeriodSeconds`, so a job that has it is written through v1, and its schedules
 *   through their own resource: first those that go (a second one is never taken), then the job, then the others.
 *
 * Source: facts, metronome-and-dcos §4 and server-behaviour rows 19, 32, 35, 36.
 */
export function requestsFor(write: Write, target: Version): readonly PlannedRequest[] {
	switch (write.kind) {
		case 'create':
			return creating(write.desired, target);
		case 'update':
			return updating(write.desired, write.live, target);
		case 'delete':
			return [
				{
					method: 'DELETE',
					path: jobPath(write.live.id),
					body: undefined,
					reads: undefined,
					leaves: undefined,
				},
			];
	}
}

function creating(desired: StoredJob, target: Version): readonly PlannedRequest[] {
	const { schedules } = desired;
	if (schedules.length === 0 || isAtLeast(target, V1_TAKES_SCHEDULES))
		return [post('/v1/jobs', bodyOf(desired, target), 'v1', desired)];
	if (v0CanCarry(desired)) return [post('/v0/scheduled-jobs', bodyOf(desired, target), 'v0', desired)];
	const plain = withoutSchedules(desired);
	const requests = [post('/v1/jobs', bodyOf(plain, target), 'v1', plain)];
	return [...requests, ...scheduling(plain, schedules, target)];
}

function updating(desired: StoredJob, live: StoredJob, target: Version): readonly PlannedRequest[] {
	const putV1 = (schedules: readonly StoredSchedule[]): PlannedRequest =>
		put(jobPath(desired.id), bodyOf(withoutSchedules(desired), target), 'v1', { ...desired, schedules });
	if (sameSchedules(desired.schedules, live.schedules))
		return isSameJob(desired, live) ? [] : [putV1(live.schedules)];
	if (v0CanCarry(desired)) {
		const path = jobPath(desired.id).replace('/v1/jobs', '/v0/scheduled-jobs');
		return [put(path, bodyOf(desired, target), 'v0', desired)];
	}
	const requests: PlannedRequest[] = [];
	const wanted = new Set(desired.schedules.map(({ id }) => id));
	let job = live;
	for (const { id } of live.schedules) {
		if (wanted.has(id)) continue;
		job = { ...job, schedules: job.schedules.filter(schedule => schedule.id !== id) };
		const path = schedulePath(job.id, id);
		requests.push({ method: 'DELETE', path, body: undefined, reads: undefined, leaves: job });
	}
	if (!isSameJob(withoutSchedules(desired), withoutSchedules(live))) {
		job = { ...desired, schedules: job.schedules };
		requests.push(putV1(job.schedules));
	}
	return [...requests, ...scheduling(job, desired.schedules, target)];
}

/** Adds to a job, or changes, each of the schedules that it does not have so. */
function scheduling(
	start: StoredJob,
	schedules: readonly StoredSchedule[],
	target: Version,
): readonly PlannedRequest[] {
	const requests: PlannedRequest[] = [];
	let job = start;
	for (const schedule of schedules) {
		const old = job.schedules.find(({ id }) => id === schedule.id);
		if (old !== undefined && sameSchedules([old], [schedule])) continue;
		job = { ...job, schedules: [...job.schedules.filter(({ id }) => id !== schedule.id), schedule] };
		requests.push(
			old === undefined ? addSchedule(job, schedule, target) : changeSchedule(job, schedule, target),
		);
	}
	return requests;
}

function post(path: string, body: JsonValue, reads: Body, leaves: StoredJob): PlannedRequest {
	return { method: 'POST', path, body: jsonText(body), reads, leaves };
}

function put(path: string, body: JsonValue, reads: Body, leaves: StoredJob): PlannedRequest {
	return { method: 'PUT', path, body: jsonText(body), reads, leaves };
}

function schedulePath(jobId: string, scheduleId: string): string {
	return `${jobPath(jobId)}/schedules/${encodeURIComponent(scheduleId)}`;
}

function addSchedule(leaves: StoredJob, schedule: StoredSchedule, target: Version): PlannedRequest {
	return post(`${jobPath(leaves.id)}/schedules`, scheduleBody(schedule, target), 'schedule', leaves);
}

/** The id in the body does not count, but must have a form that one made inside a job need not have (facts: row 19). */
function changeSchedule(leaves: StoredJob, schedule: StoredSchedule, target: Version): PlannedRequest {
	const id = matchesScheduleIdPattern(schedule.id) ? schedule.id : 'id-from-url';
	const body = scheduleBody({ ...schedule, id }, target);
	return put(schedulePath(leaves.id, schedule.id), body, 'schedule', leaves);
}

function withoutSchedules(job: StoredJob): StoredJob {
	return { ...job, schedules: [] };
}

/** Whether the job has nothing that the body of v0 has no place for. */
function v0CanCarry(job: StoredJob): boolean {
	const run = entryOf(jobTree(job), 'run');
	return RUN.properties.every(
		({ name, absentInV0 }) => absentInV0 !== true || entryOf(run, name) === undefined,
	);
}
