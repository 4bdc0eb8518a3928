import { removeItem } from '../edit.ts';
import { objectsOf } from '../job.ts';
import { memberOf, stringIn, valueIn } from '../json.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

export const volumeWithoutContainer: Rule = {
	meta: {
		code: 'volume-without-container',
		consequence: 'ignored',
		summary: 'A host volume in a job without a container is never mounted',
		why: "Volumes belong to the container. Metronome takes them in a job with nothing but a `cmd`, and drops them when it starts a run. The command runs in the agent's own file system, where it finds `hostPath` under its own name only.",
		remedy:
			'Use `hostPath` in the command, which sees the file system of the agent anyway, or run the command in a `docker` or `ucr` container.',
		fix: 'unsafe',
		sources: [
			'Metronome MarathonImplicits.scala: toContainer (volumes are only given to docker and ucr)',
			'facts: metronome-and-dcos §4, silent drops',
		],
		examples: [
			{
				title: 'A directory for a bare command',
				text: `{
  "id": "cleanup.reports",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "find /reports -mtime +7 -delete",
    "volumes": [
      { "containerPath": "/reports", "hostPath": "/srv/reports", "mode": "RW" }
    ]
  }
}
`,
			},
			{
				title: 'The command uses the path of the agent',
				silent: true,
				text: `{
  "id": "cleanup.reports",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "find /srv/reports -mtime +7 -delete"
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		const { run } = job;
		if (run === undefined || memberOf(run, 'docker') !== undefined || memberOf(run, 'ucr') !== undefined)
			return;
		for (const volume of objectsOf(valueIn(run, 'volumes'))) {
			const hostPath = stringIn(valueIn(volume, 'hostPath'));
			if (hostPath === undefined || memberOf(volume, 'secret') !== undefined) continue;
			report({
				at: volume,
				message: `The job has no container, so Metronome never mounts ${quoted(hostPath)}: the command sees the file system of the agent as it is. Use that path in the command, or run it in a 'docker' or 'ucr' container.`,
				unnecessary: true,
				fix: () => {
					const edit = removeItem(volume, source);
					return edit === undefined ? null : { title: 'Remove the volume', safe: false, edits: [edit] };
				},
			});
		}
	},
};
