import { JOB } from '../core/definition/job.ts';
import { SCHEDULE } from '../core/definition/schedule.ts';
import { isKnownIn, type ObjectType, propertyOf, type Type } from '../core/definition/type.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { type JsonObject, type JsonValue, jsonText, scheduleJson } from '../core/stored-json.ts';
import type { Version } from '../core/version.ts';
import { isList, isObject, jobTree, sorted } from './canonical.ts';

/**
 * A job as a request says it: without what the server fills in by itself, so that a server which does not know a
 * property yet is not told of its default, and the body is short. What remains unknown to the server stays in, and
 * makes it refuse the job rather than lose something.
 */
export function bodyOf(job: StoredJob, target: Version): JsonObject {
	return withoutDefaults(jobTree(job), JOB, target);
}

export function scheduleBody(schedule: StoredSchedule, target: Version): JsonValue {
	return withoutDefaults(scheduleJson(schedule, undefined), SCHEDULE, target);
}

function withoutDefaults(value: JsonObject, type: ObjectType, target: Version): JsonObject {
	const entries = value.entries.flatMap(([key, inner]) => {
		const property = propertyOf(type, key);
		const isDefault = property?.default !== undefined && jsonText(sorted(inner)) === property.default;
		if (isDefault && property.required === undefined) return [];
		return [[key, property === undefined ? inner : inType(inner, property.type, target)] as const];
	});
	return { entries };
}

function inType(value: JsonValue, type: Type, target: Version): JsonValue {
	if (type.kind === 'object' && isObject(value)) return withoutDefaults(value, type, target);
	if (type.kind === 'array' && isList(value)) return value.map(item => inType(item, type.items, target));
	// `IS` is the new name of `EQ`, and an older server knows only that (facts: metronome-and-dcos §4).
	if (type.kind === 'string' && value === 'IS') {
		const known = type.values?.find(option => option.value === value);
		return known !== undefined && !isKnownIn(known, target) ? 'EQ' : value;
	}
	return value;
}
