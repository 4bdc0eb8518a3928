import { pointerParts } from '../core/json.ts';
import type { StoredJob } from '../core/stored.ts';
import type { JsonValue } from '../core/stored-json.ts';
import { entryOf, isList, isObject, jobOfTree, jobTree } from './canonical.ts';

/** Whether a pointer is the other one or leads to a place inside it. */
export function isBelow(pointer: string, above: string): boolean {
	return pointer === above || pointer.startsWith(`${above}/`);
}

/**
 * The desired job with what the live one has at these pointers (`ignoreChanges` of the settings): a PUT replaces the
 * whole job, so what shall stay as it is has to be sent along. A schedule takes parts of the live schedule with the
 * same id. A pointer into something that the desired job does not have changes nothing. The id and the owner's label
 * are never kept.
 */
export function keepIgnored(desired: StoredJob, live: StoredJob, pointers: readonly string[]): StoredJob {
	let tree: JsonValue = jobTree(desired);
	const other = jobTree(live);
	for (const pointer of pointers) {
		const parts = pointerParts(pointer);
		if (parts.length > 0 && parts[0] !== 'id') tree = keep(tree, other, parts);
	}
	return jobOfTree(tree);
}

function keep(value: JsonValue, live: JsonValue | undefined, parts: readonly string[]): JsonValue {
	const [part = '', ...rest] = parts;
	if (isList(value)) return keepInList(value, live, part, rest);
	if (!isObject(value)) return value;
	const other = entryOf(live, part);
	const own = entryOf(value, part);
	const kept = rest.length === 0 ? other : own === undefined ? undefined : keep(own, other, rest);
	const others = value.entries.filter(([key]) => key !== part);
	return { entries: kept === undefined ? others : [...others, [part, kept]] };
}

function keepInList(
	list: readonly JsonValue[],
	live: JsonValue | undefined,
	part: string,
	rest: readonly string[],
): JsonValue {
	const item = /^(0|[1-9]\d*)$/.test(part) ? list[Number(part)] : undefined;
	if (item === undefined || !isList(live)) return list;
	const id = entryOf(item, 'id');
	const same = id === undefined ? live[Number(part)] : live.find(other => entryOf(other, 'id') === id);
	if (same === undefined) return list;
	return list.with(Number(part), rest.length === 0 ? same : keep(item, same, rest));
}
