import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

export const duplicateJobId: Rule = {
	on: 'set',
	meta: {
		code: 'duplicate-job-id',
		consequence: 'refused',
		summary: 'Two definitions have the same job id',
		why: 'A job id is there once in a cluster. The second `POST` is answered with 409 "Job with this id already exists"; whoever updates instead of creating overwrites the first definition with the second, and which of them wins depends on the order of the files.',
		remedy:
			'Give one of the jobs another id, or delete the definition that is out of date. Two files with the same id are a warning only where no config says which files belong to one cluster (`jobs`); within one file they are always an error.',
		fix: 'none',
		sources: [
			'recordings seq-00013, seq-00015, seq-00018',
			'Metronome JobSpecServiceActor.scala: noSpecWithId',
		],
		examples: [
			{
				title: 'A copied job whose id was forgotten',
				text: `[
  {
    "id": "report.daily",
    "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --daily" },
    "schedules": [{ "id": "daily", "cron": "0 6 * * *" }]
  },
  {
    "id": "report.daily",
    "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --weekly" },
    "schedules": [{ "id": "weekly", "cron": "0 6 * * MON" }]
  }
]
`,
			},
			{
				title: 'Each job has its own id',
				silent: true,
				text: `{
  "id": "report.weekly",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --weekly" },
  "schedules": [{ "id": "weekly", "cron": "0 6 * * MON" }]
}
`,
				others: {
					'daily.json': `{
  "id": "report.daily",
  "run": { "cpus": 0.2, "mem": 128, "disk": 0, "cmd": "./report --daily" },
  "schedules": [{ "id": "daily", "cron": "0 6 * * *" }]
}
`,
				},
			},
		],
	},
	check: ({ jobs }, report) => {
		for (const [id, [first, ...others]] of jobs.byId) {
			if (first?.id === undefined) continue;
			const related = [
				{
					file: first.file,
					pointer: first.id.pointer,
					span: first.id,
					message: 'It is defined here already.',
				},
			];
			for (const other of others) {
				if (other.id === undefined) continue;
				const sameFile = other.file === first.file;
				const where = sameFile ? 'in this file' : `in ${first.file}`;
				// Without a config that names the jobs of one cluster, two files may be meant for two clusters.
				const certain = sameFile || jobs.complete;
				report(other.file, {
					span: other.id,
					pointer: other.id.pointer,
					job: id,
					message: `The job id ${quoted(id)} is taken by another definition ${where}: ${certain ? '' : 'on the same cluster '}Metronome refuses to create a second one (409), and an update overwrites the first. Give one of them another id.`,
					...(certain ? {} : { severity: 'warning' }),
					related,
				});
			}
		}
	},
};
