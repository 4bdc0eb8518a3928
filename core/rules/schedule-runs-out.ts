import { type Cron, nextRun, parseCron } from '../cron.ts';
import { replaceNode } from '../edit.ts';
import { tooLongWait } from '../long-wait.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { dayText, type Schedule, scheduleView } from '../schedule.ts';

export const scheduleRunsOut: Rule = {
	on: 'schedule',
	meta: {
		code: 'schedule-runs-out',
		consequence: 'risk',
		summary: 'A schedule fires now, but after some date makes the job list unreadable for everybody',
		why: 'Metronome needs the next run of every schedule to show its job. After the last run of a schedule there is none: from that moment on the job, its schedules and **`GET /v1/jobs` for everybody** are answered with 500 until the schedule is deleted. `"enabled": false` does not help.\n\nThat is the end of every expression with a year. `31W`, `30W` and the like end sooner: where the server looks at a month without that day, it gives up and finds no run although later months have one.',
		remedy:
			'Leave the year out, or delete the schedule before its last run. Write `L`, the last day of a month, instead of `31W`. A single run is better started by hand.',
		fix: 'unsafe',
		sources: [
			'recordings next-00766 … next-00787, next-00649, next-00757 (`exhausted`), seq-00206, v1-01649',
			'Metronome CronSpec.scala: `nextExecution(from).get()`',
		],
		examples: [
			{
				title: 'A single run in a given year',
				text: `{
  "id": "billing.migrate",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./migrate" },
  "schedules": [{ "id": "once", "cron": "30 1 14 3 * 2027" }]
}
`,
			},
			{
				title: 'Every Monday of a given year',
				text: `{
  "id": "billing.reminders",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./send-reminders" },
  "schedules": [{ "id": "mondays", "cron": "30 6 * * MON 2026,2027" }]
}
`,
			},
			{
				title: 'The workday nearest to the 30th, which February lacks',
				text: `{
  "id": "billing.close-month",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./close-month" },
  "schedules": [{ "id": "month-end", "cron": "0 22 30W * *" }]
}
`,
			},
			{
				title: 'A schedule without an end',
				silent: true,
				text: `{
  "id": "billing.close-month",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./close-month" },
  "schedules": [{ "id": "month-end", "cron": "0 22 L * *" }]
}
`,
			},
		],
	},
	check: (context, report) => {
		const schedule = scheduleView(context.schedule);
		if (schedule === undefined) return;
		const end = lastRun(schedule, context.now);
		if (end === undefined) return;
		const { cronNode, cron, timezone } = schedule;
		const reason = cron.oddities.find(({ kind }) => kind === 'fails');
		const because = reason === undefined ? '' : ` ${reason.message}`;
		const repair = repaired(schedule, context.now);
		const advice =
			repair === undefined ? 'Delete the schedule in time, or let it go on.' : `'${repair}' would go on.`;
		report({
			at: cronNode,
			message: `The schedule ${quoted(cron.text)} has no next run after ${dayText(end, timezone)}.${because} From then on Metronome answers 500 to everybody who lists the jobs (GET /v1/jobs), until the schedule is deleted. ${advice}`,
			fix: () =>
				repair === undefined
					? null
					: {
							title: `Write '${repair}'`,
							safe: false,
							edits: [replaceNode(cronNode, JSON.stringify(repair))],
						},
		});
	},
};

const DAY = 86_400_000;
const MINUTE = 60_000;
const FIELDS = 5;

/** How far ahead to look: a search that gives up at a month does so within the year, years may be named far ahead. */
const MONTHS_AHEAD = 14;
const YEARS_AHEAD = 60;

/** The last run (ms) before the server finds no next one; undefined where it fails now already, or goes on. */
function lastRun({ cron, timezone }: Schedule, now: number): number | undefined {
	if (cron.alternatives.length === 1 && !mayEnd(cron)) return undefined;
	const ahead = Array.from({ length: MONTHS_AHEAD }, (_, month) => (month + 1) * 30 * DAY);
	if (hasYear(cron)) for (let year = 2; year <= YEARS_AHEAD; year++) ahead.push(year * 365 * DAY);
	let good = now;
	if (nextRun(cron, timezone, good) === null) return undefined;
	for (const distance of ahead) {
		const bad = now + distance;
		if (nextRun(cron, timezone, bad) === null) return endBetween({ cron, timezone }, good, bad);
		good = bad;
	}
	return undefined;
}

/** Only a year, and days that not every month has, make a schedule end; all others need not be looked at. */
function mayEnd(cron: Cron): boolean {
	return hasYear(cron) || cron.oddities.some(({ kind }) => kind === 'fails');
}

function hasYear(cron: Cron): boolean {
	return cron.alternatives.some(({ year }) => year !== undefined && year.kind !== 'any');
}

/** Halves the time between an instant with a next run and one without. */
function endBetween(
	{ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>,
	from: number,
	to: number,
): number {
	let [good, bad] = [from, to];
	while (bad - good > MINUTE) {
		const middle = Math.floor((good + bad) / 2);
		if (nextRun(cron, timezone, middle) === null) bad = middle;
		else good = middle;
	}
	return nextRun(cron, timezone, good) ?? good;
}

/** The same without the year, or on the last day of the month. */
function repaired({ cron, timezone }: Schedule, now: number): string | undefined {
	const parts = cron.text.trim().split(/\s+/);
	const candidates = [parts.slice(0, FIELDS), parts.toSpliced(2, 1, 'L')].map(fields => fields.join(' '));
	return candidates.find(text => {
		const parsed = parseCron(text);
		if (!parsed.ok || mayEnd(parsed.cron)) return false;
		return (
			nextRun(parsed.cron, timezone, now) !== null && tooLongWait(parsed.cron, timezone, now) === undefined
		);
	});
}
