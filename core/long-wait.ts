import { type Cron, longestGap, nextRun } from './cron.ts';

/**
 * The longest delay of Akka's scheduler with its ticks of 10 ms, in ms, as its message names it: "maximum delay is
 * 21474835 seconds" (facts: server-behaviour, "Seen, but not among the recordings").
 */
const LONGEST_DELAY = 21_474_835_000;

/** Waits that begin within this time are looked at, in ms: a year has every yearly run. */
const HORIZON = 366 * 86_400_000;

/** A stretch of time without a run, in ms since 1970. */
export interface Wait {
	readonly from: number;
	readonly until: number;
}

/**
 * A wait from `now` (ms) or within the coming year that is longer than Metronome's timer holds: for the first run, or
 * between two. Undefined where there is none, or no run at its end.
 */
export function tooLongWait(cron: Cron, timezone: string, now: number): Wait | undefined {
	const next = nextRun(cron, timezone, now);
	if (next === null) return undefined;
	if (next - now > LONGEST_DELAY) return { from: now, until: next };
	if (!mayWaitLong(cron, timezone, now)) return undefined;
	const { gap, after } = longestGap(cron, timezone, now, HORIZON);
	return gap > LONGEST_DELAY && gap < Number.POSITIVE_INFINITY
		? { from: after, until: after + gap }
		: undefined;
}

/** Of a wait that is too long, half or more lies behind one of these instants; most schedules are done with here. */
function mayWaitLong(cron: Cron, timezone: string, now: number): boolean {
	const half = LONGEST_DELAY / 2;
	for (let at = now; at < now + HORIZON + LONGEST_DELAY; at += half) {
		const next = nextRun(cron, timezone, at);
		if (next !== null && next - at >= half) return true;
	}
	return false;
}
