import { nextRun, parseCron } from '../cron.ts';
import { type CronRepair, repairCron } from '../cron-repair.ts';
import { replaceNode } from '../edit.ts';
import { valueSpan } from '../json-string.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';

export const cronInvalid = violationRule(
	{
		code: 'cron-invalid',
		consequence: 'refused',
		summary: 'Metronome cannot read the `cron` expression',
		why: 'Metronome answers 422 "Can not read cron expression" and says no more. It reads five fields, and a sixth for the **year**, never for seconds. It knows no nicknames (`@daily`), no `?` and no last weekday (`5L`); `L`, `W` and `#` are for the two day fields alone. A day that none of the months has is refused too.',
		remedy:
			'Write minute, hour, day of the month, month, day of the week and, if wanted, the year. `metronome-jobs next` shows when an expression fires.',
		fix: 'safe',
		sources: [
			'recordings cron-00001 … cron-02735, v1-01595 … v1-01611, sched-00091',
			'Metronome CronSpec.scala: cronDefinition, CronDaysInMonthValidation',
			'cron-utils 9.0.0 FieldParser.java',
		],
		examples: [
			{
				title: 'A nickname',
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "daily", "cron": "@daily", "timezone": "UTC" }
  ]
}
`,
			},
			{
				title: 'An expression that begins with seconds, as Quartz writes it',
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "workdays", "cron": "0 30 22 ? * MON-FRI", "timezone": "UTC" }
  ]
}
`,
			},
			{
				title: 'An hour that does not exist',
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "daily", "cron": "0 24 * * *", "timezone": "UTC" }
  ]
}
`,
			},
			{
				title: 'Five fields',
				silent: true,
				text: `{
  "id": "backup.database",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./backup --full" },
  "schedules": [
    { "id": "workdays", "cron": "30 22 * * MON-FRI", "timezone": "UTC" }
  ]
}
`,
			},
		],
	},
	['bad-cron'],
	({ node }, { document, now }, report) => {
		if (node.kind !== 'string') return;
		const parsed = parseCron(node.value);
		if (parsed.ok) return;
		const { message, start, end } = parsed.problem;
		const repair = firing(repairCron(node.value), now);
		const note = repair?.note === undefined ? '' : ` ${repair.note}`;
		const told = repair === undefined || message.includes(repair.text);
		const advice = told ? '' : ` Probably '${repair.text}' is meant.`;
		report({
			at: { ...valueSpan(document.text, node, start, end), node },
			message: `Metronome cannot read the cron expression ${quoted(node.value)} and refuses the schedule with 422. ${message}${note}${advice}`,
			fix: () =>
				repair === undefined
					? null
					: {
							title: `Write '${repair.text}'`,
							safe: repair.safe,
							edits: [replaceNode(node, JSON.stringify(repair.text))],
						},
		});
	},
);

/** An expression that is accepted and never fires would be worse than one that is refused. */
function firing(repair: CronRepair | undefined, now: number): CronRepair | undefined {
	const parsed = repair === undefined ? undefined : parseCron(repair.text);
	return parsed?.ok === true && nextRun(parsed.cron, 'UTC', now) !== null ? repair : undefined;
}
