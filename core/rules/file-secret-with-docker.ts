import { dockerToUcr } from '../docker-to-ucr.ts';
import { stringIn, valueIn } from '../json.ts';
import { relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';

export const fileSecretWithDocker = violationRule(
	{
		code: 'file-secret-with-docker',
		consequence: 'refused',
		summary: 'A secret shall become a file in a Docker container',
		why: 'Only the Universal Container Runtime can put a secret into a file. A volume with `secret` beside `docker` is answered with 422 "File based secrets are only supported by UCR".',
		remedy: 'Run the image with `ucr`, or hand the secret over as an environment variable.',
		fix: 'unsafe',
		sources: [
			'recording v1-01364',
			'Metronome JobRunSpec.scala: fileBasedSecretsAreUcrOnly',
			'Metronome docs/docs/secrets.md',
		],
		examples: [
			{
				title: 'A key file for a Docker container',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --key $MESOS_SANDBOX/ssh/id_ed25519",
    "docker": { "image": "registry.example.com/sync:3" },
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
	['file-secret-with-docker'],
	({ node, docker }, { job, target }, report) => {
		const secret = valueIn(node, 'secret');
		const alias = stringIn(secret);
		report({
			at: secret ?? node,
			message: `The secret${alias === undefined ? '' : ` ${quoted(alias)}`} cannot become a file in a Docker container: Metronome refuses the job. Run the image with 'ucr', or hand the secret over as an environment variable.`,
			related: [relatedTo(docker, 'the Docker container')],
			fix: () => {
				const edit = dockerToUcr(job, target.version);
				return edit === undefined
					? null
					: { title: "Run the image with 'ucr' instead of 'docker'", safe: false, edits: [edit] };
			},
		});
	},
);
