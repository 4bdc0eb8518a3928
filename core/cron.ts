import { clockChangeEffects, type DstEffect } from './cron/clock-change.ts';
import type { CronFields } from './cron/field.ts';
import { type Gap, longestWait } from './cron/gap.ts';
import { hasNoRunLeft } from './cron/never.ts';
import { type CronOddity, odditiesOf } from './cron/oddity.ts';
import { normalText, parseAlternatives } from './cron/parse.ts';
import { type CronProblem, problem } from './cron/parse-field.ts';
import { searchEarliest } from './cron/search.ts';
import { type Timetable, timetable } from './cron/timetable.ts';
import type { Broken } from './cron/values.ts';
import { scheduleWords } from './cron/words.ts';
import { Recent } from './recent.ts';
import { zoneOffsets } from './timezone-offsets.ts';

export type { CronOddity, CronProblem, DstEffect, Gap };

/** An expression that the server accepts. It may still never fire: see `neverFires` and the oddities. */
export interface Cron {
	readonly text: string;
	/** As the server stores and shows it. */
	readonly normal: string;
	readonly oddities: readonly CronOddity[];
	/** The parsed fields: one schedule, or several where the expression has a `|`. */
	readonly alternatives: readonly CronFields[];
}

export type CronResult =
	| { readonly ok: true; readonly cron: Cron }
	| { readonly ok: false; readonly problem: CronProblem };

/**
 * Reads a cron expression as Metronome 0.6.70 does; never throws. Offsets are UTF-16 units in the expression.
 * Source: Metronome CronSpec.scala and cron-utils 9.0.0; recordings cron-00001 … cron-02735.
 */
export function parseCron(text: string): CronResult {
	return recent.get(text, () => readCron(text));
}

const recent = new Recent<CronResult>(256);

function readCron(text: string): CronResult {
	const alternatives = parseAlternatives(text);
	if ('kind' in alternatives) return { ok: false, problem: alternatives };
	const normal = normalText(alternatives);
	if (normal === undefined) {
		const message =
			"Some alternatives between '|' have a year and some have none: the server fails to store that.";
		return { ok: false, problem: problem(message, { text, start: 0 }) };
	}
	const oddities = distinct(alternatives.flatMap(({ parsed }) => parsed.flatMap(odditiesOf)));
	return {
		ok: true,
		cron: { text, normal, oddities, alternatives: alternatives.map(({ fields }) => fields) },
	};
}

/** Alternatives share the fields that have no `|`. */
function distinct(oddities: readonly CronOddity[]): CronOddity[] {
	return [
		...new Map(oddities.map(oddity => [`${oddity.start} ${oddity.kind} ${oddity.message}`, oddity])).values(),
	];
}

/** JavaScript's dates end at 8.64e15 ms (ECMA-262); the search goes a hundred years on from here. */
const LAST_START = 8.63e15;

/**
 * The next run strictly after an instant (ms since the epoch), as the server finds it, clock changes included; null
 * where it finds none, and then showing the job is a 500. It may find one later: see `neverFires`.
 * Source: cron-utils 9.0.0, SingleExecutionTime.java; recordings next-00001 … next-01769.
 */
export function nextRun(cron: Cron, timezone: string, after: number): number | null {
	return recentRuns.get(`${after} ${timezone} ${cron.text}`, () => findNextRun(cron, timezone, after));
}

/** Many jobs share a schedule, and several rules ask for its next run. */
const recentRuns = new Recent<number | null>(512);

function findNextRun(cron: Cron, timezone: string, after: number): number | null {
	const tables = tablesOf(cron);
	if (tables === 'broken' || !(Math.abs(after) <= LAST_START)) return null;
	const run = searchEarliest(tables, zoneOffsets(timezone), after);
	return typeof run === 'number' ? run : null;
}

/** Up to `count` runs after `from`, each found from the one before; `exhausted` where the server finds no further. */
export function nextRuns(
	cron: Cron,
	timezone: string,
	from: number,
	count: number,
): { readonly runs: readonly number[]; readonly exhausted: boolean } {
	const runs: number[] = [];
	for (let after = from; runs.length < count; ) {
		const run = nextRun(cron, timezone, after);
		if (run === null) return { runs, exhausted: true };
		runs.push(run);
		after = run;
	}
	return { runs, exhausted: false };
}

/**
 * Whether the schedule has no run at all from `now` (ms) on. Where the server merely fails for the time being, as for
 * `31W` before a short month (recordings next-00579, next-00589), this is false although `nextRun` is null.
 */
export function neverFires(cron: Cron, timezone: string, now: number): boolean {
	const tables = tablesOf(cron);
	return tables === 'broken' || hasNoRunLeft(tables, zoneOffsets(timezone), now);
}

/**
 * The longest wait for a run that begins within `horizon` ms after `from`: its length in ms and the instant at which
 * it begins. The wait for the first run counts, and the one for the run after the horizon. Infinite where the server
 * finds no further run.
 */
export function longestGap(cron: Cron, timezone: string, from: number, horizon: number): Gap {
	const tables = tablesOf(cron);
	if (tables === 'broken') return { gap: Number.POSITIVE_INFINITY, after: from };
	return longestWait(tables, zoneOffsets(timezone), from, from + horizon);
}

/** What the schedule does, as plain English without a capital or a full stop: `at 09:00 every Monday`. */
export function describeCron(cron: Cron): string {
	return cron.alternatives.map(fields => scheduleWords(fields, timetable(fields))).join('; and ');
}

/**
 * The runs that the clock changes after `from` and up to `until` (ms) take away or double. Times that have runs within
 * the hour before and after them are left out, so that a job of every hour or minute has none.
 */
export function dstEffects(cron: Cron, timezone: string, from: number, until: number): readonly DstEffect[] {
	const key = `${from} ${until} ${timezone} ${cron.text}`;
	return recentEffects.get(key, () => {
		const tables = tablesOf(cron);
		return tables === 'broken' ? [] : clockChangeEffects(tables, zoneOffsets(timezone), from, until);
	});
}

const recentEffects = new Recent<readonly DstEffect[]>(256);

const timetables = new WeakMap<Cron, readonly Timetable[] | Broken>();

/** What the fields stand for is worked out once per expression. The server fails if it fails for one alternative. */
function tablesOf(cron: Cron): readonly Timetable[] | Broken {
	let known = timetables.get(cron);
	if (known === undefined) {
		const all = cron.alternatives.map(timetable);
		const sound = all.filter(table => table !== 'broken');
		known = sound.length === all.length ? sound : 'broken';
		timetables.set(cron, known);
	}
	return known;
}
