import { removeMember } from '../edit.ts';
import { memberOf, pointerOf } from '../json.ts';
import { violationRule } from '../rule.ts';

export const schedulesWithDependencies = violationRule(
	{
		code: 'schedules-with-dependencies',
		consequence: 'refused',
		summary: 'A job has both a schedule and dependencies',
		why: 'A job is started by the clock or by the success of the jobs it depends on, never by both: Metronome answers 422 "Jobs may not have both dependencies and schedules specified". A schedule with `"enabled": false` counts as well.',
		remedy:
			'Take one of the two out. Usually the schedule belongs to the first job of the chain: the others follow when it has succeeded.',
		fix: 'unsafe',
		sources: ['recordings v1-01566, v1-01567, seq-00055, seq-00148', 'Metronome JobSpec.scala: validJobSpec'],
		examples: [
			{
				title: 'A load that waits for the extract, and for six o’clock',
				text: `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.extract" }],
  "schedules": [{ "id": "morning", "cron": "0 6 * * *" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
				others: {
					'extract.json': `{
  "id": "etl.extract",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./extract" }
}
`,
				},
			},
			{
				title: 'Only the first job of the chain has a schedule',
				silent: true,
				text: `[
  {
    "id": "etl.extract",
    "schedules": [{ "id": "morning", "cron": "0 6 * * *" }],
    "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./extract" }
  },
  {
    "id": "etl.load",
    "dependencies": [{ "id": "etl.extract" }],
    "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
  }
]
`,
			},
		],
	},
	['schedules-and-dependencies'],
	({ job, schedules }, { source }, report) => {
		const dependencies = memberOf(job, 'dependencies');
		const member = memberOf(job, 'schedules');
		report({
			at: schedules,
			message:
				'A job may not have both a schedule and dependencies: Metronome refuses it with 422. Take one of the two out; usually the schedule belongs to the first job of the chain.',
			related:
				dependencies?.value === undefined
					? []
					: [
							{
								file: null,
								pointer: pointerOf(dependencies.value),
								span: dependencies.value,
								message: 'The dependencies are here.',
							},
						],
			fix: () =>
				member === undefined
					? null
					: {
							title: 'Remove the schedule: the job starts when its dependencies have succeeded',
							safe: false,
							edits: [removeMember(member, source)],
						},
		});
	},
);
