import { NICKNAMES } from './cron/nicknames.ts';
import { parseCron } from './cron.ts';

/** An expression that the server takes in the place of one that it refuses. */
export interface CronRepair {
	readonly text: string;
	/** It says the same as what was written, in the dialect it was written in. */
	readonly safe: boolean;
	/** Why it was refused, where the server's own look at it leads astray: a sentence. */
	readonly note?: string;
}

/**
 * What was most likely meant by an expression that the server refuses; undefined rather than a wild guess. Whatever it
 * gives is accepted by `parseCron`. It knows nicknames (`@daily`), Quartz (`?`, seconds first), full names of days
 * and months, blanks that are no blanks to the server, steps that reach beyond their field, missing fields.
 */
export function repairCron(text: string): CronRepair | undefined {
	if (text.length > LONGEST_TEXT) return undefined;
	const parts = text.trim().split(/[\s\u00a0]+/u);
	for (const repair of REPAIRS) {
		const repaired = repair(parts);
		if (repaired !== undefined && repaired.text !== text && isPlain(repaired.text)) return repaired;
	}
	return undefined;
}

/** A longer text is no slip of the pen; in UTF-16 units. */
const LONGEST_TEXT = 1000;

/** The server takes it, and for what it seems to say. */
function isPlain(text: string): boolean {
	const parsed = parseCron(text);
	return parsed.ok && parsed.cron.oddities.every(({ kind }) => kind === 'normalised');
}

type Repair = (parts: readonly string[]) => CronRepair | undefined;

function nickname(parts: readonly string[]): CronRepair | undefined {
	const text = NICKNAMES.get((parts[0] ?? '').toLowerCase());
	return text === undefined || parts.length > 1 ? undefined : { text, safe: true };
}

const NO_SECONDS = 'Metronome has no seconds: the first field is the minute.';

/** Places in an expression that begins with the minute. */
const HOUR = 1;
const DAY_OF_MONTH = 2;
const MONTH = 3;
const DAY_OF_WEEK = 4;
const FIELDS = 5;

/**
 * Quartz puts seconds first and may end in a year; one of its two day fields is `?`, and its week begins with 1 for
 * Sunday. Where the `?` stands tells whether six fields begin with seconds or end in a year.
 */
