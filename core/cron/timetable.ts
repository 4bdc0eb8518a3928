import { dayNumber, monthLength, weekday } from './calendar.ts';
import { type CronFields, LAST_YEAR } from './field.ts';
import { type DaySet, monthDays } from './month-days.ts';
import { type Bounds, type Broken, matches, nextValue, valuesOf } from './values.ts';

/** The values that a field matches, sorted, and a quick look-up. Never empty. */
export interface ValueSet {
	readonly values: readonly number[];
	/** The smallest value, on which a day or an hour begins. */
	readonly lowest: number;
	readonly highest: number;
	has(value: number): boolean;
}

/** One schedule, ready to be asked for its times. */
export interface Timetable {
	readonly minutes: ValueSet;
	readonly hours: ValueSet;
	readonly months: ValueSet;
	/** The days of a month (from 1); see `monthDays`. */
	days(year: number, month: number): DaySet | Broken;
	/** Whether the server looks for a run in this year, which is not always what the field says. */
	runsInYear(year: number): boolean;
	nextYear(year: number): number | undefined;
}

const years: Bounds = { first: 0, last: LAST_YEAR };

/**
 * Works out what the fields stand for. `broken` where the server cannot, and fails at every look for a run: no value
 * is left in a field (`22-3,23-1` as hours), or one that it cannot handle.
 */
export function timetable(cron: CronFields): Timetable | Broken {
	const minutes = valueSet(valuesOf(cron.minute, { first: 0, last: 59 }, 0, 59));
	const hours = valueSet(valuesOf(cron.hour, { first: 0, last: 23 }, 0, 23));
	const months = valueSet(valuesOf(cron.month, { first: 1, last: 12 }, 1, 12));
	if (minutes === 'broken' || hours === 'broken' || months === 'broken') return 'broken';
	return { minutes, hours, months, days: daysByMonth(cron), ...yearRule(cron) };
}

function valueSet(values: readonly number[] | Broken): ValueSet | Broken {
	if (values === 'broken') return values;
	const [lowest, highest] = [values[0], values.at(-1)];
	if (lowest === undefined || highest === undefined) return 'broken';
	const table = Array.from({ length: highest + 1 }, () => false);
	for (const value of values) table[value] = true;
	return { values, lowest, highest, has: value => table[value] === true };
}

function daysByMonth(cron: CronFields): Timetable['days'] {
	const known: (DaySet | Broken | undefined)[] = [];
	return (year, month) => {
		const length = monthLength(year, month);
		const firstWeekday = weekday(dayNumber(year, month, 1));
		const kind = length * 7 + firstWeekday;
		let days = known[kind];
		if (days === undefined) {
			days = monthDays(cron, { length, firstWeekday });
			known[kind] = days;
		}
		return days;
	};
}

function yearRule({ year: expression }: CronFields): Pick<Timetable, 'runsInYear' | 'nextYear'> {
	if (expression === undefined) return { runsInYear: () => true, nextYear: year => year + 1 };
	return {
		runsInYear: year => {
			// A step whose start lies ahead counts for every year before it (EveryFieldValueGenerator.java).
			if (expression.kind === 'step' && startOf(expression.over) > year) return true;
			return matches(expression, years, year);
		},
		nextYear: year => nextValue(expression, years, year),
	};
}

function startOf(over: 'any' | number | { readonly from: number }): number {
	if (over === 'any') return years.first;
	return typeof over === 'number' ? over : over.from;
}
