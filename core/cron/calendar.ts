/** A day of the Gregorian calendar; months count from 1. */
export interface CalendarDay {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

const DAYS_IN_400_YEARS = 146_097;
/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468;

/** The days from 1 January 1970 to this one; a day beyond the month's end counts on into the next month. */
export function dayNumber(year: number, month: number, day: number): number {
	const shifted = month > 2 ? year : year - 1;
	const era = Math.floor(shifted / 400);
	const yearOfEra = shifted - era * 400;
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
	const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return era * DAYS_IN_400_YEARS + dayOfEra - EPOCH;
}

/**
 * The day with this number. Years begin in March here, so that the leap day comes last and every month's start follows
 * one formula (public knowledge, "days from civil").
 */
export function calendarDay(number: number): CalendarDay {
	const shifted = number + EPOCH;
	const era = Math.floor(shifted / DAYS_IN_400_YEARS);
	const dayOfEra = shifted - era * DAYS_IN_400_YEARS;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
	const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
	return { year: yearOfEra + era * 400 + (month > 2 ? 0 : 1), month, day };
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(number: number): number {
	return (((number + 4) % 7) + 7) % 7;
}

export function monthLength(year: number, month: number): number {
	if (month === 2) return isLeapYear(year) ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
