import { nextRun, parseCron } from '../cron.ts';
import { replaceNode } from '../edit.ts';
import { tooLongWait } from '../long-wait.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { dayText, type Schedule, scheduleView } from '../schedule.ts';

export const scheduleNeverFires: Rule = {
	on: 'schedule',
	meta: {
		code: 'schedule-never-fires',
		consequence: 'breaks',
		summary: 'A schedule that never fires makes the job list unreadable for everybody',
		why: 'Metronome does not ask when a schedule fires before it stores it. Whoever shows the job needs its next run, and where there is none the server fails: the `POST` itself, the job, its schedules and **`GET /v1/jobs` for everybody** are answered with 500 until the job or the schedule is deleted (the `DELETE` of the job says 500 too, but works). `"enabled": false` does not help.\n\nIt happens with days that no month has, in a list (`30,31 2`) or counted from the end; with a year that is past; and with `31W` or `30W`, where the server gives up as soon as it looks at a month without that day. The last kind depends on the date.',
		remedy:
			'Correct the expression. The last day of a month is `L`; one run at a fixed time is better started by hand. On a cluster that is already hit, `DELETE /v1/jobs/<job>/schedules/<schedule>`.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01636 … v1-01649, sched-00133, sched-00134, seq-00206 … seq-00209, next-00579',
			'Metronome ScheduleSpec.scala: nextExecution; CronSpec.scala: `nextExecution(from).get()`',
		],
		examples: [
			{
				title: 'A day that none of the months has',
				text: `{
  "id": "billing.close-month",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./close-month" },
  "schedules": [{ "id": "short-months", "cron": "0 22 31 4,6,9,11 *" }]
}
`,
			},
			{
				title: 'A year that is past, in a schedule that is switched off',
				text: `{
  "id": "billing.reminders",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./send-reminders" },
  "schedules": [
    { "id": "mondays", "cron": "30 6 * * MON 2025", "enabled": false }
  ]
}
`,
			},
			{
				title: 'The last day of every month',
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
		if (schedule === undefined || nextRun(schedule.cron, schedule.timezone, context.now) !== null) return;
		const { cronNode, cron } = schedule;
		const repair = repaired(schedule, context.now);
		const advice = repair === undefined ? 'Correct the expression.' : `Perhaps '${repair}' is meant.`;
		report({
			at: cronNode,
			message: `The schedule ${quoted(cron.text)} ${whatHappens(schedule, context.now)} Metronome stores it all the same and then answers 500 to everybody who lists the jobs (GET /v1/jobs), until it is deleted; "enabled": false does not help. ${advice}`,
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

const MONTH = 30 * 86_400_000;

/** Never, or not now: a search that gives up at a short month works again when that month is over. */
function whatHappens({ cron, timezone }: Schedule, now: number): string {
	const reason = cron.oddities.find(({ kind }) => kind === 'never' || kind === 'fails');
	const because = reason === undefined ? '' : ` ${reason.message}`;
	for (let month = 1; month <= 12; month++) {
		const run = nextRun(cron, timezone, now + month * MONTH);
		if (run !== null)
			return `has no next run now, and only later one on ${dayText(run, timezone)}.${because}`;
	}
	return `never fires.${because}`;
}

const FIELDS = 5;

/** An expression that fires and is close to what was written: without the year, without seconds, on the last day. */
function repaired({ cron, timezone }: Schedule, now: number): string | undefined {
	const parts = cron.text.trim().split(/\s+/);
	const candidates: string[][] = [];
	if (parts.length > FIELDS)
		candidates.push(/^[0-7]$/.test(parts[FIELDS] ?? '') ? parts.slice(1) : parts.slice(0, FIELDS));
	candidates.push(parts.toSpliced(2, 1, 'L'));
	return candidates.map(candidate => candidate.join(' ')).find(text => fires(text, timezone, now));
}

function fires(text: string, timezone: string, now: number): boolean {
	const parsed = parseCron(text);
	if (!parsed.ok || parsed.cron.oddities.some(({ kind }) => kind !== 'normalised')) return false;
	return (
		nextRun(parsed.cron, timezone, now) !== null && tooLongWait(parsed.cron, timezone, now) === undefined
	);
}
