import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	type Cron,
	describeCron,
	dstEffects,
	longestGap,
	neverFires,
	nextRun,
	nextRuns,
	parseCron,
} from './cron.ts';

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

function cronOf(text: string): Cron {
	const result = parseCron(text);
	if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
	return result.cron;
}

function problemOf(text: string) {
	const result = parseCron(text);
	if (result.ok) throw new Error(`${text} is accepted as ${result.cron.normal}`);
	return result.problem;
}

function iso(instant: number | null): string | null {
	return instant === null ? null : new Date(instant).toISOString().replace(':00.000Z', 'Z');
}

function runsOf(text: string, timezone: string, from: string, count: number): (string | null)[] {
	return nextRuns(cronOf(text), timezone, Date.parse(from), count).runs.map(iso);
}

describe('a refused expression', () => {
	test.each([
		['61 * * * *', '61', "'61' is not a minute: 0 to 59 are allowed."],
		['0 24 * * *', '24', "'24' is not an hour: 0 to 23 are allowed."],
		['0 9 * FOO *', 'FOO', "'FOO' is not a month: 1 to 12 and JAN to DEC are allowed."],
		['0 9 * * 1,8,2', '8', "'8' is not a day of the week: 0 to 7 and MON to SUN are allowed."],
		['0 9 * * ?', '?', "Metronome knows no '?': write '*' instead."],
		['@daily', '@daily', "Metronome knows no '@daily': write '0 0 * * *'."],
		['0 */31 * * *', '*/31', 'The step 31 is not allowed in the hour: 1 to 23 are.'],
		['0 9 LW * *', 'LW', "Metronome knows no 'LW' (the last workday of a month)."],
		['0 9 31 2 *', '31 2', 'There is no day 31 in month 2.'],
		['0 9 * * 5L', '5L', 'The last Friday of a month is 5L,5#5.'],
		['0\u00a09 * * *', '\u00a0', 'only plain blanks part the fields'],
	])('%s is shown at %s, with what is allowed', (text, place, message) => {
		const { start, end, message: told } = problemOf(text);
		expect(text.slice(start, end)).toBe(place);
		expect(told).toContain(message);
	});

	test('names the fields when there are too few or too many', () => {
		expect(problemOf('0 9 * *')).toMatchObject({
			start: 0,
			end: 7,
			message: expect.stringContaining('4 fields'),
		});
		expect(problemOf('0 0 9 * * * 2027').message).toContain('There are no seconds.');
	});

	test('is told about the month that the server overlooks', () => {
		expect(problemOf('0 0 31 4-5 *').message).toContain('write the months as a list');
		expect(nextRun(cronOf('0 0 31 4,5 *'), 'UTC', NOW)).toBe(Date.UTC(2027, 4, 31));
	});
});

describe('an accepted expression', () => {
	test.each([
		['0 9 * * FRIL', 'last-dropped', 'FRIL', 'means every Friday'],
		['*/1 9 * * *', 'normalised', '*/1', 'stored as *'],
		['0 22-3 * * *', 'other-values', '22-3', 'for 22 only'],
		['0 22/5 * * *', 'other-values', '22/5', 'for 7, 12 and 17 as well'],
		['0 9 * * 3/2', 'other-values', '3/2', 'Sunday, Tuesday, Thursday and Saturday'],
		['0 9 * * L', 'other-values', 'L', 'every Sunday'],
		['0 9 1,15W * *', 'other-values', '15W', 'day 15 itself'],
		['0 0 1 1 * 2030/2', 'other-values', '2030/2', 'every year up to 2030'],
		['0 9 5#2 * *', 'never', '5#2', 'stands for nothing'],
		['0 9 * * 1#6', 'never', '1#6', '6th weekday'],
		['0 9 31W * *', 'fails', '31W', 'in months without that day'],
		['0 9 * * 5-1/2', 'fails', '5-1/2', 'runs backwards'],
	])('%s has the oddity %s at %s', (text, kind, place, message) => {
		const [oddity] = cronOf(text).oddities;
		expect(oddity).toMatchObject({ kind, message: expect.stringContaining(message) });
		expect(text.slice(oddity!.start, oddity!.end)).toBe(place);
	});

	test('has none where the server does what cron commonly does', () => {
		for (const text of [
			'0 9 * * 1-5',
			'*/15 * * * *',
			'0 9 L * *',
			'0 9 * * 5L,5#5',
			'0 9 * * 6-1',
			'5-50/15 * * * *',
		]) {
			expect(cronOf(text).oddities).toEqual([]);
		}
	});

	test('offers the last Friday, which really is the last', () => {
		const [oddity] = cronOf('0 9 * * FRIL').oddities;
		expect(oddity?.instead).toBe('5L,5#5');
		expect(runsOf(`0 9 * * ${oddity?.instead}`, 'UTC', '2026-09-01T00:00:00Z', 4)).toEqual([
			'2026-09-25T09:00Z',
			'2026-10-30T09:00Z',
			'2026-11-27T09:00Z',
			'2026-12-25T09:00Z',
		]);
	});

	test('with | is several schedules, stored field by field', () => {
		const cron = cronOf('0|30 9|17 * * MON');
		expect(cron.normal).toBe('0|30 9|17 * * 1');
		expect(runsOf(cron.text, 'UTC', '2026-11-23T00:00:00Z', 3)).toEqual([
			'2026-11-23T09:00Z',
			'2026-11-23T17:30Z',
			'2026-11-30T09:00Z',
		]);
	});
});

