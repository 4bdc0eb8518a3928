import type { ClockChange, ZoneOffsets } from '../timezone-offsets.ts';
import { calendarDay } from './calendar.ts';
import { type DayPlans, dayPlans, plannedTimes } from './day-plan.ts';
import { type NoRun, searchEarliest } from './search.ts';
import type { Timetable } from './timetable.ts';
import { DAY, HOUR, MINUTE, momentAt } from './zoned.ts';

/** A run that a clock change takes away or gives twice. */
export interface DstEffect {
	readonly kind: 'skipped' | 'repeated';
	/** The time on the clock, such as `2026-03-29 02:30`. */
	readonly local: string;
	/** The clock change, in ms since the epoch. */
	readonly at: number;
}

/** How far after a change a run may still be lost: the server looks for hours in steps of an hour, 46 at most. */
const AFTERMATH = 2 * DAY;

/** Longer jumps are moves of the date line, not of an hour that few would miss. */
const LONGEST_JUMP = 3 * HOUR;

/** How far back to look for the run before a change, which decides how the server gets there. */
const LOOK_BACK = [HOUR, DAY, 2 * DAY, 8 * DAY, 32 * DAY, 128 * DAY, 370 * DAY, 1465 * DAY];

/**
 * What the clock changes after `from` and up to `until` do to the runs: the ones that the server really finds are held
 * against those that the fields name. A time with runs within the hour before and after it is left out: nobody waits
 * longer, or is started sooner, than every day.
 */
export function clockChangeEffects(
	tables: readonly Timetable[],
	zone: ZoneOffsets,
	from: number,
	until: number,
): DstEffect[] {
	const plans = dayPlans(tables);
	const effects: DstEffect[] = [];
	let change = zone.nextChange(from, until);
	while (change !== undefined) {
		effects.push(...effectsOf(change, tables, zone, plans));
		change = zone.nextChange(change.at, until);
	}
	return effects;
}

function effectsOf(
	change: ClockChange,
	tables: readonly Timetable[],
	zone: ZoneOffsets,
	plans: DayPlans,
): DstEffect[] {
	const jump = Math.abs(change.after - change.before);
	const [start, end] = [change.at - jump, change.at + jump];
	const window: ClockWindow = {
		start: change.at + Math.min(change.before, change.after),
		end: change.at + Math.max(change.before, change.after),
	};
	const firstLocal = momentAt(zone, start).local;
	// Every run is a planned one: where none is planned, there is none to lose and none to find.
	if (plannedTimes(plans, firstLocal, window.end + AFTERMATH).length === 0) return [];
	const { runs, next } = runsAround(tables, zone, start, end);
	const passages = new Map<number, number>();
	for (const run of runs) {
		const { local } = momentAt(zone, run);
		passages.set(local, (passages.get(local) ?? 0) + 1);
	}
	const to =
		typeof next === 'string'
			? window.end - MINUTE
			: Math.min(momentAt(zone, next).local - 1, window.end + AFTERMATH);
	const planned = plannedTimes(plans, firstLocal, to);
	const skipped = planned.filter(local => !passages.has(local));
	const repeated = [...passages].flatMap(([local, count]) => (count > 1 ? [local] : []));
	const told = (kind: DstEffect['kind'], locals: readonly number[]) =>
		locals
			.filter(local => !isHarmless(local, window, plans))
			.map(local => ({ kind, local: clockText(local), at: change.at }));
	return [...told('skipped', skipped), ...told('repeated', repeated)];
}

/** The runs from `start` to before `end`, found on from the run before them as the server does, and what comes next. */
function runsAround(tables: readonly Timetable[], zone: ZoneOffsets, start: number, end: number) {
	let next: number | NoRun = 'none';
	for (const distance of LOOK_BACK) {
		next = searchEarliest(tables, zone, start - distance);
		if (typeof next === 'number' && next < start) break;
	}
	while (typeof next === 'number' && next < start) next = searchEarliest(tables, zone, next);
	const runs: number[] = [];
	while (typeof next === 'number' && next < end) {
		runs.push(next);
		next = searchEarliest(tables, zone, next);
	}
	return { runs, next };
}

/** The times on the clock that a change leaves out or shows twice: from `start` to before `end`. */
interface ClockWindow {
	readonly start: number;
	readonly end: number;
}

/** Whether the schedule goes on at least hourly on both sides of the window, so that its times do not matter. */
function isHarmless(local: number, window: ClockWindow, plans: DayPlans): boolean {
	const reach = Math.max(HOUR, Math.min(window.end - window.start, LONGEST_JUMP));
	const before = plannedTimes(plans, local - reach, Math.min(local, window.start) - MINUTE);
	const behind = plannedTimes(plans, Math.max(local + MINUTE, window.end), local + reach);
	return before.length > 0 && behind.length > 0;
}

function clockText(local: number): string {
	const { year, month, day } = calendarDay(Math.floor(local / DAY));
	const time = local - Math.floor(local / DAY) * DAY;
	const date = [String(year).padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-');
	return `${date} ${twoDigits(Math.floor(time / HOUR))}:${twoDigits(Math.floor(time / MINUTE) % 60)}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}
