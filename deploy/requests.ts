import { RUN } from '../core/definition/run.ts';
import { matchesScheduleIdPattern } from '../core/job-id.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { type JsonValue, jsonText } from '../core/stored-json.ts';
import type { Body } from '../core/verdict/schema.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { type ApiWrite, jobPath } from './api.ts';
import { bodyOf, scheduleBody } from './body.ts';
import { canonicalText, entryOf, jobTree } from './canonical.ts';
import { sameSchedules } from './diff.ts';

/** What is to be done to one job. */
export type Write =
	| { readonly kind: 'create'; readonly desired: StoredJob }
	| { readonly kind: 'update'; readonly desired: StoredJob; readonly live: StoredJob }
	| { readonly kind: 'delete'; readonly live: StoredJob };

export interface PlannedRequest extends ApiWrite {
	/** As what the server reads the body; undefined without one. */
	readonly reads: Body | undefined;
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
			return [{ method: 'DELETE', path: jobPath(write.live.id), body: undefined, reads: undefined }];
	}
}

function creating(desired: StoredJob, target: Version): readonly PlannedRequest[] {
	const { schedules } = desired;
	if (schedules.length === 0 || isAtLeast(target, V1_TAKES_SCHEDULES))
		return [post('/v1/jobs', bodyOf(desired, target), 'v1')];
	if (v0CanCarry(desired)) return [post('/v0/scheduled-jobs', bodyOf(desired, target), 'v0')];
	return [
		post('/v1/jobs', bodyOf(withoutSchedules(desired), target), 'v1'),
		...schedules.map(schedule => addSchedule(desired.id, schedule, target)),
	];
}

function updating(desired: StoredJob, live: StoredJob, target: Version): readonly PlannedRequest[] {
	const putV1 = put(jobPath(desired.id), bodyOf(withoutSchedules(desired), target), 'v1');
	if (sameSchedules(desired.schedules, live.schedules)) return isSameJob(desired, live) ? [] : [putV1];
	if (v0CanCarry(desired)) {
		const path = jobPath(desired.id).replace('/v1/jobs', '/v0/scheduled-jobs');
		return [put(path, bodyOf(desired, target), 'v0')];
	}
	const requests: PlannedRequest[] = [];
	const wanted = new Map(desired.schedules.map(schedule => [schedule.id, schedule]));
	for (const { id } of live.schedules) {
		if (wanted.has(id)) continue;
		requests.push({
			method: 'DELETE',
			path: schedulePath(desired.id, id),
			body: undefined,
			reads: undefined,
		});
	}
	if (!isSameJob(withoutSchedules(desired), withoutSchedules(live))) requests.push(putV1);
	for (const schedule of desired.schedules) {
		const old = live.schedules.find(({ id }) => id === schedule.id);
		if (old === undefined) requests.push(addSchedule(desired.id, schedule, target));
		else if (!sameSchedules([old], [schedule])) requests.push(changeSchedule(desired.id, schedule, target));
	}
	return requests;
}

function post(path: string, body: JsonValue, reads: Body): PlannedRequest {
	return { method: 'POST', path, body: jsonText(body), reads };
}

function put(path: string, body: JsonValue, reads: Body): PlannedRequest {
	return { method: 'PUT', path, body: jsonText(body), reads };
}

function schedulePath(jobId: string, scheduleId: string): string {
	return `${jobPath(jobId)}/schedules/${encodeURIComponent(scheduleId)}`;
}

function addSchedule(jobId: string, schedule: StoredSchedule, target: Version): PlannedRequest {
	return post(`${jobPath(jobId)}/schedules`, scheduleBody(schedule, target), 'schedule');
}

/** The id in the body does not count, but must have a form that one made inside a job need not have (facts: row 19). */
function changeSchedule(jobId: string, schedule: StoredSchedule, target: Version): PlannedRequest {
	const id = matchesScheduleIdPattern(schedule.id) ? schedule.id : 'id-from-url';
	return put(schedulePath(jobId, schedule.id), scheduleBody({ ...schedule, id }, target), 'schedule');
}

function withoutSchedules(job: StoredJob): StoredJob {
	return { ...job, schedules: [] };
}

function isSameJob(one: StoredJob, other: StoredJob): boolean {
	return canonicalText(one) === canonicalText(other);
}

/** Whether the job has nothing that the body of v0 has no place for. */
function v0CanCarry(job: StoredJob): boolean {
	const run = entryOf(jobTree(job), 'run');
	return RUN.properties.every(
		({ name, absentInV0 }) => absentInV0 !== true || entryOf(run, name) === undefined,
	);
}