describe('runs around a clock change', () => {
	test('a daily run at a time that does not exist is skipped that day', () => {
		expect(runsOf('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
			'2026-03-28T01:30Z',
			'2026-03-30T00:30Z',
		]);
	});

	test('a daily run at a time that comes twice runs twice', () => {
		expect(runsOf('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 3)).toEqual([
			'2026-10-25T00:30Z',
			'2026-10-25T01:30Z',
			'2026-10-26T01:30Z',
		]);
	});

	test('a dated run found from the day before, late enough, runs at the second passage only', () => {
		expect(runsOf('30 2 25 10 *', 'Europe/Berlin', '2026-10-24T01:00:00Z', 1)).toEqual(['2026-10-25T01:30Z']);
		expect(runsOf('30 2 25 10 *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 1)).toEqual(['2026-10-25T00:30Z']);
	});
});

describe('the search for the next run gives up', () => {
	test('at a month without the wanted day, and goes on after it', () => {
		const cron = cronOf('0 0 31W * *');
		expect(nextRun(cron, 'UTC', Date.UTC(2028, 1, 10))).toBeNull();
		expect(nextRun(cron, 'UTC', Date.UTC(2028, 2, 1))).toBe(Date.UTC(2028, 2, 31));
		expect(neverFires(cron, 'UTC', Date.UTC(2028, 1, 10))).toBe(false);
	});

	test.each([
		'0 0 1 1 * 2020',
		'0 0 30-30 2 *',
		'0 0 5#1 * *',
		'0 22-3,23-1 * * *',
		'0 0 * * 5-1/2',
		'0 0 * * * 2300',
	])('for ever: %s never fires', text => {
		expect(neverFires(cronOf(text), 'Europe/Berlin', NOW)).toBe(true);
		expect(nextRuns(cronOf(text), 'Europe/Berlin', NOW, 3)).toEqual({ runs: [], exhausted: true });
		expect(longestGap(cronOf(text), 'Europe/Berlin', NOW, YEAR)).toEqual({ gap: Infinity, after: NOW });
		expect(describeCron(cronOf('0 0 30-30 2 *'))).toBe('never: there is no such day');
	});

	test('where the schedule ends', () => {
		const { runs, exhausted } = nextRuns(cronOf('0 0 1 1,7 * 2027'), 'UTC', NOW, 5);
		expect(runs.map(iso)).toEqual(['2027-01-01T00:00Z', '2027-07-01T00:00Z']);
		expect(exhausted).toBe(true);
	});
});

describe('the longest gap', () => {
	test('of a daily schedule is the day that the clock goes back', () => {
		const start = Date.UTC(2026, 9, 20);
		expect(longestGap(cronOf('0 9 * * *'), 'Europe/Berlin', start, 30 * DAY)).toEqual({
			gap: 25 * HOUR,
			after: Date.UTC(2026, 9, 24, 7),
		});
	});

	test('is found on the day of the change too, where it lies between other runs of that day', () => {
		const cron = cronOf('0 0,1,3-23 * * *');
		expect(longestGap(cron, 'Europe/Berlin', Date.UTC(2026, 9, 24, 21), 30 * HOUR)).toEqual({
			gap: 3 * HOUR,
			after: Date.UTC(2026, 9, 24, 23),
		});
	});

	test('of a yearly schedule is a year, even if the first run is near', () => {
		const { gap, after } = longestGap(cronOf('0 0 1 12 *'), 'UTC', NOW, YEAR);
		expect([gap, after]).toEqual([YEAR, Date.UTC(2026, 11, 1)]);
	});

	test('begins with a run that has none after it, where the schedule ends', () => {
		const { gap, after } = longestGap(cronOf('0 0 1 12 * 2026'), 'UTC', NOW, YEAR);
		expect([gap, after]).toEqual([Infinity, Date.UTC(2026, 11, 1)]);
	});

	test('is the same as when every run is looked at', () => {
		const zones = fc.constantFrom(
			'Europe/Berlin',
			'Australia/Lord_Howe',
			'America/Santiago',
			'Africa/Cairo',
			'UTC',
		);
		const texts = fc.tuple(
			fc.constantFrom('0', '*/20', '15,50', '*/20|7'),
			fc.constantFrom('*', '2', '0-3', '1,2', '*/3', '23', '2|3'),
			fc.constantFrom('*', '1', 'L', '26-31'),
			fc.constant('*'),
			fc.constantFrom('*', '1-5', '0'),
		);
		const starts = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) });
		fc.assert(
			fc.property(texts, zones, starts, (fields, zone, start) => {
				const cron = cronOf(fields.join(' '));
				expect(longestGap(cron, zone, start, 40 * DAY)).toEqual(
					longestGapRunByRun(cron, zone, start, 40 * DAY),
				);
			}),
			{ numRuns: 60 },
		);
	});
});

