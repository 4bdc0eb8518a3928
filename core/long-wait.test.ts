import { describe, expect, it } from 'vitest';
import { parseCron } from './cron.ts';
import { tooLongWait } from './long-wait.ts';

const now = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;

function waitOf(text: string) {
	const parsed = parseCron(text);
	if (!parsed.ok) throw new Error(parsed.problem.message);
	const wait = tooLongWait(parsed.cron, 'UTC', now);
	if (wait === undefined) return undefined;
	const day = (at: number) => new Date(at).toISOString().slice(0, 10);
	return `${day(wait.from)} ${day(wait.until)}`;
}

describe('tooLongWait', () => {
	it('is the wait for the first run where that is too far away', () => {
		expect(waitOf('0 3 1 9 *')).toBe('2026-11-20 2027-09-01');
		expect(waitOf('0 3 29 2 *')).toBe('2026-11-20 2028-02-29');
	});

	it('is the wait between two runs where the first is near', () => {
		expect(waitOf('0 3 1 1 *')).toBe('2027-01-01 2028-01-01');
		expect(waitOf('* * * 1-3 *')).toBe('2027-03-31 2028-01-01');
	});

	it.each(['0 3 * * *', '* * * * *', '0 3 1 */3 *', '0 3 1 1,7 *', '0 3 1 1,9 *'])(
		'%s waits short enough',
		text => {
			expect(waitOf(text)).toBeUndefined();
		},
	);

	it('says nothing of schedules that end, or never fire', () => {
		expect(waitOf('0 3 1 1 * 2027')).toBeUndefined();
		expect(waitOf('0 3 30,31 2 *')).toBeUndefined();
	});

	it('draws the line at 21,474,835 seconds', () => {
		const parsed = parseCron('0 0 1 9 *');
		if (!parsed.ok) throw new Error(parsed.problem.message);
		const run = Date.UTC(2027, 8, 1);
		const limit = 21_474_835_000;
		expect(tooLongWait(parsed.cron, 'UTC', run - limit - 1000)?.until).toBe(run);
		expect(tooLongWait(parsed.cron, 'UTC', run - limit)?.until).toBe(run + 366 * DAY);
	});
});
