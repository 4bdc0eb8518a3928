import { type Cron, type CronOddity, nextRun, parseCron } from '../cron.ts';
import { lastOfWeekday, monthNumber } from '../cron-repair.ts';
import { replaceNode } from '../edit.ts';
import { valueSpan } from '../json-string.ts';
import type { Rule } from '../rule.ts';
import { type Schedule, scheduleView } from '../schedule.ts';

export const cronRewritten: Rule = {
	on: 'schedule',
	meta: {
		code: 'cron-rewritten',
		consequence: 'ignored',
		summary: 'Metronome accepts part of a `cron` expression and takes it for something else',
		why: 'The parser takes more than it understands. `FRIL`, "the last Friday", is stored as `5`: the job runs **every** Friday. A range of hours that goes past midnight, `22-3`, stands for 22 alone. `L` in a list of days stands for nothing, a `#` in the day of the month never matches, `3/2` in the day of the week counts from Sunday. Nothing in the answer tells.\n\nSpellings that are stored otherwise but mean the same (`*/1`, `MON`, `07`) are no finding.',
		remedy:
			'Say it with what works: `5L,5#5` as day of the week is the last Friday of a month, `22-23,0-3` goes past midnight. `metronome-jobs next` shows when an expression really fires.',
		fix: 'unsafe',
		sources: [
			'recordings cron-00920, cron-00926 … cron-00936, next-00634, next-00637, next-00825, next-00901',
			'cron-utils 9.0.0 FieldParser.java, BetweenFieldValueGenerator.java, AndDayOfWeekValueGenerator.java',
		],
		examples: [
			{
				title: 'The last Friday of the month, that is every Friday',
				text: `{
  "id": "report.month",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --month" },
  "schedules": [{ "id": "last-friday", "cron": "0 18 * * FRIL" }]
}
`,
			},
			{
				title: 'From ten in the evening to three, that is at ten only',
				text: `{
  "id": "queue.drain",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./drain-queue" },
  "schedules": [{ "id": "night", "cron": "0 22-3 * * *" }]
}
`,
			},
			{
				title: 'The last Friday of the month, as Metronome understands it',
				silent: true,
				text: `{
  "id": "report.month",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --month" },
  "schedules": [{ "id": "last-friday", "cron": "0 18 * * 5L,5#5" }]
}
`,
			},
			{
				title: 'Stored in another spelling that means the same',
				silent: true,
				text: `{
  "id": "report.week",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --week" },
  "schedules": [{ "id": "monday", "cron": "*/1 07 * * MON" }]
}
`,
			},
		],
	},
	check: ({ schedule: node, document, now }, report) => {
		const schedule = scheduleView(node);
		// A schedule without any run is worse than one with other runs: schedule-never-fires speaks of it.
		if (schedule === undefined || nextRun(schedule.cron, schedule.timezone, now) === null) return;
		const { cron, cronNode } = schedule;
		for (const oddity of cron.oddities) {
			if (!changesRuns(cron, oddity, now)) continue;
			const repair = repaired(schedule, oddity, now);
			const advice =
				repair === undefined || oddity.message.includes(` ${repair.part}.`)
					? ''
					: ` Write ${repair.part} instead.`;
			report({
				at: { ...valueSpan(document.text, cronNode, oddity.start, oddity.end), node: cronNode },
				message: `${oddity.message}${advice}${oddity.message.includes('accepted') ? '' : ' Metronome accepts it without a word.'}`,
				fix: () =>
					repair === undefined
						? null
						: {
								title: `Write '${repair.text}'`,
								safe: false,
								edits: [replaceNode(cronNode, JSON.stringify(repair.text))],
							},
			});
		}
	},
};

/**
 * Whether runs from `now` (ms) on differ from what is written. What fails in some months is the business of
 * schedule-never-fires and schedule-runs-out.
 */
function changesRuns(cron: Cron, oddity: CronOddity, now: number): boolean {
	if (oddity.kind === 'normalised' || oddity.kind === 'fails') return false;
	const written = cron.text.slice(oddity.start, oddity.end);
	const field = fieldOf(cron, oddity);
	// Days are counted from Sunday in any case, and years that are past do not come again.
	if (field === DAY_OF_WEEK) return !written.startsWith('0/');
	return field !== YEAR || !(Number.parseInt(written, 10) <= new Date(now).getUTCFullYear());
}

const MONTH = 3;
const DAY_OF_WEEK = 4;
const YEAR = 5;

/** Which of the fields a part of the expression belongs to. */
function fieldOf(cron: Cron, part: CronOddity): number {
	return cron.text.slice(0, part.end).trim().split(/\s+/).length - 1;
}

interface Repair {
	/** What stands in the place of the odd part. */
	readonly part: string;
	/** The whole expression. */
	readonly text: string;
}

/** Says what was meant in a way that works; undefined where that cannot be known, or not be said. */
function repaired({ cron, timezone }: Schedule, oddity: CronOddity, now: number): Repair | undefined {
	const written = cron.text.slice(oddity.start, oddity.end);
	const part =
		oddity.kind === 'last-dropped' ? lastDay(written) : usualValues(written, fieldOf(cron, oddity));
	if (part === undefined) return undefined;
	const text = cron.text.slice(0, oddity.start) + part + cron.text.slice(oddity.end);
	const parsed = parseCron(text);
	if (!parsed.ok || oddParts(parsed.cron) >= oddParts(cron)) return undefined;
	return nextRun(parsed.cron, timezone, now) === null ? undefined : { part, text };
}

function oddParts(cron: Cron): number {
	return cron.oddities.filter(({ kind }) => kind !== 'normalised').length;
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** `FRIL`: its author wanted the last Friday, nothing else can be meant. */
function lastDay(written: string): string | undefined {
	const day = WEEKDAYS.indexOf(written.slice(0, 3).toUpperCase());
	return day < 0 ? undefined : lastOfWeekday(day);
}

/** First and last value of minute, hour, day of the month, month and day of the week. */
const LIMITS: readonly (readonly [number, number])[] = [
	[0, 59],
	[0, 23],
	[1, 31],
	[1, 12],
	[0, 6],
];

/** `22-3` becomes `22-23,0-3` and `30/15` becomes `30-59/15`; a step over a backwards range becomes a list. */
function usualValues(written: string, field: number): string | undefined {
	const numbers =
		field === MONTH ? written.replaceAll(/[a-z]{3}/gi, name => String(monthNumber(name))) : written;
	const [, from, to, step] = /^(\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(numbers) ?? [];
	const limits = LIMITS[field];
	if (limits === undefined || from === undefined) return undefined;
	const [first, last] = limits;
	if (to === undefined) {
		if (step === undefined || Number(from) > last) return undefined;
		return Number(from) + Number(step) > last ? from : `${from}-${last}/${step}`;
	}
	if (Number(from) <= Number(to)) return undefined;
	if (step === undefined) return `${range(Number(from), last)},${range(first, Number(to))}`;
	const size = last - first + 1;
	const values: number[] = [];
	for (let value = Number(from); value <= Number(to) + size; value += Number(step)) {
		values.push(value > last ? value - size : value);
	}
	return values.sort((a, b) => a - b).join(',');
}

function range(from: number, to: number): string {
	return from === to ? String(from) : `${from}-${to}`;
}
