import { removeMember } from '../edit.ts';
import { valueIn } from '../json.ts';
import { atMember } from '../place.ts';
import type { Rule } from '../rule.ts';

export const ucrPrivileged: Rule = {
	meta: {
		code: 'ucr-privileged',
		consequence: 'ignored',
		summary: 'A `ucr` container asks for privileges that it never gets',
		why: 'Metronome takes and stores `run.ucr.privileged`, but does not hand it on: the container runs without privileges, and what needs them fails in the run.',
		remedy: 'Remove it, or use `docker` with `"privileged": true` where the privileges are needed.',
		fix: 'unsafe',
		sources: [
			'recordings v1-00669, v1-01344',
			'Metronome MarathonImplicits.scala: toContainer',
			'facts: metronome-and-dcos §4, silent drops',
		],
		examples: [
			{
				title: 'A privileged ucr container',
				text: `{
  "id": "backup.volumes",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./snapshot",
    "ucr": {
      "image": { "id": "registry.example.com/backup:5" },
      "privileged": true
    }
  }
}
`,
			},
			{
				title: 'A privileged Docker container',
				silent: true,
				text: `{
  "id": "backup.volumes",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./snapshot",
    "docker": { "image": "registry.example.com/backup:5", "privileged": true }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		const privileged = valueIn(job.ucr, 'privileged');
		if (privileged?.kind !== 'boolean' || !privileged.value) return;
		const { member } = privileged;
		report({
			at: atMember(privileged),
			message:
				"'privileged' has no effect in a 'ucr' container: Metronome stores it and never hands it to Mesos. Use 'docker' if the run needs privileges, or remove it.",
			unnecessary: true,
			fix: () =>
				member === undefined
					? null
					: { title: "Remove 'privileged'", safe: false, edits: [removeMember(member, source)] },
		});
	},
};
