import { listed } from '../quote.ts';
import { type CronFields, type Expression, type Item, itemsOf, weekdayName } from './field.ts';
import { weekdaysOf } from './month-days.ts';
import { evenStep, numbersInWords } from './time-words.ts';
import { valuesOf } from './values.ts';

const monthNames = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

const nthNames = ['first', 'second', 'third', 'fourth', 'fifth'];

/**
 * `on the 1st and 15th of each month`, `every Monday in June`, `on the 13th of each month, but only if that day is a
 * Friday`; `every day` where neither field says anything. `months` are the numbers that the month field stands for.
 */
export function dayWords(cron: CronFields, months: readonly number[]): string {
	const allYear = months.length === 12;
	const ofMonths = allYear ? 'of each month' : `of ${monthsInWords(months)}`;
	const inMonths = allYear ? '' : ` in ${monthsInWords(months)}`;
	if (cron.dayOfMonth.kind === 'any') {
		return cron.dayOfWeek.kind === 'any'
			? `every day${inMonths}`
			: weekdayWords(cron.dayOfWeek, ofMonths, inMonths);
	}
	const days = dayOfMonthWords(cron.dayOfMonth, ofMonths, allYear);
	if (cron.dayOfWeek.kind === 'any') return days;
	return `${days}, but only if that day is ${weekdayCondition(cron.dayOfWeek)}`;
}

function monthsInWords(months: readonly number[]): string {
	return numbersInWords(months, month => monthNames[month - 1] ?? '');
}

function dayOfMonthWords(expression: Expression, ofMonths: string, allYear: boolean): string {
	if (expression.kind === 'last') {
		const { before } = expression;
		if (before === undefined) return `on the last day ${ofMonths}`;
		return `${before} ${before === 1 ? 'day' : 'days'} before the last day ${ofMonths}`;
	}
	if (expression.kind === 'workday') {
		return `on the workday (Monday to Friday) nearest to the ${ordinal(expression.value)} ${ofMonths}`;
	}
	const days = valuesOf(expression, { first: 1, last: 31 }, 1, 31);
	if (days === 'broken') return 'never';
	const [day = 0, ...more] = days;
	const step = evenStep(days) ?? 1;
	if (step > 1 && more.length > 2) {
		return `on every ${ordinal(step)} day from the ${ordinal(day)} to the ${ordinal(days.at(-1) ?? 0)} ${ofMonths}`;
	}
	const ifAny = allYear && more.length === 0 && day > 28 ? ' that has one' : '';
	return `on the ${numbersInWords(days, ordinal)} ${ofMonths}${ifAny}`;
}

function weekdayWords(expression: Expression, ofMonths: string, inMonths: string): string {
	const { weekly, dated } = weekdayParts(expression);
	const parts = dated.map(words => `on ${words} ${ofMonths}`);
	if (weekly.length > 0) parts.unshift(`${everyWeekday(weekly)}${inMonths}`);
	return listed(parts);
}

function everyWeekday(weekly: readonly number[]): string {
	if (weekly.join() === '1,2,3,4,5') return 'Monday to Friday';
	return weekly.length === 7 ? 'every day of the week' : `every ${listed(weekly.map(weekdayName))}`;
}

function weekdayCondition(expression: Expression): string {
	const { weekly, dated } = weekdayParts(expression);
	return listed(
		[...weekly.map(day => `a ${weekdayName(day)}`), ...dated.map(words => `${words} of its month`)],
		'or',
	);
}

/** The weekdays of every week, Sunday last, and what is said as a place in the month: `the first Monday`. */
function weekdayParts(expression: Expression): { weekly: number[]; dated: string[] } {
	const weekly = new Set<number>();
	const dated: string[] = [];
	const items = itemsOf(expression);
	for (const item of items) {
		const place = isSaidByLast(item, items) ? undefined : placeInMonth(item);
		if (place !== undefined) dated.push(place);
		for (const day of weeklyDays(item)) weekly.add(day % 7);
	}
	return { weekly: [...weekly].sort((a, b) => (a || 7) - (b || 7)), dated };
}

/** Where a month has a fifth Friday, it is its last. */
function isSaidByLast(item: Item, items: readonly Item[]): boolean {
	if (item.kind !== 'nth' || item.nth !== 5) return false;
	return items.some(other => other.kind === 'last' && other.value === item.value);
}

function placeInMonth(item: Item): string | undefined {
	if (item.kind === 'last' && item.value !== undefined) return `the last ${weekdayName(item.value)}`;
	const nth = item.kind === 'nth' ? nthNames[item.nth - 1] : undefined;
	return item.kind === 'nth' && nth !== undefined ? `the ${nth} ${weekdayName(item.value)}` : undefined;
}

function weeklyDays(item: Item): number[] {
	if (item.kind === 'last') return item.value === undefined ? [0] : [];
	const days = weekdaysOf(item);
	return days === 'broken' ? [] : days;
}

/** `1st`, `22nd`, `13th`. */
export function ordinal(value: number): string {
	const tens = value % 100;
	const suffix = tens > 10 && tens < 14 ? undefined : ['st', 'nd', 'rd'][(value % 10) - 1];
	return `${value}${suffix ?? 'th'}`;
}
