import { parseJson } from '../core/json-parser.ts';
import { type StoredJob, storedJob } from '../core/stored.ts';
import { type JsonObject, type JsonValue, jobJson, jsonText, scheduleJson } from '../core/stored-json.ts';

/**
 * A job as a JSON value in which equal jobs are equal: everything the server keeps, and nothing that it works out
 * (`nextRunAt`, runs, history). An empty list of arguments is none: the server loses it at the next change of a
 * schedule (facts: server-behaviour), and hands the same to the task (Metronome MarathonImplicits.scala).
 */
export function jobTree(job: StoredJob): JsonObject {
	const run = job.run.args?.length === 0 ? { ...job.run, args: undefined } : job.run;
	return jobJson(
		{ ...job, run },
		job.schedules.map(schedule => scheduleJson(schedule, undefined)),
	);
}

/** The job that a tree stands for. */
export function jobOfTree(tree: JsonValue): StoredJob {
	const { root } = parseJson(jsonText(tree));
	if (root === undefined) throw new Error('a tree always gives JSON text');
	return storedJob(root);
}

/** Jobs never change once read, and each is compared several times on its way. */
const canonicalTexts = new WeakMap<StoredJob, string>();

/** Text that is the same for equal jobs: keys sorted, dependencies too, whose order means nothing. */
export function canonicalText(job: StoredJob): string {
	let text = canonicalTexts.get(job);
	if (text === undefined) {
		text = jsonText(sorted(jobTree({ ...job, dependencies: job.dependencies.toSorted() })));
		canonicalTexts.set(job, text);
	}
	return text;
}

/** The value with the keys of its objects in order. */
export function sorted(value: JsonValue): JsonValue {
	if (isList(value)) return value.map(sorted);
	if (!isObject(value)) return value;
	const entries = value.entries.map(([key, inner]) => [key, sorted(inner)] as const);
	return { entries: entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
	return Array.isArray(value);
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !isList(value);
}

export function entryOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
	return isObject(value) ? value.entries.find(([name]) => name === key)?.[1] : undefined;
}

/** Whether the server keeps the same of both; a job that is not there is only like another one that is not there. */
export function isSameJob(one: StoredJob | undefined, other: StoredJob | undefined): boolean {
	if (one === undefined || other === undefined) return one === other;
	return canonicalText(one) === canonicalText(other);
}
