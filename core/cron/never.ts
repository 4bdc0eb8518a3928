import type { ZoneOffsets } from '../timezone-offsets.ts';
import { calendarDay, dayNumber } from './calendar.ts';
import { searchEarliest } from './search.ts';
import type { Timetable } from './timetable.ts';
import { atLocal, DAY, instantOf, momentAt } from './zoned.ts';

/** As far as the server itself looks ahead. */
const MONTHS_AHEAD = 1200;

/**
 * Whether no run comes any more. The server's search fails at a month without the wanted day (`31W`), and works again
 * once that month has begun to be the past: so each later month is asked too.
 */
export function hasNoRunLeft(tables: readonly Timetable[], zone: ZoneOffsets, now: number): boolean {
	let outcome = searchEarliest(tables, zone, now);
	const { year, month } = calendarDay(Math.floor(momentAt(zone, now).local / DAY));
	for (let ahead = 1; outcome === 'broken' && ahead <= MONTHS_AHEAD; ahead++) {
		const months = year * 12 + month - 1 + ahead;
		const start = dayNumber(Math.floor(months / 12), (months % 12) + 1, 1) * DAY;
		outcome = searchEarliest(tables, zone, instantOf(atLocal(zone, start)));
	}
	return typeof outcome === 'string';
}
