import { nextRuns, parseCron } from '../core/cron.ts';
import { escapePointer } from '../core/json.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { type JsonValue, jsonText, scheduleJson } from '../core/stored-json.ts';
import { NEWEST_VERSION } from '../core/version.ts';
import { bodyOf } from './body.ts';
import { entryOf, isList, isObject, jobTree, sorted } from './canonical.ts';
import { hiderFor } from './hidden.ts';
import { isBelow } from './ignored.ts';

/** One attribute that differs. Secrets in both values are hidden already. */
export interface Change {
	/** RFC 6901, into the job as the server stores it. */
	readonly pointer: string;
	/** JSON without blanks; null: not there. */
	readonly before: string | null;
	readonly after: string | null;
}

interface RawChange {
	readonly pointer: string;
	readonly before: JsonValue | undefined;
	readonly after: JsonValue | undefined;
}

/** What a new timetable means: instants in ms since 1970, up to three of each; empty where there is no schedule. */
export interface TimetableChange {
	readonly schedule: string;
	/** Zone in which each side is read. */
	readonly before: { readonly timezone: string; readonly runs: readonly number[] } | undefined;
	readonly after: { readonly timezone: string; readonly runs: readonly number[] } | undefined;
}

export interface JobDiff {
	readonly changes: readonly Change[];
	readonly timetables: readonly TimetableChange[];
}

const RUNS_SHOWN = 3;

/**
 * What makes two jobs different, attribute by attribute; nothing where the server keeps the same of both. Either may be
 * absent: a job that is made or goes has one change for each attribute it has. Schedules and dependencies are compared
 * by id. `now`: ms since 1970, from where runs are looked for.
 */
export function diffJobs(before: StoredJob | undefined, after: StoredJob | undefined, now: number): JobDiff {
	const hide = hiderFor([before, after].filter(job => job !== undefined));
	const raw: RawChange[] = [];
	const isWhole = before === undefined || after === undefined;
	const treeOf = (job: StoredJob | undefined): JsonValue | undefined =>
		job === undefined ? undefined : isWhole ? bodyOf(job, NEWEST_VERSION) : jobTree(job);
	const old = treeOf(before);
	const wanted = treeOf(after);
	for (const key of keysOf(old, wanted)) {
		const one = entryOf(old, key);
		const other = entryOf(wanted, key);
		if (key === 'schedules' || key === 'dependencies') compareById(one, other, `/${key}`, raw);
		else compare(one, other, `/${key}`, raw);
	}
	const shown = (pointer: string, value: JsonValue | undefined): string | null =>
		value === undefined ? null : jsonText(hide(pointer, value));
	const changes = raw.map(change => ({
		pointer: change.pointer,
		before: shown(change.pointer, change.before),
		after: shown(change.pointer, change.after),
	}));
	return { changes, timetables: timetables(before?.schedules ?? [], after?.schedules ?? [], now) };
}

/** The pointers of the settings that keep some change from being made. */
export function ignoredPointers(
	live: StoredJob,
	desired: StoredJob,
	pointers: readonly string[],
	now: number,
): readonly string[] {
	if (pointers.length === 0) return [];
	const { changes } = diffJobs(live, desired, now);
	return pointers.filter(pointer =>
		changes.some(change => isBelow(change.pointer, pointer) || isBelow(pointer, change.pointer)),
	);
}

function compare(
	before: JsonValue | undefined,
	after: JsonValue | undefined,
	pointer: string,
	out: RawChange[],
): void {
	if (isSame(before, after) || (isEmpty(before) && isEmpty(after))) return;
	if (isOpen(before, after, pointer)) {
		for (const key of keysOf(before, after)) {
			compare(entryOf(before, key), entryOf(after, key), `${pointer}/${escapePointer(key)}`, out);
		}
	} else if (isList(before) && isList(after)) {
		for (let index = 0; index < Math.max(before.length, after.length); index++) {
			compare(before[index], after[index], `${pointer}/${index}`, out);
		}
	} else out.push({ pointer, before, after });
}

/** Objects are compared key by key; a reference to a secret is one value, and so is what only one side has. */
function isOpen(before: JsonValue | undefined, after: JsonValue | undefined, pointer: string): boolean {
	if (pointer === '/run') return true;
	return isObject(before) && isObject(after) && !/^\/run\/env\/[^/]*$/.test(pointer);
}

function isEmpty(value: JsonValue | undefined): boolean {
	if (value === undefined) return true;
	if (isList(value)) return value.length === 0;
	return isObject(value) && value.entries.every(([, inner]) => isEmpty(inner));
}

/** Each item has an `id`; the pointer says where it stands in the list that has it, the new one where both do. */
function compareById(
	before: JsonValue | undefined,
	after: JsonValue | undefined,
	pointer: string,
	out: RawChange[],
): void {
	const old = isList(before) ? before : [];
	const wanted = isList(after) ? after : [];
	const idOf = (item: JsonValue): JsonValue | undefined => entryOf(item, 'id');
	for (const [index, item] of old.entries()) {
		if (!wanted.some(other => idOf(other) === idOf(item)))
			out.push({ pointer: `${pointer}/${index}`, before: item, after: undefined });
	}
	for (const [index, item] of wanted.entries()) {
		const same = old.find(other => idOf(other) === idOf(item));
		compare(same, item, `${pointer}/${index}`, out);
	}
}

function keysOf(before: JsonValue | undefined, after: JsonValue | undefined): readonly string[] {
	const keys = [before, after].flatMap(value => (isObject(value) ? value.entries.map(([key]) => key) : []));
	return [...new Set(keys)];
}

function isSame(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
	if (before === undefined || after === undefined) return before === after;
	return jsonText(sorted(before)) === jsonText(sorted(after));
}

function timetables(
	before: readonly StoredSchedule[],
	after: readonly StoredSchedule[],
	now: number,
): readonly TimetableChange[] {
	const ids = new Set([...before, ...after].map(({ id }) => id));
	return [...ids].flatMap(schedule => {
		const old = before.find(({ id }) => id === schedule);
		const wanted = after.find(({ id }) => id === schedule);
		if (old !== undefined && wanted !== undefined && isSameTimetable(old, wanted)) return [];
		return [{ schedule, before: runsOf(old, now), after: runsOf(wanted, now) }];
	});
}

function isSameTimetable(one: StoredSchedule, other: StoredSchedule): boolean {
	return one.cron === other.cron && one.timezone === other.timezone && one.enabled === other.enabled;
}

/** A schedule that is switched off starts nothing. */
function runsOf(schedule: StoredSchedule | undefined, now: number): TimetableChange['before'] {
	if (schedule === undefined) return undefined;
	const { timezone } = schedule;
	const parsed = parseCron(schedule.cron);
	const runs = parsed.ok && schedule.enabled ? nextRuns(parsed.cron, timezone, now, RUNS_SHOWN).runs : [];
	return { timezone, runs };
}

/** Whether the server would keep the same of two lists of schedules. */
export function sameSchedules(one: readonly StoredSchedule[], other: readonly StoredSchedule[]): boolean {
	const text = (list: readonly StoredSchedule[]): string =>
		jsonText(
			list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(item => sorted(scheduleJson(item, undefined))),
		);
	return text(one) === text(other);
}