function longestGapRunByRun(cron: Cron, zone: string, from: number, horizon: number) {
	let longest = { gap: 0, after: from };
	for (let at = from; at <= from + horizon; ) {
		const next = nextRun(cron, zone, at);
		if (next === null) return { gap: Infinity, after: at };
		if (next - at > longest.gap) longest = { gap: next - at, after: at };
		at = next;
	}
	return longest;
}

describe('the effects of clock changes', () => {
	const effects = (text: string, zone: string) =>
		dstEffects(cronOf(text), zone, Date.UTC(2026, 0), Date.UTC(2027, 0)).map(
			({ kind, local }) => `${kind} ${local}`,
		);

	test.each([
		['30 2 * * *', 'Europe/Berlin', ['skipped 2026-03-29 02:30', 'repeated 2026-10-25 02:30']],
		['0 */2 * * *', 'Europe/Berlin', ['skipped 2026-03-29 02:00', 'repeated 2026-10-25 02:00']],
		['30 2 29 3 *', 'Europe/Berlin', ['skipped 2026-03-29 02:30']],
		['30 2 29 3 * 2026', 'Europe/Berlin', ['skipped 2026-03-29 02:30']],
		['30 0 * * *', 'America/Havana', ['skipped 2026-03-08 00:30', 'repeated 2026-11-01 00:30']],
		['15 2 * * *', 'Australia/Lord_Howe', ['skipped 2026-10-04 02:15']],
		[
			'0,30 2 * * 0',
			'Europe/Berlin',
			[
				'skipped 2026-03-29 02:00',
				'skipped 2026-03-29 02:30',
				'repeated 2026-10-25 02:00',
				'repeated 2026-10-25 02:30',
			],
		],
	])('%s in %s', (text, zone, expected) => {
		expect(effects(text, zone)).toEqual(expected);
	});

	test.each([
		['* * * * *', 'Europe/Berlin'],
		['30 * * * *', 'Europe/Berlin'],
		['0 * * * *', 'Australia/Lord_Howe'],
		['30 1-4 * * *', 'Europe/Berlin'],
		['0 9 * * *', 'Europe/Berlin'],
		['30 2 * * *', 'UTC'],
		['30 2 5 * *', 'Europe/Berlin'],
	])('are none for %s in %s', (text, zone) => {
		expect(effects(text, zone)).toEqual([]);
	});

	test('tell when the clock changes', () => {
		const [skipped] = dstEffects(cronOf('30 2 * * *'), 'Europe/Berlin', NOW, NOW + YEAR);
		expect(skipped?.at).toBe(Date.UTC(2027, 2, 28, 1));
	});
});

