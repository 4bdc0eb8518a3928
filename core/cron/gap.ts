import type { ZoneOffsets } from '../timezone-offsets.ts';
import { dayPlans, indexOf } from './day-plan.ts';
import { searchEarliest } from './search.ts';
import type { Timetable } from './timetable.ts';
import { DAY, HOUR, momentAt } from './zoned.ts';

/** The longest wait for a run: its length in ms, and the instant at which it begins. */
export interface Gap {
	readonly gap: number;
	readonly after: number;
}

/**
 * The longest wait that begins from `from` to `until` (ms since the epoch), the one for the first run included.
 * Infinite where the server finds no further run. Days without a clock change are looked at once, not run by run.
 */
export function longestWait(
	tables: readonly Timetable[],
	zone: ZoneOffsets,
	from: number,
	until: number,
): Gap {
	const longestWithinDay = dayLeaps(tables, zone, until);
	let longest: Gap = { gap: 0, after: from };
	let at = from;
	while (at <= until) {
		const next = searchEarliest(tables, zone, at);
		if (typeof next === 'string') return { gap: Number.POSITIVE_INFINITY, after: at };
		longest = longer(longest, { gap: next - at, after: at });
		const leap = next <= until ? longestWithinDay(next) : undefined;
		if (leap !== undefined) longest = longer(longest, leap.longest);
		at = leap?.lastRun ?? next;
	}
	return longest;
}

function longer(a: Gap, b: Gap): Gap {
	return b.gap > a.gap ? b : a;
}

/** From a run straight to the last one of its day. */
interface Leap {
	readonly lastRun: number;
	readonly longest: Gap;
}

/**
 * A leap is taken only where the clock stays as it is until after the last run, and where the server, asked for the
 * run after the last but one, indeed finds the last: so none of them is lost on the way.
 */
function dayLeaps(
	tables: readonly Timetable[],
	zone: ZoneOffsets,
	until: number,
): (run: number) => Leap | undefined {
	const plans = dayPlans(tables);
	const waits = new Map<readonly number[], readonly Gap[]>();
	return run => {
		const { local, offset } = momentAt(zone, run);
		const day = Math.floor(local / DAY);
		const times = plans(day);
		const [beforeLast, last] = times.slice(-2);
		const time = local - day * DAY;
		if (beforeLast === undefined || last === undefined || time >= beforeLast) return undefined;
		const midnight = day * DAY - offset;
		const lastRun = midnight + last;
		if (lastRun > until || zone.nextChange(run, lastRun + HOUR) !== undefined) return undefined;
		if (searchEarliest(tables, zone, midnight + beforeLast) !== lastRun) return undefined;
		let fromEach = waits.get(times);
		if (fromEach === undefined) {
			fromEach = waitsWithin(times);
			waits.set(times, fromEach);
		}
		const wait = fromEach[indexOf(times, time)];
		return wait === undefined
			? undefined
			: { lastRun, longest: { gap: wait.gap, after: midnight + wait.after } };
	};
}

/** For each time of a day but the last: the longest wait from it to the end of the list. */
function waitsWithin(times: readonly number[]): Gap[] {
	const waits: Gap[] = [];
	let longest: Gap = { gap: 0, after: 0 };
	for (let index = times.length - 2; index >= 0; index--) {
		const [time = 0, next = 0] = times.slice(index, index + 2);
		if (next - time >= longest.gap) longest = { gap: next - time, after: time };
		waits[index] = longest;
	}
	return waits;
}
