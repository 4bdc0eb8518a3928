import { describe, expect, it } from 'vitest';
import { parseJson } from './json-parser.ts';
import { dayText, durationText, instantText, scheduleView } from './schedule.ts';

function view(text: string) {
	const { root } = parseJson(text);
	if (root?.kind !== 'object') throw new Error('not an object');
	return scheduleView(root);
}

describe('scheduleView', () => {
	it('fills in what Metronome fills in', () => {
		expect(view('{"id":"a","cron":"0 5 * * *"}')).toMatchObject({
			timezone: 'UTC',
			timezoneNode: undefined,
			enabled: true,
			forbidsOverlap: false,
		});
	});

	it('takes what is written', () => {
		const text = '{"cron":"0 5 * * *","timezone":"Asia/Tokyo","enabled":false,"concurrencyPolicy":"FORBID"}';
		expect(view(text)).toMatchObject({ timezone: 'Asia/Tokyo', enabled: false, forbidsOverlap: true });
	});

	it.each([
		'{}',
		'{"cron":5}',
		'{"cron":"x"}',
		'{"cron":"0 5 * * *","timezone":"Mars/Base"}',
		'{"cron":"0 5 * * *","timezone":null}',
	])('has no view of %s', text => {
		expect(view(text)).toBeUndefined();
	});
});

describe('texts', () => {
	it('name an instant without its milliseconds', () => {
		expect(instantText(Date.UTC(2026, 2, 29, 1, 30))).toBe('2026-03-29T01:30:00Z');
	});

	it('name the day on the clocks of the zone', () => {
		const evening = Date.UTC(2026, 2, 29, 23, 30);
		expect(dayText(evening, 'UTC')).toBe('2026-03-29');
		expect(dayText(evening, 'Asia/Tokyo')).toBe('2026-03-30');
	});

	it.each([
		[1000, '1 second'],
		[90_000, '90 seconds'],
		[600_000, '10 minutes'],
		[5_400_000, '90 minutes'],
		[7_200_000, '2 hours'],
		[129_600_000, '36 hours'],
		[86_400_000, '1 day'],
	])('tell %i ms as %s', (ms, text) => {
		expect(durationText(ms)).toBe(text);
	});
});