test.each([
	['* * * * *', 'every minute'],
	['*/15 * * * *', 'every 15 minutes'],
	['0 * * * *', 'every hour, on the hour'],
	['30 */2 * * *', 'every 2 hours from 00:30'],
	['0 9 * * *', 'at 09:00 every day'],
	['0 9,17 * * 1-5', 'at 09:00 and 17:00, Monday to Friday'],
	['*/15 9-17 * * *', 'every 15 minutes from 09:00 to 17:45 every day'],
	['0 9 * * MON#1', 'at 09:00 on the first Monday of each month'],
	['0 9 * * 5L,5#5', 'at 09:00 on the last Friday of each month'],
	['0 9 1-7 * MON', 'at 09:00 on the 1st to 7th of each month, but only if that day is a Monday'],
	['0 9 L JAN,JUL *', 'at 09:00 on the last day of January and July'],
	['0 9 31 * *', 'at 09:00 on the 31st of each month that has one'],
	['0 9 15W * *', 'at 09:00 on the workday (Monday to Friday) nearest to the 15th of each month'],
	['0 22-3 * * *', 'at 22:00 every day'],
	['0 9 * * FRIL', 'at 09:00 every Friday'],
	['0 0 1 1 * 2027-2029', 'at 00:00 on the 1st of January from 2027 to 2029'],
	['0 9|17 * * *', 'at 09:00 every day; and at 17:00 every day'],
])('%s is %s in words', (text, words) => {
	expect(describeCron(cronOf(text))).toBe(words);
});

describe('whatever is written', () => {
	const cronish = fc.string({
		unit: fc.constantFrom(...'0123456789*/,-#LW?|+ \t\0', 'MON', 'JAN', ' ', ' ', '* '),
		maxLength: 40,
	});

	test('nothing throws, and every run lies after the instant it was asked for', () => {
		fc.assert(
			fc.property(fc.oneof(cronish, fc.string({ unit: 'binary' })), fc.integer(), (text, after) => {
				const result = parseCron(text);
				if (!result.ok) {
					expect(result.problem.end).toBeLessThanOrEqual(text.length);
					return;
				}
				const run = nextRun(result.cron, 'Europe/Berlin', after);
				if (run !== null) expect(run).toBeGreaterThan(after);
				describeCron(result.cron);
				neverFires(result.cron, 'Europe/Berlin', after);
			}),
			{ numRuns: 3000 },
		);
	});

	test('instants that no date can hold have no next run', () => {
		for (const after of [Number.NaN, Infinity, -Infinity, 8.64e15]) {
			expect(nextRun(cronOf('0 9 * * *'), 'Europe/Berlin', after)).toBeNull();
		}
	});

	test('in UTC the next run is the first minute whose clock and calendar match', () => {
		const values = (first: number, last: number) =>
			fc.oneof(
				fc.constant(undefined),
				fc.uniqueArray(fc.integer({ min: first, max: last }), { minLength: 1, maxLength: 4 }),
			);
		const schedules = fc.tuple(values(0, 59), values(0, 23), values(1, 28), values(1, 12), values(0, 6));
		const starts = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
		fc.assert(
			fc.property(schedules, starts, (schedule, start) => {
				const cron = cronOf(schedule.map(field => field?.join() ?? '*').join(' '));
				const run = nextRun(cron, 'UTC', start);
				const first = firstMatch(schedule, start, start + 20 * DAY);
				if (first === undefined) expect(run ?? Infinity).toBeGreaterThan(start + 20 * DAY);
				else expect(iso(run)).toBe(iso(first));
			}),
			{ numRuns: 150 },
		);
	});
});

/** Minute by minute: the plainest meaning of five lists of values. */
function firstMatch(schedule: readonly (readonly number[] | undefined)[], after: number, until: number) {
	for (let at = Math.floor(after / 60_000 + 1) * 60_000; at <= until; at += 60_000) {
		const date = new Date(at);
		const shown = [
			date.getUTCMinutes(),
			date.getUTCHours(),
			date.getUTCDate(),
			date.getUTCMonth() + 1,
			date.getUTCDay(),
		];
		if (shown.every((value, index) => schedule[index]?.includes(value) ?? true)) return at;
	}
	return undefined;
}
