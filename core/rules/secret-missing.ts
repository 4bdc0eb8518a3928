import { replaceNode } from '../edit.ts';
import { isJobId } from '../job-id.ts';
import { relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import type { JobContext, Rule } from '../rule.ts';
import { usersText } from '../secrets/alias.ts';
import { readableSource } from '../secrets/spaces.ts';

export const secretMissing: Rule = {
	meta: {
		code: 'secret-missing',
		consequence: 'fails',
		summary: 'A declared secret is not in the store',
		why: 'Metronome stores a source without looking it up. The secrets plugin does so when a run starts, and what happens then is up to it: on DC/OS the task fails, other plugins leave the variable out without a word. Only reported where a store is configured and says that the secret is missing; a store that cannot be asked proves nothing.',
		remedy: 'Create the secret in the store under this source, or correct the source.',
		fix: 'unsafe',
		sources: [
			'facts: metronome-and-dcos §5 (what plugins do on failure)',
			'Metronome docs/docs/secrets.md: only the API to configure and store secrets',
		],
		examples: [
			{
				title: 'A secret that nobody has created',
				target: { store: ['etl/api-token'] },
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
				title: 'It is there, one space further up',
				target: { store: ['etl/db-password'] },
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "etl/load/db-password" }
    }
  }
}
`,
			},
			{
				title: 'The store has it',
				silent: true,
				target: { store: ['etl/db-password'] },
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
	check: (context, report) => {
		const { job, target } = context;
		for (const { alias, source } of job.secrets.declarations) {
			if (source === undefined || source.opaque === true || source.value === '') continue;
			const path = source.value;
			if (target.sourceState?.(path).state !== 'missing') continue;
			const users = job.secrets.references.filter(reference => reference.alias === alias);
			const who = users.length === 0 ? 'a run' : usersText(users);
			const other = existingElsewhere(path, context);
			const hint =
				other === undefined
					? 'Create it there, or correct the source.'
					: `There is ${quoted(other)}, which the job may read.`;
			report({
				at: source,
				message: `The secret ${quoted(path)} is not in ${target.storeName ?? 'the store'}: ${who} will not get it. ${hint}`,
				related: users.map(user => relatedTo(user.node, 'a reference to it')),
				fix: () =>
					other === undefined || source.rendered === true
						? null
						: {
								title: `Read it from ${quoted(other)}, which is in the store`,
								safe: false,
								edits: [replaceNode(source, JSON.stringify(other))],
							},
			});
		}
	},
};

/** A secret of the same name in a space that the job may read. */
function existingElsewhere(path: string, { job, target }: JobContext): string | undefined {
	const id = job.idNode?.opaque === true ? undefined : job.id;
	if (target.dialect !== 'dcos' || id === undefined || !isJobId(id, target.version)) return undefined;
	const other = readableSource(id, path, target.sourceState);
	return other.exists ? `${path.startsWith('/') ? '/' : ''}${other.source}` : undefined;
}
