import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRuns, parseCron } from './cron.ts';
import { lastOfWeekday, repairCron } from './cron-repair.ts';

describe('repairCron', () => {
	it.each([
		['@daily', '0 0 * * *'],
		[' @Hourly ', '0 * * * *'],
		['@weekly', '0 0 * * 0'],
		['0 12 ? * MON', '0 12 * * MON'],
		['0 12 1 * ?', '0 12 1 * *'],
		['0 12 * * Monday', '0 12 * * MON'],
		['0 12 1 Sept *', '0 12 1 SEP *'],
		['0\u00a012 * * *', '0 12 * * *'],
		['0 8-18 * * MON–FRI', '0 8-18 * * MON-FRI'],
		['0 0 31 4-5 *', '0 0 31 5 *'],
		['0 0 31 APR-MAY *', '0 0 31 5 *'],
	])('reads %j safely as %j', (written, text) => {
		expect(repairCron(written)).toEqual({ text, safe: true });
	});

	it.each([
		['0 0 12 * * ?', '0 12 * * *'],
		['0 15 10 ? * 2-6', '15 10 * * 1-5'],
		['0 15 10 ? * 6#3', '15 10 * * 5#3'],
		['0 15 10 ? * 6L 2027-2028', '15 10 * * 5L,5#5 2027-2028'],
		['0 0 12 * * MON-FRI', '0 12 * * MON-FRI'],
		['0 0 * * 5L', '0 0 * * 5L,5#5'],
		['*/60 * * * *', '0 * * * *'],
		['0 0 */31 * *', '0 0 1 * *'],
		['0 12 * *', '0 12 * * *'],
		['0, 30 12 * * *', '0,30 12 * * *'],
		['0 12 * * 1,2,', '0 12 * * 1,2'],
	])('guesses that %j means %j', (written, text) => {
		expect(repairCron(written)).toMatchObject({ text, safe: false });
	});

	it.each(['', 'every day', '@reboot', '0 25 * * *', '0 0 30 2 *', '* *', 'TZ=UTC 0 0 * * *'])(
		'has nothing better for %j',
		written => {
			expect(repairCron(written)).toBeUndefined();
		},
	);

	it('gives only what the server takes and understands', () => {
		const part = fc.stringMatching(/^[0-9*?,/#LW-]{1,4}$|^(MON|FRIDAY|Jan|june)$/);
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 7 }), parts => {
				const repair = repairCron(parts.join(' '));
				if (repair === undefined) return;
				const parsed = parseCron(repair.text);
				expect(parsed.ok && parsed.cron.oddities.every(({ kind }) => kind === 'normalised')).toBe(true);
			}),
		);
	});
});

describe('lastOfWeekday', () => {
	it.each([0, 1, 2, 3, 4, 5, 6])('fires on the last weekday %i of every month', day => {
		const parsed = parseCron(`0 0 * * ${lastOfWeekday(day)}`);
		if (!parsed.ok) throw new Error(parsed.problem.message);
		const { runs } = nextRuns(parsed.cron, 'UTC', Date.UTC(2026, 0, 1) - 1, 60);
		const expected = Array.from({ length: 60 }, (_, month) => {
			const last = new Date(Date.UTC(2026, month + 1, 0));
			return last.setUTCDate(last.getUTCDate() - ((last.getUTCDay() - day + 7) % 7));
		});
		expect(runs).toEqual(expected);
	});
});
