import { type Cron, nextRun, parseCron } from '../core/cron.ts';
import type { StoredSchedule } from '../core/stored.ts';

const MINUTE = 60_000;

interface Known {
	readonly cron: Cron | undefined;
	/** The minute for which `run` was worked out; schedules know no smaller unit. */
	minute: number;
	run: number | null;
}

const known = new WeakMap<StoredSchedule, Known>();

/**
 * The next run of a schedule after an instant (ms since 1970); null where the server finds none, and then showing the
 * schedule is a 500 (facts: server-behaviour row 2).
 */
export function nextRunOf(schedule: StoredSchedule, now: number): number | null {
	const minute = Math.floor(now / MINUTE);
	let entry = known.get(schedule);
	if (entry === undefined) {
		const parsed = parseCron(schedule.cron);
		entry = { cron: parsed.ok ? parsed.cron : undefined, minute: Number.NaN, run: null };
		known.set(schedule, entry);
	}
	if (entry.minute !== minute) {
		entry.minute = minute;
		entry.run = entry.cron === undefined ? null : nextRun(entry.cron, schedule.timezone, now);
	}
	return entry.run;
}
