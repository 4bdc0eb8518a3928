import { listed } from '../quote.ts';
import type { Timetable } from './timetable.ts';

/** `at 09:00`, `every 15 minutes`, `at 5 and 35 minutes past every hour`. */
export function timeWords({ minutes, hours }: Timetable): string {
	const everyHour = hours.values.length === 24;
	const [minute, ...moreMinutes] = minutes.values;
	if (minute === undefined) return '';
	const single = moreMinutes.length === 0;
	if (everyHour && single)
		return minute === 0 ? 'every hour, on the hour' : `${minutesPast(minutes.values)} every hour`;
	if (everyHour) return often(minutes.values) ?? `${minutesPast(minutes.values)} every hour`;
	const period = evenPeriod(hours.values, 24);
	if (single && period !== undefined && hours.values.length > 2) {
		return `every ${period} hours from ${clock(hours.lowest, minute)}`;
	}
	if (minutes.values.length * hours.values.length <= MOST_TIMES) {
		return `at ${listed(hours.values.flatMap(hour => minutes.values.map(each => clock(hour, each))))}`;
	}
	const from = `from ${clock(hours.lowest, minutes.lowest)} to ${clock(hours.highest, minutes.highest)}`;
	const step = hours.values.length === 1 ? evenStep(minutes.values) : undefined;
	if (step !== undefined && step > 1) return `every ${step} minutes ${from}`;
	const joined = isConsecutive(hours.values);
	if (joined && single) return `every hour ${from}`;
	const rate = often(minutes.values);
	if (rate !== undefined) return joined ? `${rate} ${from}` : `${rate} in ${theHours(hours.values)}`;
	return `${minutesPast(minutes.values)} ${joined ? `every hour ${from}` : theHours(hours.values)}`;
}

/** More than this many times of the day are told as a rule. */
const MOST_TIMES = 6;

/** `every minute`, `every 15 minutes`, where the hour goes on evenly into the next. */
function often(minutes: readonly number[]): string | undefined {
	const period = minutes[0] === 0 ? evenPeriod(minutes, 60) : undefined;
	if (period === undefined) return undefined;
	return period === 1 ? 'every minute' : `every ${period} minutes`;
}

/** The distance between the values, where it is always the same, also round the end of the hour or day. */
function evenPeriod(values: readonly number[], size: number): number | undefined {
	if (values.length === 1) return size;
	const step = evenStep(values);
	return step !== undefined && step * values.length === size ? step : undefined;
}

/** The distance between two or more values, where it is always the same. */
export function evenStep(values: readonly number[]): number | undefined {
	const [first = 0, second = first] = values;
	const step = second - first;
	return step > 0 && values.every((value, index) => value === first + index * step) ? step : undefined;
}

function minutesPast(minutes: readonly number[]): string {
	return `at ${numbersInWords(minutes)} ${minutes.join() === '1' ? 'minute' : 'minutes'} past`;
}

function theHours(hours: readonly number[]): string {
	return hours.length === 1 ? `hour ${hours[0]}` : `the hours ${numbersInWords(hours)}`;
}

function isConsecutive(values: readonly number[]): boolean {
	return (values.at(-1) ?? 0) - (values[0] ?? 0) === values.length - 1;
}

/** `1, 3 and 7 to 12`. */
export function numbersInWords(values: readonly number[], word: (value: number) => string = String): string {
	const parts: string[] = [];
	for (let index = 0; index < values.length; ) {
		let end = index;
		while (values[end + 1] === (values[end] ?? 0) + 1) end++;
		if (end - index >= 2) parts.push(`${word(values[index] ?? 0)} to ${word(values[end] ?? 0)}`);
		else parts.push(...values.slice(index, end + 1).map(word));
		index = end + 1;
	}
	return listed(parts);
}

function clock(hour: number, minute: number): string {
	return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
