import { describe, expect, it } from 'vitest';
import { fileContext } from './check.ts';
import { upcomingOf, upcomingRuns } from './next.ts';
import { DEFAULT_TARGET } from './target.ts';
import { SourceText } from './text.ts';

const from = Date.UTC(2026, 2, 28, 12);

function runsOf(text: string, count = 2) {
	const options = { target: DEFAULT_TARGET, now: from, reading: 'file' } as const;
	return upcomingRuns(fileContext('job.json', new SourceText(text), options), from, count);
}

describe('upcomingRuns', () => {
	it('tells each schedule of each job of a file, in its own time zone', () => {
		const text = `[
			{"id":"a","run":{"cmd":"x"},"schedules":[{"id":"s","cron":"*/1 5 * * *","timezone":"Asia/Tokyo","enabled":false}]},
			{"id":"b","run":{"cmd":"x"}},
			{"id":"c","run":{"cmd":"x"},"schedules":[{"id":"t","cron":"0 5 * * MON"}]}
		]`;
		expect(runsOf(text)).toMatchObject([
			{
				ok: true,
				job: 'a',
				schedule: 's',
				cron: '*/1 5 * * *',
				normal: '* 5 * * *',
				timezone: 'Asia/Tokyo',
				enabled: false,
				next: ['2026-03-28T20:00:00Z', '2026-03-28T20:01:00Z'],
				exhausted: false,
			},
			{
				job: 'c',
				schedule: 't',
				timezone: 'UTC',
				enabled: true,
				next: ['2026-03-30T05:00:00Z', '2026-04-06T05:00:00Z'],
				words: 'at 05:00 every Monday',
			},
		]);
	});

	it('tells the schedule that stands beside its job once', () => {
		const text = '{"job":{"id":"a","run":{"cmd":"x"}},"schedule":{"id":"s","cron":"0 5 * * *"}}';
		expect(runsOf(text)).toMatchObject([{ job: 'a', schedule: 's' }]);
	});

	it('tells a schedule file, which has no job', () => {
		expect(runsOf('{"id":"s","cron":"0 5 * * *"}')).toMatchObject([{ job: null, schedule: 's' }]);
	});

	it('says why a schedule cannot be read', () => {
		const text = `{"id":"a","run":{"cmd":"x"},"schedules":[
			{"id":"s","cron":"0 25 * * *"}, {"id":"t","cron":"0 5 * * *","timezone":"europe/berlin"}, {"id":"u"}
		]}`;
		const [hour, zone, missing] = runsOf(text);
		expect(hour).toMatchObject({ ok: false, schedule: 's', error: expect.stringContaining('25') });
		expect(zone).toMatchObject({ ok: false, schedule: 't', error: expect.stringContaining('Europe/Berlin') });
		expect(missing).toMatchObject({ ok: false, schedule: 'u', cron: '' });
	});
});

describe('upcomingOf', () => {
	it('skips a time that the clock change skips', () => {
		expect(upcomingOf('30 2 * * *', 'Europe/Berlin', from, 2)).toMatchObject({
			job: null,
			schedule: null,
			next: ['2026-03-30T00:30:00Z', '2026-03-31T00:30:00Z'],
		});
	});

	it('says where the server finds no further run', () => {
		expect(upcomingOf('0 0 1 1 * 2027', 'UTC', from, 5)).toMatchObject({
			next: ['2027-01-01T00:00:00Z'],
			exhausted: true,
		});
	});
});