function quartz(parts: readonly string[]): CronRepair | undefined {
	const isQuartz =
		parts.length === FIELDS + 2 ||
		(parts.length === FIELDS + 1 && (parts[DAY_OF_MONTH + 1] === '?' || parts[DAY_OF_WEEK + 1] === '?'));
	if (!isQuartz) return undefined;
	const fields = parts.slice(1).map(part => (part === '?' ? '*' : part));
	const weekdays = fields[DAY_OF_WEEK] ?? '*';
	fields[DAY_OF_WEEK] = weekdays.replaceAll(/(?<![\d/#])[1-7](?!\d)/g, day => String(Number(day) - 1));
	if (fields[FIELDS] === '*') fields.pop();
	const text = lastWeekday(fields)?.text ?? fields.join(' ');
	return { text, safe: false, note: NO_SECONDS };
}

/** Six fields of which the last can be no year: the first may be seconds, as Spring and many libraries write them. */
function secondsFirst(parts: readonly string[]): CronRepair | undefined {
	if (parts.length !== FIELDS + 1 || !/^[\d*/,-]+$/.test(parts[0] ?? '')) return undefined;
	return { text: parts.slice(1).join(' '), safe: false, note: NO_SECONDS };
}

/** `0, 30`: a blank that tears a field apart. */
function tornField(parts: readonly string[]): CronRepair | undefined {
	const written = parts.join(' ');
	const text = written.replaceAll(/ ?([,/-]) ?/g, '$1');
	return text === written ? undefined : { text, safe: false };
}

/** `?` instead of `*`, `MONDAY` instead of `MON`, a dash of another kind, other blanks, a comma too many. */
function spelling(parts: readonly string[]): CronRepair | undefined {
	const spelled = parts.map((part, index) => {
		const plain =
			part === '?'
				? '*'
				: part.replaceAll(/[‐-―−]/gu, '-').replaceAll(/\p{L}{4,}/gu, name => shortName(name, index) ?? name);
		return plain.replaceAll(/,{2,}/g, ',').replace(/^,/, '').replace(/,$/, '');
	});
	if (spelled.includes('')) return undefined;
	return { text: spelled.join(' '), safe: !parts.some(isDoubtful) };
}

/** A value may be missing beside a comma too many, and `?` has a meaning in the day fields alone. */
function isDoubtful(part: string, index: number): boolean {
	return /^,|,,|,$/.test(part) || (part === '?' && index !== DAY_OF_MONTH && index !== DAY_OF_WEEK);
}

const MONTHS = 'january february march april may june july august september october november december'.split(
	' ',
);
const DAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** `TUESDAY`, `Tues`: the three letters of a name that begins like this. */
function shortName(name: string, index: number): string | undefined {
	const names = index === MONTH ? MONTHS : index === DAY_OF_WEEK ? DAYS : [];
	const full = names.find(candidate => candidate.startsWith(name.toLowerCase()));
	return full?.slice(0, 3).toUpperCase();
}

/** The days of the months, February's in a leap year. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * `31 4-5`: the server forgets the last month of a range and finds no month that is long enough. Listed one by one,
 * the months with that day are taken, and the day comes in no other (recordings cron-01068, cron-01077).
 */
function months(parts: readonly string[]): CronRepair | undefined {
	const day = /^\d{1,2}$/.test(parts[DAY_OF_MONTH] ?? '') ? Number(parts[DAY_OF_MONTH]) : undefined;
	const [, from, to] = /^(\w{1,3})-(\w{1,3})$/.exec(parts[MONTH] ?? '') ?? [];
	if (day === undefined || from === undefined || to === undefined) return undefined;
	const [first, last] = [monthNumber(from), monthNumber(to)];
	const listed: number[] = [];
	for (let month = first; month <= last; month++) if (day <= (LONGEST[month - 1] ?? 0)) listed.push(month);
	if (listed.length === 0) return undefined;
	return { text: parts.toSpliced(MONTH, 1, listed.join(',')).join(' '), safe: true };
}

/** `FEB` or `2`; NaN for anything else. */
export function monthNumber(text: string): number {
	const index = MONTHS.findIndex(name => name.slice(0, 3) === text.toLowerCase());
	return index >= 0 ? index + 1 : Number(text);
}

/** `5L`, `FRIL`: the last one of a weekday in a month, as {@link lastOfWeekday} spells it. */
function lastWeekday(parts: readonly string[]): CronRepair | undefined {
	const [, day] = /^([0-7])L$/i.exec(parts[DAY_OF_WEEK] ?? '') ?? [];
	if (day === undefined) return undefined;
	return { text: parts.toSpliced(DAY_OF_WEEK, 1, lastOfWeekday(Number(day))).join(' '), safe: false };
}

/**
 * The last Friday of each month as day of the week: `5L` is refused on its own (row 23 of the facts), but taken within
 * a list, so it stands there with the fifth Friday, which is the last one wherever there is one. Sources: cron-utils
 * 9.0.0, FieldParser.java and AndDayOfWeekValueGenerator.java.
 */
export function lastOfWeekday(day: number): string {
	return `${day % 7}L,${day % 7}#5`;
}

/** A step as long as its field, such as 60 minutes, only ever reaches the field's first value. */
function longStep(parts: readonly string[]): CronRepair | undefined {
	const sizes = [60, 24, 31, 12];
	const shortened = parts.map((part, index) => {
		const [, step] = /^\*\/(\d{1,4})$/.exec(part) ?? [];
		const size = sizes[index];
		if (step === undefined || size === undefined || Number(step) < size) return part;
		return index > HOUR ? '1' : '0';
	});
	return { text: shortened.join(' '), safe: false };
}

/** Four fields: in which days of the week is what people leave out, and any is what they mean. */
function missingField(parts: readonly string[]): CronRepair | undefined {
	return parts.length === FIELDS - 1 ? { text: `${parts.join(' ')} *`, safe: false } : undefined;
}

/** From the surest to the boldest. */
const REPAIRS: readonly Repair[] = [
	nickname,
	quartz,
	tornField,
	spelling,
	months,
	lastWeekday,
	secondsFirst,
	longStep,
	missingField,
];
