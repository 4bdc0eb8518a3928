import { memberOf } from '../json.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';

export const fileSecretWithoutContainer: Rule = {
	meta: {
		code: 'file-secret-without-container',
		consequence: 'ignored',
		summary: 'A secret shall become a file in a job without a container, and never does',
		why: 'Metronome only checks that there is no `docker`. A job with a `cmd`, a file secret and no `ucr` is accepted, its volumes are dropped when a run starts, and the command finds no file.',
		remedy: 'Run the command in a `ucr` container, or hand the secret over as an environment variable.',
		fix: 'none',
		sources: [
			'recording v1-01353 (only the undeclared alias is refused)',
			'Metronome MarathonImplicits.scala: toContainer; JobRunSpec.scala: fileBasedSecretsAreUcrOnly',
			'facts: metronome-and-dcos §4, silent drops',
		],
		examples: [
			{
				title: 'A key file for a bare command',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --key $MESOS_SANDBOX/ssh/id_ed25519",
    "volumes": [{ "containerPath": "ssh/id_ed25519", "secret": "ssh-key" }],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
			{
				title: 'The same in a ucr container',
				silent: true,
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --key $MESOS_SANDBOX/ssh/id_ed25519",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [{ "containerPath": "ssh/id_ed25519", "secret": "ssh-key" }],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		const { run } = job;
		if (run === undefined || memberOf(run, 'docker') !== undefined || memberOf(run, 'ucr') !== undefined)
			return;
		for (const { as, alias, name, node } of job.secrets.references) {
			if (as !== 'file') continue;
			report({
				at: node,
				message: `The job has no 'ucr' container, so the secret ${quoted(alias)} never becomes the file ${quoted(name)}: Metronome drops the volume, and the command finds nothing. Run the command in a 'ucr' container, or use an environment variable.`,
			});
		}
	},
};
