import { atKey, relatedTo } from '../place.ts';
import type { Rule } from '../rule.ts';
import { usersText } from '../secrets/alias.ts';

export const secretsNotDelivered: Rule = {
	meta: {
		code: 'secrets-not-delivered',
		consequence: 'fails',
		summary: 'The job uses secrets on a cluster that hands none to its tasks',
		why: 'Metronome has no secret store of its own. With the feature `secrets` on and no plugin configured (`METRONOME_PLUGIN_DIR`, `METRONOME_PLUGIN_CONF`) it takes and stores definitions with secrets, and **passes nothing to the task**: the variables are not set and the files are not there. Only reported where the target says that it has no plugin.',
		remedy:
			'Install and configure a secrets plugin on the cluster, run the job elsewhere, or correct the setting of the target.',
		fix: 'none',
		sources: ['Metronome docs/docs/secrets.md', 'facts: metronome-and-dcos §4, silent drops, and §5'],
		examples: [
			{
				title: 'A reference on a cluster without a plugin',
				target: { secretsPlugin: 'absent' },
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "etl/db-password" }
    }
  }
}
`,
			},
			{
				title: 'The same with a plugin',
				silent: true,
				target: { secretsPlugin: 'present' },
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "etl/db-password" }
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, target }, report) => {
		const { references, node } = job.secrets;
		if (target.secretsPlugin !== 'absent' || node === undefined || references.length === 0) return;
		report({
			at: atKey(node),
			message: `This cluster has no secrets plugin: Metronome takes the job, and ${usersText(references)} ${references.length === 1 ? 'gets' : 'get'} nothing. Install a plugin there, or run the job where there is one.`,
			related: references.map(reference => relatedTo(reference.node, 'a reference that gets no value')),
		});
	},
};
