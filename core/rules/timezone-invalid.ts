import { replaceNode } from '../edit.ts';
import { stringIn } from '../json.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';
import { suggestTimeZone } from '../timezone.ts';

export const timezoneInvalid = violationRule(
	{
		code: 'timezone-invalid',
		consequence: 'refused',
		summary: 'The `timezone` of a schedule is none that Metronome knows',
		why: 'Metronome looks the zone up by its exact IANA id, upper and lower case included, and answers 422 "No time zone found with this id" if there is none. Abbreviations (`EST`, `CEST`), offsets (`+02:00`, `UTC+2`) and Windows names are unknown to it, although Java alone would take some of them.',
		remedy:
			'Write the IANA id of a place that keeps the wanted time, such as `Europe/Berlin`, or `UTC`. Without `timezone` the schedule runs in UTC.',
		fix: 'safe',
		sources: [
			'recordings v1-01613 … v1-01631, tz-00001 … tz-00174, timezones.txt',
			'Metronome api/v1/models/package.scala: reader of ZoneId',
		],
		examples: [
			{
				title: 'An abbreviation instead of a zone',
				text: `{
  "id": "billing.invoices",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./send-invoices" },
  "schedules": [
    { "id": "nightly", "cron": "15 6 * * *", "timezone": "EST" }
  ]
}
`,
			},
			{
				title: 'The right zone in the wrong case',
				text: `{
  "id": "billing.invoices",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./send-invoices" },
  "schedules": [
    { "id": "nightly", "cron": "15 6 * * *", "timezone": "europe/berlin" }
  ]
}
`,
			},
			{
				title: 'An IANA id',
				silent: true,
				text: `{
  "id": "billing.invoices",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./send-invoices" },
  "schedules": [
    { "id": "nightly", "cron": "15 6 * * *", "timezone": "America/New_York" }
  ]
}
`,
			},
		],
	},
	['bad-timezone'],
	({ node }, _context, report) => {
		const id = stringIn(node) ?? '';
		const suggestion = suggestTimeZone(id);
		const advice =
			suggestion === undefined
				? 'Write an IANA id such as Europe/Berlin, or UTC.'
				: `Probably '${suggestion}' is meant.`;
		report({
			at: node,
			message: `Metronome knows no time zone ${quoted(id)} and refuses the schedule with 422; the exact IANA spelling counts. ${advice}`,
			fix: () =>
				suggestion === undefined
					? null
					: {
							title: `Write '${suggestion}'`,
							safe: isSlipOfCase(id, suggestion),
							edits: [replaceNode(node, JSON.stringify(suggestion))],
						},
		});
	},
);

/** The same id but for upper and lower case, blanks around it, and blanks where it has underscores. */
function isSlipOfCase(written: string, id: string): boolean {
	return written.trim().replaceAll(' ', '_').toLowerCase() === id.toLowerCase();
}
