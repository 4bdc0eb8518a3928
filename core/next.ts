import { describeCron, nextRuns, parseCron } from './cron.ts';
import type { Job } from './job.ts';
import { type ObjectNode, stringIn, valueIn } from './json.ts';
import { quoted } from './quote.ts';
import type { FileContext } from './rule.ts';
import { DEFAULT_TIME_ZONE, instantText, isEnabled } from './schedule.ts';
import { isTimeZone, suggestTimeZone } from './timezone.ts';

/** What is written: an expression and the zone it is read in. */
interface Written {
	/** Null for an expression that stands alone. */
	readonly job: string | null;
	readonly schedule: string | null;
	/** '' where the schedule has none. */
	readonly cron: string;
	readonly timezone: string;
	/** Metronome starts no run of a disabled schedule; its times are shown all the same. */
	readonly enabled: boolean;
}

/** The coming runs of one schedule. */
export interface UpcomingRuns extends Written {
	readonly ok: true;
	/** As the server stores it. */
	readonly normal: string;
	/** In words, without a capital or a full stop. */
	readonly words: string;
	/** Instants such as `2026-03-29T01:30:00Z`, as the server finds them: clock changes skip and repeat runs. */
	readonly next: readonly string[];
	/** The server finds no further run after these: showing the job is then a 500. */
	readonly exhausted: boolean;
}

/** A schedule that the server cannot read, and why. */
export interface UnreadableSchedule extends Written {
	readonly ok: false;
	readonly error: string;
}

export type Upcoming = UpcomingRuns | UnreadableSchedule;

/** The coming runs of every schedule in a file, in source order. `from`: ms since 1970, itself left out. */
export function upcomingRuns(context: FileContext, from: number, count: number): readonly Upcoming[] {
	return context.units.flatMap(unit => {
		if (unit.kind === 'job') return unit.job.schedules.map(node => ofSchedule(node, unit.job, from, count));
		// The schedule of a wrapper is among those of its job.
		if (unit.job !== undefined || unit.node.kind !== 'object') return [];
		return [ofSchedule(unit.node, undefined, from, count)];
	});
}

/** The coming runs of one expression in a time zone. */
export function upcomingOf(cron: string, timezone: string, from: number, count: number): Upcoming {
	return upcoming({ job: null, schedule: null, cron, timezone, enabled: true }, from, count);
}

function ofSchedule(node: ObjectNode, job: Job | undefined, from: number, count: number): Upcoming {
	const written = {
		job: job?.id ?? null,
		schedule: stringIn(valueIn(node, 'id')) ?? null,
		cron: stringIn(valueIn(node, 'cron')) ?? '',
		timezone: stringIn(valueIn(node, 'timezone')) ?? DEFAULT_TIME_ZONE,
		enabled: isEnabled(node),
	};
	return upcoming(written, from, count);
}

function upcoming(written: Written, from: number, count: number): Upcoming {
	const parsed = parseCron(written.cron);
	if (!parsed.ok) return { ...written, ok: false, error: parsed.problem.message };
	if (!isTimeZone(written.timezone)) {
		const suggestion = suggestTimeZone(written.timezone);
		const advice = suggestion === undefined ? '' : ` Probably '${suggestion}' is meant.`;
		const error = `Metronome knows no time zone ${quoted(written.timezone)}.${advice}`;
		return { ...written, ok: false, error };
	}
	const { runs, exhausted } = nextRuns(parsed.cron, written.timezone, from, count);
	return {
		...written,
		ok: true,
		normal: parsed.cron.normal,
		words: describeCron(parsed.cron),
		next: runs.map(instantText),
		exhausted,
	};
}
