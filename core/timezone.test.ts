import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, suggestTimeZone, timeZones, utcOffset } from './timezone.ts';
import { zoneOffsets } from './timezone-offsets.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

test('the spelling of an id counts, upper and lower case included', () => {
	expect(isTimeZone('Europe/Berlin')).toBe(true);
	expect(isTimeZone('SystemV/EST5EDT')).toBe(true);
	for (const id of ['europe/berlin', 'EST', 'CEST', 'UTC+1', '+01:00', 'Z', '', ' UTC'])
		expect(isTimeZone(id)).toBe(false);
});

test('the ids are sorted and none comes twice', () => {
	const ids = timeZones();
	expect([...new Set(ids)].sort()).toEqual(ids);
});

test.each([
	['europe/berlin', 'Europe/Berlin'],
	[' America/New York ', 'America/New_York'],
	['utc', 'UTC'],
	['Berlin', 'Europe/Berlin'],
	['Istanbul', 'Europe/Istanbul'],
	['louisville', 'America/Louisville'],
	['CEST', 'CET'],
	['PST', 'America/Los_Angeles'],
	['Z', 'UTC'],
	['UTC+1', 'Etc/GMT-1'],
	['GMT-05:00', 'Etc/GMT+5'],
	['+02:00', 'Etc/GMT-2'],
	['+0000', 'UTC'],
	['Europe/Berln', 'Europe/Berlin'],
	['Europe/Belrin', 'Europe/Berlin'],
	['America/NewYork', 'America/New_York'],
])('for %s we suggest %s', (written, suggestion) => {
	expect(isTimeZone(suggestion)).toBe(true);
	expect(suggestTimeZone(written)).toBe(suggestion);
});

test.each([
	'',
	'/',
	'IST',
	'CST',
	'Germany',
	'Mars/Phobos',
	'UTC+19',
	'+05:30',
	'Europe',
	'Europe/Berlin',
	'{{ tz }}',
])('for %j we suggest nothing rather than guess', written => {
	expect(suggestTimeZone(written)).toBeUndefined();
});

describe('the offset from UTC', () => {
	test.each([
		['UTC', '2026-07-01T00:00:00Z', 0],
		['GMT0', '2026-07-01T00:00:00Z', 0],
		['Etc/GMT+5', '2026-07-01T00:00:00Z', -5 * HOUR],
		['Etc/GMT-14', '2026-07-01T00:00:00Z', 14 * HOUR],
		['EST', '2026-07-01T00:00:00Z', -5 * HOUR],
		['Asia/Kathmandu', '2026-07-01T00:00:00Z', 5 * HOUR + 45 * MINUTE],
		['America/St_Johns', '2026-01-01T00:00:00Z', -(3 * HOUR + 30 * MINUTE)],
		['Europe/Berlin', '2026-03-29T00:59:59Z', HOUR],
		['Europe/Berlin', '2026-03-29T01:00:00Z', 2 * HOUR],
		['Europe/Berlin', '2126-07-01T00:00:00Z', 2 * HOUR],
		['SystemV/AST4', '2026-07-01T00:00:00Z', -4 * HOUR],
		['SystemV/EST5EDT', '2026-04-26T06:59:59Z', -5 * HOUR],
		['SystemV/EST5EDT', '2026-04-26T07:00:00Z', -4 * HOUR],
		['SystemV/EST5EDT', '2026-10-25T05:59:59Z', -4 * HOUR],
		['SystemV/EST5EDT', '2026-10-25T06:00:00Z', -5 * HOUR],
		['No/Such_Zone', '2026-07-01T00:00:00Z', 0],
	])('in %s at %s', (zone, at, offset) => {
		expect(utcOffset(zone, Date.parse(at))).toBe(offset);
	});

	test('agrees with Intl at every instant, in every zone that Intl knows', () => {
		const zones = fc.constantFrom(...timeZones().filter(id => !id.startsWith('SystemV/')));
		const instants = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2120, 0) });
		fc.assert(
			fc.property(zones, instants, (zone, at) => {
				expect(utcOffset(zone, at)).toBe(intlOffset(zone, at));
			}),
			{ numRuns: 2000 },
		);
	});

	test.each([
		['America/Noronha', '2000-10-10T00:00:00Z'],
		['Asia/Gaza', '2040-10-22T00:00:00Z'],
		['Asia/Gaza', '2054-03-30T00:00:00Z'],
		['Asia/Gaza', '2072-10-24T00:00:00Z'],
	])('is right in %s at %s, between two changes within a week', (zone, at) => {
		expect(utcOffset(zone, Date.parse(at))).toBe(intlOffset(zone, Date.parse(at)));
	});

	test('changes in a year as often as the zone says, two of them within a week in Gaza in 2040', () => {
		const changes = (zone: string, year: number) => {
			const found = [];
			const until = Date.UTC(year + 1, 0);
			let change = zoneOffsets(zone).nextChange(Date.UTC(year, 0), until);
			while (change !== undefined) {
				found.push(new Date(change.at).toISOString().slice(0, 16));
				change = zoneOffsets(zone).nextChange(change.at, until);
			}
			return found;
		};
		expect(changes('Europe/Berlin', 2026)).toEqual(['2026-03-29T01:00', '2026-10-25T01:00']);
		expect(changes('UTC', 2026)).toEqual([]);
		expect(changes('Asia/Gaza', 2040).slice(-2)).toEqual(['2040-10-20T00:00', '2040-10-26T23:00']);
	});
});

/** The slow way: what a clock there shows, less what a clock in UTC shows. */
function intlOffset(zone: string, at: number): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(at);
	const part = (type: string) => Number(parts.find(each => each.type === type)?.value);
	const shown = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return shown - Math.floor(at / 1000) * 1000;
}
