import { replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { isJobId } from '../job-id.ts';
import type { StringNode } from '../json.ts';
import { relatedTo } from '../place.ts';
import { listed, quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import {
	mayReadSpace,
	type ReadableSource,
	readableSource,
	spaceOfSource,
	spacesOfJob,
} from '../secrets/spaces.ts';

export const secretOutsideSpace: Rule = {
	meta: {
		code: 'secret-outside-space',
		consequence: 'fails',
		summary: 'A secret lies in a space that the job may not read',
		why: 'In the DC/OS store the path of a secret without its last segment is its **space**. A job reads the secrets of its own path and of every path above it: `etl.load` reads `x`, `etl/x` and `etl/load/x`, and never `billing/x`. Nothing checks this when the job is stored; the plugin refuses the secret when a run starts, and the run fails. A leading slash means nothing. Only checked with the secret dialect `dcos`.',
		remedy:
			'Put the secret into a space that the job may read, or move the job below the space (`billing.load`).',
		fix: 'unsafe',
		sources: [
			'DC/OS documentation, security/ent: Spaces (facts: metronome-and-dcos §3; for jobs concluded from the path of their runs)',
			'Metronome JobRunId.scala: a run is launched as `/<job path>/<run id>`',
		],
		examples: [
			{
				title: 'The secret of another team',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "billing/db-password" }
    }
  }
}
`,
			},
			{
				title: 'Secrets of the job, its group and everybody',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "API_TOKEN": { "secret": "api-token" },
      "DB_PASSWORD": { "secret": "db-password" },
      "PROXY_PASSWORD": { "secret": "proxy-password" }
    },
    "secrets": {
      "api-token": { "source": "etl/load/api-token" },
      "db-password": { "source": "etl/db-password" },
      "proxy-password": { "source": "/proxy-password" }
    }
  }
}
`,
			},
			{
				title: 'Another store has no spaces',
				silent: true,
				target: { dialect: 'vault' },
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "/billing/db@password" }
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, target }, report) => {
		const id = job.idNode?.opaque === true ? undefined : job.id;
		if (target.dialect !== 'dcos' || id === undefined || !isJobId(id, target.version)) return;
		for (const { source } of job.secrets.declarations) {
			if (source === undefined || source.opaque === true) continue;
			const path = source.value;
			const space = spaceOfSource(path);
			if (mayReadSpace(id, space)) continue;
			const better = readableSource(id, path, target.sourceState);
			const above = spacesOfJob(id).toReversed().slice(0, -1);
			const more = above.length > MOST_NAMED ? ['those above'] : [];
			const spaces = [...above.slice(0, MOST_NAMED).map(quoted), ...more];
			report({
				at: source,
				message: `The secret ${quoted(path)} lies in the space ${quoted(space)}, which the job ${quoted(id)} may not read: its runs fail. It may read ${listed([...spaces, 'the root'])}. ${quoted(better.source)} would work${better.exists ? ' and is in the store' : ''}.`,
				related:
					job.idNode === undefined
						? []
						: [relatedTo(job.idNode, 'the id, which decides what the job may read')],
				fix: () => moved(source, better),
			});
		}
	},
};

/** Spaces that a message names, the job's own first. */
const MOST_NAMED = 16;

function moved(node: StringNode, better: ReadableSource): Fix | null {
	if (node.rendered === true) return null;
	const path = `${node.value.startsWith('/') ? '/' : ''}${better.source}`;
	const title = better.exists
		? `Read the secret from ${quoted(path)}, which is in the store`
		: `Read the secret from ${quoted(path)}, where it has to be put`;
	return { title, safe: false, edits: [replaceNode(node, JSON.stringify(path))] };
}
