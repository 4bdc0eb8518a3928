import type { ZoneOffsets } from '../timezone-offsets.ts';
import { calendarDay, dayNumber, monthLength } from './calendar.ts';

/**
 * A moment on the clocks of a zone, as Java's ZonedDateTime: what the clock shows (ms since 1970-01-01 00:00 on that
 * clock) and its offset from UTC (ms). The instant is `local - offset`.
 */
export interface ZonedMoment {
	readonly local: number;
	readonly offset: number;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function momentAt(zone: ZoneOffsets, instant: number): ZonedMoment {
	const offset = zone.at(instant);
	return { local: instant + offset, offset };
}

export function instantOf(moment: ZonedMoment): number {
	return moment.local - moment.offset;
}

/** Goes on by real time, whatever the clocks do (Java: `plusHours` and shorter units). */
export function later(zone: ZoneOffsets, moment: ZonedMoment, ms: number): ZonedMoment {
	return momentAt(zone, instantOf(moment) + ms);
}

/**
 * The moment at which the clock shows `local`. A time that the clock shows twice keeps the `preferred` offset if it is
 * one of the two, else the earlier passage counts; one that the clock jumps over moves on by the length of the jump
 * (Java: `ZonedDateTime.ofLocal`).
 */
export function atLocal(zone: ZoneOffsets, local: number, preferred?: number): ZonedMoment {
	if (preferred !== undefined && zone.at(local - preferred) === preferred)
		return { local, offset: preferred };
	// No zone is a day away from UTC, and no two clock changes are within two days.
	const before = zone.at(local - DAY);
	const after = zone.at(local + DAY);
	if (zone.at(local - before) === before) return { local, offset: before };
	if (zone.at(local - after) === after) return { local, offset: after };
	return { local: local + after - before, offset: after };
}

/** Back to the start of its hour, minute, … on the clock (Java: `truncatedTo`). */
export function startOf(zone: ZoneOffsets, moment: ZonedMoment, unit: number): ZonedMoment {
	return atLocal(zone, Math.floor(moment.local / unit) * unit, moment.offset);
}

/** The same day at another time of the day, in ms on the clock. */
export function withTime(zone: ZoneOffsets, moment: ZonedMoment, time: number): ZonedMoment {
	return atLocal(zone, Math.floor(moment.local / DAY) * DAY + time, moment.offset);
}

/** The same time on another day of its month; the month must have that day. */
export function withDay(zone: ZoneOffsets, moment: ZonedMoment, day: number): ZonedMoment {
	const { year, month } = calendarDay(Math.floor(moment.local / DAY));
	return onDate(zone, moment, year, month, day);
}

/** The same day and time in another month, counted from January of its year; a day too many becomes the last. */
export function withMonth(zone: ZoneOffsets, moment: ZonedMoment, month: number): ZonedMoment {
	const { year, day } = calendarDay(Math.floor(moment.local / DAY));
	const [years, monthOfYear] = month > 12 ? [1, month - 12] : [0, month];
	return onDate(
		zone,
		moment,
		year + years,
		monthOfYear,
		Math.min(day, monthLength(year + years, monthOfYear)),
	);
}

function onDate(
	zone: ZoneOffsets,
	moment: ZonedMoment,
	year: number,
	month: number,
	day: number,
): ZonedMoment {
	const time = moment.local - Math.floor(moment.local / DAY) * DAY;
	return atLocal(zone, dayNumber(year, month, day) * DAY + time, moment.offset);
}
