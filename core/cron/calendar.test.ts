import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarDay, dayNumber, monthLength, weekday } from './calendar.ts';

const DAY = 86_400_000;
const days = fc.integer({ min: Date.UTC(-1000, 0) / DAY, max: Date.UTC(9999, 0) / DAY });

test('a day has the date and the weekday that JavaScript gives it, back and forth', () => {
	fc.assert(
		fc.property(days, number => {
			const date = new Date(number * DAY);
			const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
			expect(calendarDay(number)).toEqual(expected);
			expect(weekday(number)).toBe(date.getUTCDay());
			expect(dayNumber(expected.year, expected.month, expected.day)).toBe(number);
		}),
	);
});

test('February has 29 days in leap years only, of which 2100 is none and 2000 is one', () => {
	expect([2000, 2026, 2028, 2100].map(year => monthLength(year, 2))).toEqual([29, 28, 29, 28]);
	expect([4, 12].map(month => monthLength(2026, month))).toEqual([30, 31]);
});
