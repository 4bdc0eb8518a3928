import { nextRuns } from '../cron.ts';
import { addMember, replaceNode } from '../edit.ts';
import { valueIn } from '../json.ts';
import { relatedTo } from '../place.ts';
import type { Rule, ScheduleContext } from '../rule.ts';
import { durationText, type Schedule, scheduleView } from '../schedule.ts';

export const runsOverlap: Rule = {
	on: 'schedule',
	meta: {
		code: 'runs-overlap',
		consequence: 'risk',
		summary: 'A failing run is restarted for longer than the schedule waits to start the next',
		why: 'With `"policy": "ON_FAILURE"` Metronome starts a failed task again until `activeDeadlineSeconds` after the start of the run, and for ever without it. With `"concurrencyPolicy": "ALLOW"`, the default, the schedule meanwhile starts the next run, which fails and is restarted as well. As long as the job fails, runs pile up, each with its own share of the cluster.\n\nOnly limits that the definition itself names count: how long a run really takes is not known here.',
		remedy:
			'Set `"concurrencyPolicy": "FORBID"`, which skips a run while another is active, or an `activeDeadlineSeconds` that is shorter than the time between two runs.',
		fix: 'unsafe',
		sources: [
			'Metronome JobRunExecutorActor.scala: continueOrBecomeFailing; JobRunServiceActor.scala: triggerJobRun',
			'Metronome jobspec.schema.json: activeDeadlineSeconds ("If no value is set, this means forever")',
		],
		examples: [
			{
				title: 'Restarted for ever, and started anew every ten minutes',
				text: `{
  "id": "feed.import",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./import-feed",
    "restart": { "policy": "ON_FAILURE" }
  },
  "schedules": [{ "id": "often", "cron": "*/10 * * * *" }]
}
`,
			},
			{
				title: 'Two hours of restarts in an hourly job',
				text: `{
  "id": "feed.import",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./import-feed",
    "restart": { "policy": "ON_FAILURE", "activeDeadlineSeconds": 7200 }
  },
  "schedules": [
    { "id": "hourly", "cron": "5 * * * *", "concurrencyPolicy": "ALLOW" }
  ]
}
`,
			},
			{
				title: 'No run starts while another is active',
				silent: true,
				text: `{
  "id": "feed.import",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./import-feed",
    "restart": { "policy": "ON_FAILURE" }
  },
  "schedules": [
    { "id": "often", "cron": "*/10 * * * *", "concurrencyPolicy": "FORBID" }
  ]
}
`,
			},
			{
				title: 'The restarts end before the next run',
				silent: true,
				text: `{
  "id": "feed.import",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./import-feed",
    "restart": { "policy": "ON_FAILURE", "activeDeadlineSeconds": 300 }
  },
  "schedules": [{ "id": "often", "cron": "*/10 * * * *" }]
}
`,
			},
		],
	},
	check: (context, report) => {
		const restart = valueIn(context.job?.run, 'restart');
		const policy = valueIn(restart, 'policy');
		if (restart === undefined || policy?.kind !== 'string' || policy.value !== 'ON_FAILURE') return;
		const schedule = scheduleView(context.schedule);
		if (schedule === undefined || !schedule.enabled || schedule.forbidsOverlap) return;
		const pause = shortestPause(schedule, context.now);
		const deadline = valueIn(restart, 'activeDeadlineSeconds');
		const limit = deadline?.kind === 'number' ? Number(deadline.raw) * SECOND : undefined;
		if (pause === undefined || (limit !== undefined && !isBetween(limit, pause))) return;
		const howLong = limit === undefined ? 'for ever' : `for ${durationText(limit)}`;
		report({
			at: valueIn(schedule.node, 'concurrencyPolicy') ?? schedule.cronNode,
			message: `A run that fails is restarted ${howLong}, and the schedule starts the next one ${durationText(pause)} later all the same: while the job fails, its runs pile up. Set "concurrencyPolicy": "FORBID", or an activeDeadlineSeconds below ${pause / SECOND}.`,
			related: [relatedTo(deadline ?? policy, `Failed tasks are restarted ${howLong}.`)],
			fix: () => ({
				title: 'Skip a run while another is active: "concurrencyPolicy": "FORBID"',
				safe: false,
				edits: [forbid(schedule, context)],
			}),
		});
	},
};

const SECOND = 1000;

/** Longer than the pause; what is beyond a double is stored as 0 (recording v1-01025) and is not judged here. */
function isBetween(limit: number, pause: number): boolean {
	return limit > pause && limit < Number.POSITIVE_INFINITY;
}

/** How many runs are looked at: half an hour for a job that runs every minute, a month for a daily one. */
const RUNS = 30;

/**
 * The shortest time between two runs in a row, in ms; undefined where there is only one. On a clock without changes:
 * what happens twice a year is the business of schedule-dst.
 */
function shortestPause({ cron }: Schedule, now: number): number | undefined {
	const { runs } = nextRuns(cron, 'UTC', now, RUNS);
	const pauses = runs.slice(1).map((run, index) => run - (runs[index] ?? 0));
	return pauses.length === 0 ? undefined : Math.min(...pauses);
}

function forbid({ node }: Schedule, { source }: ScheduleContext) {
	const policy = valueIn(node, 'concurrencyPolicy');
	return policy === undefined
		? addMember(node, 'concurrencyPolicy', '"FORBID"', source)
		: replaceNode(policy, '"FORBID"');
}
