import type { CronFields, Expression, Item } from './field.ts';
import { itemsOf } from './field.ts';
import { type Broken, valuesOf } from './values.ts';

/** Days of a month: bit 1 is the 1st, bit 31 the 31st. */
export type DaySet = number;

/** A month as the day fields see it: 28 kinds are all there are. */
export interface Month {
	readonly length: number;
	/** 0 is Sunday. */
	readonly firstWeekday: number;
}

const daysOfMonth = { first: 1, last: 31 };

/**
 * The days of a month on which the schedule may run: both day fields must match (CronSpec.scala,
 * `matchDayOfWeekAndDayOfMonth`; only a plain `*` leaves the other field alone). `broken` where the server throws,
 * as it does for `31W` in a month of 30 days. The set may hold days that the month does not have (a step that starts
 * at 30, in February): the server throws when it gets there.
 */
export function monthDays(cron: CronFields, month: Month): DaySet | Broken {
	if (cron.dayOfWeek.kind === 'any') return byDayOfMonth(cron.dayOfMonth, month);
	const weekdays = byDayOfWeek(cron.dayOfWeek, month);
	if (cron.dayOfMonth.kind === 'any' || weekdays === 'broken') return weekdays;
	const days = byDayOfMonth(cron.dayOfMonth, month);
	return days === 'broken' ? days : days & weekdays;
}

function byDayOfMonth(expression: Expression, month: Month): DaySet | Broken {
	switch (expression.kind) {
		case 'last':
			return oneDay(month.length - (expression.before ?? 0), month);
		case 'workday':
			return expression.value > month.length
				? 'broken'
				: oneDay(nearestWorkday(expression.value, month), month);
		case 'nth':
			// The server knows `#` here when it reads, and has no day for it when it looks for one.
			return 0;
		default: {
			const days = valuesOf(expression, daysOfMonth, 1, month.length);
			return days === 'broken' ? days : days.reduce((set, day) => set | (1 << day), 0);
		}
	}
}

function oneDay(day: number, month: Month): DaySet {
	return day >= 1 && day <= month.length ? 1 << day : 0;
}

/** A Sunday at the end of the month stays itself (OnDayOfMonthValueGenerator.java). */
function nearestWorkday(day: number, month: Month): number {
	const dayOfWeek = weekdayOf(day, month);
	if (dayOfWeek === 6) return day === 1 ? 3 : day - 1;
	return dayOfWeek === 0 && day < month.length ? day + 1 : day;
}

function weekdayOf(day: number, month: Month): number {
	return (month.firstWeekday + day - 1) % 7;
}

function byDayOfWeek(expression: Expression, month: Month): DaySet | Broken {
	let set = 0;
	for (const item of itemsOf(expression)) {
		const days = daysOfItem(item, month);
		if (days === 'broken') return days;
		set |= days;
	}
	return set;
}

function daysOfItem(item: Item, month: Month): DaySet | Broken {
	switch (item.kind) {
		case 'nth':
			return oneDay(firstOf(item.value, month) + (item.nth - 1) * 7, month);
		case 'last':
			return item.value === undefined ? daysOnWeekdays([0], month) : oneDay(lastOf(item.value, month), month);
		case 'workday':
			// Read without complaint, and never matched (OnDayOfWeekValueGenerator.java).
			return 0;
		default: {
			const weekdays = weekdaysOf(item);
			return weekdays === 'broken' ? weekdays : daysOnWeekdays(weekdays, month);
		}
	}
}

/** The weekdays that an item stands for in every week, 0 to 6, or 7 for Sunday too. */
export function weekdaysOf(item: Item): number[] | Broken {
	switch (item.kind) {
		case 'any':
			return weekdayRange(0, 6, 1);
		case 'value':
			return [item.value];
		case 'range': {
			if (item.to === 'L') return 'broken';
			if (item.from <= item.to) return weekdayRange(item.from, item.to, 1);
			return [...weekdayRange(item.from, 7, 1), ...weekdayRange(0, item.to, 1)];
		}
		case 'step': {
			// A first value is dropped: `3/2` counts from Sunday as `*/2` does (EveryDayOfWeekValueGenerator.java).
			if (typeof item.over !== 'object') return weekdayRange(0, 7, item.period);
			const { from, to } = item.over;
			return to === 'L' || from > to ? 'broken' : weekdayRange(from, to, item.period);
		}
		default:
			return [];
	}
}

function weekdayRange(from: number, to: number, period: number): number[] {
	const days = [];
	for (let day = from; day <= to; day += period) days.push(day);
	return days;
}

function daysOnWeekdays(weekdays: readonly number[], month: Month): DaySet {
	let set = 0;
	for (const dayOfWeek of weekdays) {
		for (let day = firstOf(dayOfWeek, month); day <= month.length; day += 7) set |= 1 << day;
	}
	return set;
}

function firstOf(dayOfWeek: number, month: Month): number {
	return 1 + ((((dayOfWeek - month.firstWeekday) % 7) + 7) % 7);
}

function lastOf(dayOfWeek: number, month: Month): number {
	const first = firstOf(dayOfWeek, month);
	return first + 7 * Math.floor((month.length - first) / 7);
}

/** The first day of the set from `day` on, or 0. */
export function nextDay(set: DaySet, day: number): number {
	const rest = day > 31 ? 0 : set & (-1 << day);
	return rest === 0 ? 0 : 31 - Math.clz32(rest & -rest);
}
