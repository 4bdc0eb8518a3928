import { removeMember } from '../edit.ts';
import { relatedTo } from '../place.ts';
import type { Rule } from '../rule.ts';

export const scheduleBesideSchedules: Rule = {
	meta: {
		code: 'schedule-beside-schedules',
		consequence: 'refused',
		summary: 'A job file gives the job a schedule twice: in the job and beside it',
		why: 'In a file with `job` and `schedule` the job is sent first and the schedule after it. A job that has a schedule already takes no second one: the server waits ten seconds and answers 500 (409 at Metronome 0.6.33), and the schedule is not stored.',
		remedy: 'Keep one of the two.',
		fix: 'unsafe',
		sources: ['recordings seq-00066, seq-00067, seq-00068', 'facts: server-behaviour row 32'],
		examples: [
			{
				title: 'Two schedules for one job',
				text: `{
  "job": {
    "id": "cache.warm",
    "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./warm-cache" },
    "schedules": [{ "id": "morning", "cron": "0 8 * * *", "timezone": "UTC" }]
  },
  "schedule": { "id": "evening", "cron": "0 20 * * *", "timezone": "UTC" }
}
`,
			},
			{
				title: 'One schedule, beside the job',
				silent: true,
				text: `{
  "job": {
    "id": "cache.warm",
    "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./warm-cache" }
  },
  "schedule": { "id": "evening", "cron": "0 20 * * *", "timezone": "UTC" }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		const inside = job.schedules.find(
			schedule => schedule.start > job.node.start && schedule.end < job.node.end,
		);
		const beside = job.schedules.find(
			schedule => schedule.start > job.node.end || schedule.end < job.node.start,
		);
		if (inside === undefined || beside === undefined) return;
		report({
			at: beside,
			message:
				'The job has a schedule of its own already: the server waits ten seconds for this second one, answers 500 and stores nothing of it. Keep one of the two.',
			related: [relatedTo(inside, 'This is the schedule of the job itself.')],
			fix: () =>
				beside.member === undefined
					? null
					: {
							title: 'Take the second schedule out',
							safe: false,
							edits: [removeMember(beside.member, source)],
						},
		});
	},
};
