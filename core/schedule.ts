import { type Cron, parseCron } from './cron.ts';
import { type ObjectNode, type StringNode, valueIn } from './json.ts';
import { isTimeZone, utcOffset } from './timezone.ts';

/** The zone of a schedule that names none. Source: Metronome ScheduleSpec.scala, `DefaultTimeZone`. */
export const DEFAULT_TIME_ZONE = 'UTC';

/** A schedule that the server can read, over its syntax tree. */
export interface Schedule {
	readonly node: ObjectNode;
	readonly cronNode: StringNode;
	readonly cron: Cron;
	readonly timezone: string;
	/** Undefined where the schedule names no zone. */
	readonly timezoneNode: StringNode | undefined;
	/** Metronome starts no run of a disabled schedule, but still asks it for its next run whenever it is shown. */
	readonly enabled: boolean;
	/** A run is skipped while an earlier one is active. */
	readonly forbidsOverlap: boolean;
}

/** The view of a schedule; undefined where its expression or time zone cannot be read, of which other rules speak. */
export function scheduleView(node: ObjectNode): Schedule | undefined {
	if (!views.has(node)) views.set(node, readSchedule(node));
	return views.get(node);
}

/** Several rules look at each schedule, and a parsed expression remembers its timetable. */
const views = new WeakMap<ObjectNode, Schedule | undefined>();

function readSchedule(node: ObjectNode): Schedule | undefined {
	const cronNode = valueIn(node, 'cron');
	const timezoneNode = valueIn(node, 'timezone');
	if (cronNode?.kind !== 'string' || (timezoneNode !== undefined && timezoneNode.kind !== 'string'))
		return undefined;
	const timezone = timezoneNode?.value ?? DEFAULT_TIME_ZONE;
	const parsed = parseCron(cronNode.value);
	if (!parsed.ok || !isTimeZone(timezone)) return undefined;
	const policy = valueIn(node, 'concurrencyPolicy');
	return {
		node,
		cronNode,
		cron: parsed.cron,
		timezone,
		timezoneNode,
		enabled: isEnabled(node),
		forbidsOverlap: policy?.kind === 'string' && policy.value === 'FORBID',
	};
}

/** Only a written `false` disables. Source: Metronome ScheduleSpec.scala, `DefaultEnabled`. */
export function isEnabled(node: ObjectNode): boolean {
	const enabled = valueIn(node, 'enabled');
	return enabled?.kind !== 'boolean' || enabled.value;
}

/** `2026-03-29`: the day on the clocks of a zone at an instant (ms since 1970). */
export function dayText(at: number, timezone: string): string {
	return instantText(at + utcOffset(timezone, at)).replace(/T.*/, '');
}

/** `2026-03-29T01:30:00Z`: an instant (ms since 1970) as the server writes it, to the second. */
export function instantText(at: number): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

const MINUTE = 60_000;
const UNITS: readonly (readonly [string, number])[] = [
	['day', 1440 * MINUTE],
	['hour', 60 * MINUTE],
	['minute', MINUTE],
	['second', 1000],
];

/** A length of time (ms) in the largest unit that tells it whole, days from two on: `36 hours`, `10 minutes`, `300 days`. */
export function durationText(ms: number): string {
	const [name, size] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['second', 1000];
	const count = Math.round(ms / size);
	return `${count} ${name}${count === 1 ? '' : 's'}`;
}
