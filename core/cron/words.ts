import { listed } from '../quote.ts';
import { dayWords, ordinal } from './day-words.ts';
import { type CronFields, type Expression, type Item, itemsOf } from './field.ts';
import type { DaySet } from './month-days.ts';
import { timeWords } from './time-words.ts';
import type { Timetable } from './timetable.ts';
import type { Broken } from './values.ts';

/** Years of the calendar after which months begin on the same weekdays again, leap years included. */
const CALENDAR_CYCLE = 28;
const CYCLE_START = 2000;

/** What one schedule does, in words without a capital or a full stop. */
export function scheduleWords(cron: CronFields, table: Timetable | Broken): string {
	if (table === 'broken') return 'never: the server fails when it looks for a run';
	const days = someDays(table);
	if (days === 'broken') return 'never: the server fails when it looks for a run';
	if (days === 0) return 'never: there is no such day';
	const time = timeWords(table);
	const day = dayWords(cron, table.months.values);
	const everyDay = day === 'every day' && time.includes('every') && !/ to \d\d:/.test(time);
	const years = cron.year === undefined ? '' : ` ${yearWords(cron.year)}`;
	return `${time}${everyDay ? '' : `${day.startsWith('Monday') ? ',' : ''} ${day}`}${years}`;
}

/** The days of some month that has any; `broken` where looking fails in every month. */
function someDays(table: Timetable): DaySet | Broken {
	let found: DaySet | Broken = 'broken';
	for (let year = CYCLE_START; year < CYCLE_START + CALENDAR_CYCLE; year++) {
		for (const month of table.months.values) {
			const days = table.days(year, month);
			if (days !== 'broken' && days !== 0) return days;
			if (days === 0) found = days;
		}
	}
	return found;
}

function yearWords(expression: Expression): string {
	const inList = expression.kind === 'list';
	return listed(itemsOf(expression).map(item => yearItemWords(item, inList)));
}

function yearItemWords(item: Item, inList: boolean): string {
	switch (item.kind) {
		case 'any':
			return 'in every year';
		case 'value':
			return `in ${item.value}`;
		case 'range':
			return `from ${item.from} to ${item.to}`;
		case 'step': {
			const { over, period } = item;
			const every = period === 1 ? 'every year' : `every ${ordinal(period)} year`;
			if (over === 'any') return `in ${every} counted from 0`;
			const [from, to] = typeof over === 'number' ? [over, ''] : [over.from, ` to ${over.to}`];
			return inList
				? `in ${every} counted from ${from}${to}`
				: `in every year up to ${from} and ${every} from then on${to}`;
		}
		default:
			return '';
	}
}
