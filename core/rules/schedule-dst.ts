import { type DstEffect, dstEffects, nextRun, parseCron } from '../cron.ts';
import { replaceNode } from '../edit.ts';
import { relatedTo } from '../place.ts';
import { listed, quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { type Schedule, scheduleView } from '../schedule.ts';

export const scheduleDst: Rule = {
	on: 'schedule',
	meta: {
		code: 'schedule-dst',
		consequence: 'risk',
		summary: 'A run falls into the hour that the clock change skips or repeats',
		why: 'Metronome reads the expression on the clock of the time zone. When the clock goes forward, a run at a time that does not exist is **skipped** and not made up for. When it goes back, a run in the repeated hour is started **twice**, as far apart as the clock goes back. (A run with a fixed day and month in that hour is started once, at the second passage.)\n\nOnly the coming twelve months are looked at. Jobs that run every hour or more often have runs around the gap and are left alone.',
		remedy:
			'Run at another hour (most zones change their clocks between 0:00 and 3:00), or in `UTC`. A job that may well be skipped or doubled can carry the label `metronome-jobs.ignore.schedule-dst` with the reason.',
		fix: 'unsafe',
		sources: [
			'recordings next-00001, next-00003, next-00019 (skipped), next-00010, next-00031 (twice), next-00015, next-00036',
			'Metronome ScheduleSpec.scala: nextExecution',
		],
		examples: [
			{
				title: 'Half past two in Berlin',
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "nightly", "cron": "30 2 * * *", "timezone": "Europe/Berlin" }
  ]
}
`,
			},
			{
				title: 'Half past four in Berlin',
				silent: true,
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "nightly", "cron": "30 4 * * *", "timezone": "Europe/Berlin" }
  ]
}
`,
			},
			{
				title: 'Half past two in UTC, which has no clock change',
				silent: true,
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [{ "id": "nightly", "cron": "30 2 * * *" }]
}
`,
			},
		],
	},
	check: ({ schedule: node, now }, report) => {
		const schedule = scheduleView(node);
		if (schedule === undefined || !schedule.enabled) return;
		const effects = effectsOf(schedule, now);
		if (effects.length === 0) return;
		const { cronNode, cron, timezone, timezoneNode } = schedule;
		const other = otherHour(schedule, now);
		const advice =
			other === undefined
				? 'Choose another hour, or UTC.'
				: `Choose another hour, such as '${other}', or UTC.`;
		const skipped = told(effects, 'skipped', [
			'does not exist and is skipped',
			'do not exist and are skipped',
		]);
		const repeated = told(effects, 'repeated', [
			'comes twice and is started twice',
			'come twice and are started twice',
		]);
		const what = [skipped, repeated].filter(text => text !== undefined).join('; ');
		report({
			at: cronNode,
			message: `The clock changes in ${timezone} hit ${quoted(cron.text)}: ${what}. ${advice}`,
			related:
				timezoneNode === undefined ? [] : [relatedTo(timezoneNode, 'This time zone changes its clocks.')],
			fix: () =>
				other === undefined
					? null
					: {
							title: `Run at another hour: '${other}'`,
							safe: false,
							edits: [replaceNode(cronNode, JSON.stringify(other))],
						},
		});
	},
};

/** How far ahead to look, in ms: most zones change their clocks twice in it. */
const YEAR = 365 * 86_400_000;

function effectsOf(
	{ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>,
	now: number,
): readonly DstEffect[] {
	// A run in every hour has another soon before and after it.
	if (cron.alternatives.every(({ hour }) => hour.kind === 'any')) return [];
	return dstEffects(cron, timezone, now, now + YEAR);
}

/** How many times a message names. */
const NAMED = 2;

/** `the run of 2027-03-28 02:30 does not exist and is skipped`, `the runs of …`; undefined where there is no such effect. */
function told(
	effects: readonly DstEffect[],
	kind: DstEffect['kind'],
	[one, many]: readonly [string, string],
): string | undefined {
	const times = effects.filter(effect => effect.kind === kind).map(effect => effect.local);
	if (times.length === 0) return undefined;
	const more = times.length > NAMED ? [`${times.length - NAMED} more`] : [];
	const named = listed([...times.slice(0, NAMED), ...more]);
	return times.length === 1 ? `the run of ${named} ${one}` : `the runs of ${named} ${many}`;
}

const HOUR = 1;

/** The same expression at the nearest hour that no clock change hits, later ones first; it must name a single hour. */
function otherHour({ cron, timezone }: Schedule, now: number): string | undefined {
	const fields = cron.normal.split(' ');
	if (!/^\d+$/.test(fields[HOUR] ?? '')) return undefined;
	const hour = Number(fields[HOUR]);
	for (const shift of [1, -1, 2, -2, 3, -3]) {
		const shifted = hour + shift;
		if (shifted < 0 || shifted > 23) continue;
		const text = fields.toSpliced(HOUR, 1, String(shifted)).join(' ');
		const parsed = parseCron(text);
		if (!parsed.ok || nextRun(parsed.cron, timezone, now) === null) continue;
		if (effectsOf({ cron: parsed.cron, timezone }, now).length === 0) return text;
	}
	return undefined;
}
