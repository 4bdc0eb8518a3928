import { calendarDay } from './calendar.ts';
import type { Timetable } from './timetable.ts';
import { DAY, HOUR, MINUTE } from './zoned.ts';

/** The times of the day, in ms on the clock and sorted, at which a day (see `dayNumber`) has runs by its fields. */
export type DayPlans = (day: number) => readonly number[];

/**
 * What the fields say, clock changes aside. Days with the same alternatives share one list, so that callers may
 * remember what they worked out from it.
 */
export function dayPlans(tables: readonly Timetable[]): DayPlans {
	const plans = new Map<string, readonly number[]>();
	return day => {
		const active = tables.map(table => runsOn(table, day));
		const key = active.join();
		let plan = plans.get(key);
		if (plan === undefined) {
			plan = [...new Set(tables.filter((_, index) => active[index]).flatMap(timesOf))].sort((a, b) => a - b);
			plans.set(key, plan);
		}
		return plan;
	};
}

/** The times on the clock (as in `ZonedMoment.local`) from `from` to `to`, both included. */
export function plannedTimes(plans: DayPlans, from: number, to: number): number[] {
	const times: number[] = [];
	for (let day = Math.floor(from / DAY); day * DAY <= to; day++) {
		const plan = plans(day);
		for (let index = indexOf(plan, from - day * DAY); index < plan.length; index++) {
			const local = day * DAY + (plan[index] ?? 0);
			if (local > to) break;
			times.push(local);
		}
	}
	return times;
}

function runsOn(table: Timetable, day: number): boolean {
	const date = calendarDay(day);
	if (!table.runsInYear(date.year) || !table.months.has(date.month)) return false;
	const days = table.days(date.year, date.month);
	return days !== 'broken' && ((days >>> date.day) & 1) === 1;
}

function timesOf({ hours, minutes }: Timetable): number[] {
	return hours.values.flatMap(hour => minutes.values.map(minute => hour * HOUR + minute * MINUTE));
}

/** The first place in a sorted list whose value is not below `value`. */
export function indexOf(sorted: readonly number[], value: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
