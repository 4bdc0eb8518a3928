import { tooLongWait } from '../long-wait.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { dayText, scheduleView } from '../schedule.ts';

export const scheduleTooFar: Rule = {
	on: 'schedule',
	meta: {
		code: 'schedule-too-far',
		consequence: 'fails',
		severity: 'warning',
		summary: 'More than 248 days pass before a run, longer than Metronome can wait',
		why: 'Metronome waits for the next run with a timer that holds 21,474,835 seconds, about 248 days. Where the next run is further away, the actor that keeps the schedule dies with "Task scheduled … too far in future". The API goes on to show the schedule and its next run, but **nothing is ever started by the clock**, until the job is changed or another leader elected at a time when the run is near enough. A yearly job that was changed a month before its run does run once; the actor then dies over the run after it.\n\nA disabled schedule has no such actor, so it is not looked at.',
		remedy:
			'Let the job run more often, at least every half year, and let its command end at once where there is nothing to do. Or start it by hand.',
		fix: 'none',
		sources: [
			'facts: server-behaviour, "Seen, but not among the recordings" and "Far schedules"',
			'Metronome JobSpecSchedulerActor.scala: scheduleNextRun; JobSpecServiceActor.scala: scheduleActor (only where `enabled`)',
			'Akka LightArrayRevolverScheduler: checkMaxDelay',
		],
		examples: [
			{
				title: 'Once a year',
				text: `{
  "id": "certificates.renew",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./renew-certificates" },
  "schedules": [{ "id": "yearly", "cron": "0 3 15 6 *" }]
}
`,
			},
			{
				title: 'Once in a quarter',
				silent: true,
				text: `{
  "id": "certificates.renew",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./renew-certificates --if-due" },
  "schedules": [{ "id": "quarterly", "cron": "0 3 15 */3 *" }]
}
`,
			},
			{
				title: 'Once a year, and switched off',
				silent: true,
				text: `{
  "id": "certificates.renew",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./renew-certificates" },
  "schedules": [{ "id": "yearly", "cron": "0 3 15 6 *", "enabled": false }]
}
`,
			},
		],
	},
	check: (context, report) => {
		const schedule = scheduleView(context.schedule);
		if (schedule === undefined || !schedule.enabled) return;
		const { cronNode, cron, timezone } = schedule;
		const wait = tooLongWait(cron, timezone, context.now);
		if (wait === undefined) return;
		const days = Math.floor((wait.until - wait.from) / DAY);
		const until = dayText(wait.until, timezone);
		const when =
			wait.from === context.now
				? `The next run of ${quoted(cron.text)} is ${days} days away, on ${until}:`
				: `After the run of ${quoted(cron.text)} on ${dayText(wait.from, timezone)} the next is ${days} days away:`;
		report({
			at: cronNode,
			message: `${when} Metronome can wait for 248 days at most, its scheduler for this job dies, and the run is never started although the API shows it. Let the job run more often and its command end where there is nothing to do, or start it by hand.`,
		});
	},
};

const DAY = 86_400_000;
