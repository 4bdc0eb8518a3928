/** A clock change: the first instant (ms since the epoch) of the new offset, and both offsets from UTC (ms). */
export interface ClockChange {
	readonly at: number;
	readonly before: number;
	readonly after: number;
}

/** The offsets of one time zone. Instants are ms since the epoch, offsets ms east of UTC. */
export interface ZoneOffsets {
	/** The offset in force at an instant. */
	at(instant: number): number;
	/** Up to here (exclusive) the offset surely stays what it is at `instant`; at most some days ahead. */
	steadyUntil(instant: number): number;
	/** The first clock change after `after` and not later than `until`. */
	nextChange(after: number, until: number): ClockChange | undefined;
}

/** A stretch of time with at most one clock change. */
interface Stretch {
	readonly end: number;
	readonly before: number;
	readonly after: number;
	/** Infinity where the clock does not change. */
	readonly changeAt: number;
}

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Short enough for one clock change at most: the closest two that any zone has had since 1970, or will have until
 * 2130, are 6.96 days apart (Asia/Gaza 2040, America/Noronha 2000; measured with the time zone data of Java 17).
 */
const STRETCH = 6 * DAY;

/** The instants that JavaScript's dates can hold (ECMA-262, "time values"). */
const LAST_INSTANT = 8.64e15;

const zones = new Map<string, ZoneOffsets>();

/**
 * The offsets of a time zone, remembered from call to call: the first look at a stretch of time asks Intl, later ones
 * cost some nanoseconds. An id that neither Metronome nor Intl knows counts as UTC: ask `isTimeZone` before.
 */
export function zoneOffsets(id: string): ZoneOffsets {
	let zone = zones.get(id);
	if (zone === undefined) {
		const fixed = fixedOffset(id);
		zone = fixed === undefined ? changingZone(offsetReader(id)) : fixedZone(fixed);
		zones.set(id, zone);
	}
	return zone;
}

function fixedZone(offset: number): ZoneOffsets {
	return {
		at: () => offset,
		steadyUntil: () => Number.POSITIVE_INFINITY,
		nextChange: () => undefined,
	};
}

function changingZone(read: (instant: number) => number): ZoneOffsets {
	const edges = new Map<number, number>();
	const stretches = new Map<number, Stretch>();
	let lastIndex = Number.NaN;
	let last: Stretch | undefined;

	const edge = (index: number): number => {
		let offset = edges.get(index);
		if (offset === undefined) {
			offset = read(index * STRETCH);
			edges.set(index, offset);
		}
		return offset;
	};
	const stretchAt = (instant: number): Stretch => {
		const index = Math.floor(instant / STRETCH);
		if (index === lastIndex && last !== undefined) return last;
		let stretch = stretches.get(index);
		if (stretch === undefined) {
			const [before, after] = [edge(index), edge(index + 1)];
			const changeAt =
				before === after ? Number.POSITIVE_INFINITY : findChange(read, index * STRETCH, before);
			stretch = { end: (index + 1) * STRETCH, before, after, changeAt };
			stretches.set(index, stretch);
		}
		[lastIndex, last] = [index, stretch];
		return stretch;
	};

	return {
		at: instant => {
			const stretch = stretchAt(instant);
			return instant < stretch.changeAt ? stretch.before : stretch.after;
		},
		steadyUntil: instant => {
			const stretch = stretchAt(instant);
			return instant < stretch.changeAt ? Math.min(stretch.changeAt, stretch.end) : stretch.end;
		},
		nextChange: (after, until) => {
			for (let at = after; at <= until; at = stretchAt(at).end) {
				const { changeAt, before, after: behind } = stretchAt(at);
				if (changeAt > after && changeAt <= until) return { at: changeAt, before, after: behind };
			}
			return undefined;
		},
	};
}

/** Offsets change on whole seconds. */
function findChange(read: (instant: number) => number, start: number, before: number): number {
	let low = start;
	let high = start + STRETCH;
	while (high - low > SECOND) {
		const middle = Math.floor((low + high) / 2 / SECOND) * SECOND;
		if (read(middle) === before) low = middle;
		else high = middle;
	}
	return high;
}

const zeroOffsets = /^(?:(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|GMT|GMT0|Greenwich)|Etc\/GMT[+-]0)$/;

/**
 * The offset of the zones that have one for ever: most schedules say nothing and run in UTC, so these need no Intl.
 * In `Etc/GMT+5` and `SystemV/EST5` the number counts hours west of Greenwich.
 */
function fixedOffset(id: string): number | undefined {
	if (zeroOffsets.test(id)) return 0;
	const west = /^Etc\/GMT([+-]\d{1,2})$/.exec(id)?.[1] ?? /^SystemV\/[A-Z]{3}(\d{1,2})$/.exec(id)?.[1];
	return west === undefined ? undefined : -Number(west) * HOUR;
}

function offsetReader(id: string): (instant: number) => number {
	const systemV = /^SystemV\/[A-Z]{3}(\d{1,2})[A-Z]{3}$/.exec(id)?.[1];
	return systemV === undefined ? intlOffsets(id) : systemVOffsets(-Number(systemV) * HOUR);
}

/**
 * `SystemV/EST5EDT` and its like exist in Java only; some ICU builds know them, browsers need not. Summer time is from
 * the last Sunday of April to the last Sunday of October, at 2 o'clock on the clock in force (Java's tz data, file
 * `systemv`, rules since 1976; zone dump of Java 17).
 */
function systemVOffsets(standard: number): (instant: number) => number {
	return instant => {
		const local = new Date(instant + standard);
		const year = local.getUTCFullYear();
		const summer = lastSunday(year, 3) + 2 * HOUR;
		const winter = lastSunday(year, 9) + HOUR;
		return local.getTime() >= summer && local.getTime() < winter ? standard + HOUR : standard;
	};
}

/** Midnight of the last Sunday of a month, as if in UTC; months count from 0. */
function lastSunday(year: number, month: number): number {
	const lastDay = new Date(Date.UTC(year, month + 1, 0));
	return lastDay.getTime() - lastDay.getUTCDay() * DAY;
}

function intlOffsets(id: string): (instant: number) => number {
	let format: Intl.DateTimeFormat;
	try {
		// Of the formats that tell the offset this is the fastest: the hour keeps Intl from adding a whole date.
		format = new Intl.DateTimeFormat('en-US', { timeZone: id, hour: 'numeric', timeZoneName: 'longOffset' });
	} catch {
		return () => 0;
	}
	return instant => {
		const text = format.format(Math.min(Math.max(instant || 0, -LAST_INSTANT), LAST_INSTANT));
		const [, sign, hours, minutes, seconds] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
		const size = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * SECOND;
		return sign === '-' ? -size : size;
	};
}
