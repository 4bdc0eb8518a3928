import { type Cron, parseCron } from './cron.ts';
import { type ObjectNode, type StringNode, valueIn } from './json.ts';
import { isTimeZone } from './timezone.ts';

/** The zone of a schedule that names none. Source: Metronome ScheduleSpec.scala, `DefaultTimeZone`. */
const DEFAULT_TIME_ZONE = 'UTC';

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
	const enabled = valueIn(node, 'enabled');
	const policy = valueIn(node, 'concurrencyPolicy');
	return {
		node,
		cronNode,
		cron: parsed.cron,
		timezone,
		timezoneNode,
		enabled: enabled?.kind !== 'boolean' || enabled.value,
		forbidsOverlap: policy?.kind === 'string' && policy.value === 'FORBID',
	};
}

/** The longest text that a message quotes whole. */
const LONGEST_QUOTE = 60;

/** A text of the user's for a message: in quotes, on one line and not too long. */
export function quoted(text: string): string {
	const line = JSON.stringify(text).slice(1, -1);
	return `'${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line}'`;
}

/** `2026-03-29T01:30:00Z`: an instant (ms since 1970) as the server writes it, to the second. */
export function instantText(at: number): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
