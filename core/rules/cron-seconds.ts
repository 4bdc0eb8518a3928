import { nextRun, parseCron } from '../cron.ts';
import { replaceNode } from '../edit.ts';
import { valueSpan } from '../json-string.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { scheduleView } from '../schedule.ts';

export const cronSeconds: Rule = {
	on: 'schedule',
	meta: {
		code: 'cron-seconds',
		consequence: 'risk',
		summary: 'Six fields that end in `*`: they were probably written to begin with seconds',
		why: 'Quartz, Spring and many libraries put seconds first. Metronome has no seconds: the first of its fields is the minute, and a sixth, if there is one, is the **year**. `0 0 12 * * *`, every noon elsewhere, is read as midnight of the 12th of each month. The expression is accepted, so nothing tells but the runs that are missing. Nobody needs to write a year of `*`.',
		remedy: 'Take the first field out if it stands for seconds, or the last if it stands for any year.',
		fix: 'unsafe',
		sources: [
			'recordings cron-00977, cron-01134, v1-01598',
			'Metronome CronSpec.scala: cronDefinition (`withYear().optional()`, no seconds)',
		],
		examples: [
			{
				title: 'Every noon, as Spring writes it',
				text: `{
  "id": "report.noon",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report" },
  "schedules": [{ "id": "noon", "cron": "0 0 12 * * *" }]
}
`,
			},
			{
				title: 'Every noon',
				silent: true,
				text: `{
  "id": "report.noon",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report" },
  "schedules": [{ "id": "noon", "cron": "0 12 * * *" }]
}
`,
			},
		],
	},
	check: ({ schedule: node, document, now }, report) => {
		const schedule = scheduleView(node);
		if (schedule === undefined) return;
		const { cron, cronNode, timezone } = schedule;
		const fields = [...cron.text.matchAll(/\S+/g)];
		const year = fields[YEAR];
		if (year?.[0] !== '*' && year?.[0] !== '*/1') return;
		const withoutSeconds = fields
			.slice(1)
			.map(field => field[0])
			.join(' ');
		const parsed = parseCron(withoutSeconds);
		const fires = parsed.ok && nextRun(parsed.cron, timezone, now) !== null;
		const advice = fires ? ` For seconds first, write '${withoutSeconds}'.` : '';
		report({
			at: { ...valueSpan(document.text, cronNode, year.index, year.index + year[0].length), node: cronNode },
			message: `The sixth field of ${quoted(cron.text)} is the year: Metronome has no seconds, so the first is the minute and the third the day of the month.${advice} For any year, leave the last '${year[0]}' out.`,
			fix: () =>
				fires
					? {
							title: `Take the seconds out: '${withoutSeconds}'`,
							safe: false,
							edits: [replaceNode(cronNode, JSON.stringify(withoutSeconds))],
						}
					: null,
		});
	},
};

const YEAR = 5;
