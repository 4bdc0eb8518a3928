import type { ZoneOffsets } from '../timezone-offsets.ts';
import { type CalendarDay, calendarDay, dayNumber, monthLength } from './calendar.ts';
import { nextDay } from './month-days.ts';
import type { Timetable, ValueSet } from './timetable.ts';
import {
	atLocal,
	DAY,
	HOUR,
	instantOf,
	later,
	MINUTE,
	momentAt,
	SECOND,
	startOf,
	withDay,
	withMonth,
	withTime,
	type ZonedMoment,
} from './zoned.ts';

/** `none`: the server looked and gave up. `broken`: it failed with an exception. Both are a 500 in its API. */
export type NoRun = 'none' | 'broken';

/** Where the server gives up (SingleExecutionTime.java, `nextClosestMatch`). */
const MOST_STEPS = 100_000;
const MOST_YEARS = 100;

const fullMinute: ValueSet = { values: [0], lowest: 0, highest: 0, has: second => second === 0 };

/**
 * The next run after an instant, both ms since the epoch. It goes the server's way (cron-utils 9.0.0,
 * SingleExecutionTime.java): from one moment to a later one, field by field from the year down. The way matters,
 * because dates are set on the clock and hours and minutes pass in real time: which passage of a doubled hour is
 * found, and what is skipped with a missing one, depends on where the search comes from.
 */
function searchNext(table: Timetable, zone: ZoneOffsets, after: number): number | NoRun {
	const start = momentAt(zone, after);
	let found = searchFrom(table, zone, start);
	if (found === start) found = searchFrom(table, zone, later(zone, start, SECOND));
	return typeof found === 'string' ? found : instantOf(found);
}

/** The earliest next run of several schedules. One on which the server fails spoils all (CompositeExecutionTime.java). */
export function searchEarliest(
	tables: readonly Timetable[],
	zone: ZoneOffsets,
	after: number,
): number | NoRun {
	let earliest: number | NoRun = 'none';
	for (const table of tables) {
		const run = searchNext(table, zone, after);
		if (run === 'broken') return run;
		if (run !== 'none' && (earliest === 'none' || run < earliest)) earliest = run;
	}
	return earliest;
}

function searchFrom(table: Timetable, zone: ZoneOffsets, start: ZonedMoment): ZonedMoment | NoRun {
	const lastYear = dateOf(start).year + MOST_YEARS;
	let moment = start;
	for (let step = 0; step < MOST_STEPS; step++) {
		const next = advance(table, zone, moment);
		if (next === 'match') return moment;
		if (typeof next === 'string') return next;
		if (dateOf(next).year > lastYear) return 'none';
		moment = next;
	}
	return 'none';
}

/** Moves on by the first field, from the year down, that does not match. */
function advance(table: Timetable, zone: ZoneOffsets, moment: ZonedMoment): ZonedMoment | 'match' | NoRun {
	const date = dateOf(moment);
	if (!table.runsInYear(date.year)) return toNextYear(table, zone, moment, date.year);
	if (!table.months.has(date.month)) return toNextMonth(table, zone, moment, date);
	const days = table.days(date.year, date.month);
	if (days === 'broken') return days;
	if (days === 0) return toMonthAfter(zone, moment);
	const day = nextDay(days, date.day);
	if (day === 0) return withMonth(zone, withDay(zone, startOf(zone, moment, DAY), 1), date.month + 1);
	if (day !== date.day)
		return day > monthLength(date.year, date.month) ? 'broken' : toDay(table, zone, moment, day);
	if (!table.hours.has(unitOf(moment, HOUR, 24))) return toUnit(zone, moment, HOUR, 24, table.hours);
	if (!table.minutes.has(unitOf(moment, MINUTE, 60))) return toUnit(zone, moment, MINUTE, 60, table.minutes);
	if (!fullMinute.has(unitOf(moment, SECOND, 60))) return toUnit(zone, moment, SECOND, 60, fullMinute);
	return 'match';
}

function toNextYear(
	table: Timetable,
	zone: ZoneOffsets,
	moment: ZonedMoment,
	year: number,
): ZonedMoment | NoRun {
	const next = table.nextYear(year);
	// An int overflow in a huge step takes the server back to the year 0: no run either, for all that matters.
	if (next === undefined || next <= year || next > year + MOST_YEARS) return 'none';
	const days = table.days(next, table.months.lowest);
	if (days === 'broken') return days;
	if (days === 0) return toMonthAfter(zone, moment);
	const day = nextDay(days, 1);
	if (day > monthLength(next, table.months.lowest)) return 'broken';
	return atLocal(zone, dayNumber(next, table.months.lowest, day) * DAY + firstTime(table));
}

function toNextMonth(
	table: Timetable,
	zone: ZoneOffsets,
	moment: ZonedMoment,
	date: CalendarDay,
): ZonedMoment | NoRun {
	const next = table.months.values.find(month => month > date.month);
	if (next === undefined) {
		const january = withDay(zone, withMonth(zone, startOf(zone, moment, DAY), 1), 1);
		return withMonth(zone, january, 13);
	}
	const days = table.days(date.year, next);
	if (days === 'broken') return days;
	if (days === 0) return toMonthAfter(zone, moment);
	const day = nextDay(days, 1);
	if (day > monthLength(date.year, next)) return 'broken';
	return toDay(table, zone, withMonth(zone, startOf(zone, moment, SECOND), next), day);
}

/** The start of the month after the moment's own, even where a later month was looked at. */
function toMonthAfter(zone: ZoneOffsets, moment: ZonedMoment): ZonedMoment {
	return withDay(zone, withMonth(zone, startOf(zone, moment, DAY), dateOf(moment).month + 1), 1);
}

function toDay(table: Timetable, zone: ZoneOffsets, moment: ZonedMoment, day: number): ZonedMoment {
	return withTime(zone, withDay(zone, startOf(zone, moment, SECOND), day), firstTime(table));
}

function firstTime(table: Timetable): number {
	return table.hours.lowest * HOUR + table.minutes.lowest * MINUTE;
}

/** Lets real time pass unit by unit until the clock shows one of the values, and goes back to the unit's start. */
function toUnit(
	zone: ZoneOffsets,
	moment: ZonedMoment,
	unit: number,
	size: number,
	values: ValueSet,
): ZonedMoment | NoRun {
	const shown = unitOf(moment, unit, size);
	let units = 1;
	while (!values.has((shown + units) % size)) units++;
	const instant = instantOf(moment);
	if (instant + units * unit < zone.steadyUntil(instant)) {
		return startOf(zone, { local: moment.local + units * unit, offset: moment.offset }, unit);
	}
	let next = moment;
	for (let step = 0; step < 2 * (size - 1); step++) {
		next = later(zone, next, unit);
		if (values.has(unitOf(next, unit, size))) return startOf(zone, next, unit);
	}
	return 'none';
}

/** What the clock shows of a unit: its hour of the day, minute of the hour or second of the minute. */
function unitOf(moment: ZonedMoment, unit: number, size: number): number {
	const units = Math.floor(moment.local / unit) % size;
	return units < 0 ? units + size : units;
}

function dateOf(moment: ZonedMoment): CalendarDay {
	return calendarDay(Math.floor(moment.local / DAY));
}
