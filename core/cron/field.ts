/** One of the six fields of a cron expression: what may stand in it. Source: Metronome CronSpec.scala. */
export interface Field {
	readonly key: keyof CronFields;
	/** For messages: "minute", "day of the week". */
	readonly label: string;
	readonly first: number;
	readonly last: number;
	/** `JAN`, `MON`, … in upper case. */
	readonly names: ReadonlyMap<string, number>;
	/** Whether `L`, `W` and `#` are known here. */
	readonly special: boolean;
}

/** The parsed fields; without a year the schedule runs in every year. */
export interface CronFields {
	readonly minute: Expression;
	readonly hour: Expression;
	readonly dayOfMonth: Expression;
	readonly month: Expression;
	readonly dayOfWeek: Expression;
	readonly year?: Expression;
}

/** What one field says: an item, or a list of them. */
export type Expression = Item | { readonly kind: 'list'; readonly items: readonly Item[] };

export type Item =
	/** `*` */
	| { readonly kind: 'any' }
	| { readonly kind: 'value'; readonly value: number }
	| Range
	/** A step over everything, over a range, or from a first value; `1/5` keeps its start, although it counts oddly. */
	| { readonly kind: 'step'; readonly over: 'any' | Range | number; readonly period: number }
	/** `L`, `5L` (value), `L-3` (before). */
	| { readonly kind: 'last'; readonly value?: number; readonly before?: number }
	/** `15W`: the Monday to Friday nearest to the 15th. */
	| { readonly kind: 'workday'; readonly value: number }
	/** `5#2`: the second Friday. */
	| { readonly kind: 'nth'; readonly value: number; readonly nth: number };

/** The server takes `5-L` too, and fails when it looks for the next run. */
export interface Range {
	readonly kind: 'range';
	readonly from: number;
	readonly to: number | 'L';
}

/** Java's largest int: the server sets no other limit to years. */
export const LAST_YEAR = 2_147_483_647;

const numbered = (names: string, first: number) =>
	new Map(names.split(' ').map((name, index) => [name, index + first]));

const none: ReadonlyMap<string, number> = new Map();

/** In the order of the expression; the year may be left out. */
export const fields: readonly Field[] = [
	{ key: 'minute', label: 'minute', first: 0, last: 59, names: none, special: false },
	{ key: 'hour', label: 'hour', first: 0, last: 23, names: none, special: false },
	{ key: 'dayOfMonth', label: 'day of the month', first: 1, last: 31, names: none, special: true },
	{
		key: 'month',
		label: 'month',
		first: 1,
		last: 12,
		names: numbered('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC', 1),
		special: false,
	},
	{
		key: 'dayOfWeek',
		label: 'day of the week',
		first: 0,
		last: 7,
		names: numbered('MON TUE WED THU FRI SAT SUN', 1),
		special: true,
	},
	{ key: 'year', label: 'year', first: 0, last: LAST_YEAR, names: none, special: false },
];

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** 0 and 7 are Sunday. */
export function weekdayName(day: number): string {
	return weekdayNames[day % 7] ?? '';
}

/**
 * How the last Friday of a month can be said: alone, `5L` is refused, but not in a list; and the fifth Friday, which
 * the list needs for its end, is the last one too (cron-utils 9.0.0, CronParserField.java; run by hand).
 */
export function lastWeekday(day: number): string {
	return `${day}L,${day}#5`;
}

export function itemsOf(expression: Expression): readonly Item[] {
	return expression.kind === 'list' ? expression.items : [expression];
}
