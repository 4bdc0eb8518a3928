import { removeItem, replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { type StringNode, valueIn } from '../json.ts';
import { relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import type { JobContext, Report, Rule } from '../rule.ts';
import { literalsOf } from '../secrets/literals.ts';
import type { SecretReference } from '../secrets/table.ts';

export const fileSecretPath: Rule = {
	meta: {
		code: 'file-secret-path',
		consequence: 'fails',
		summary: 'A file secret has a path at which no file can appear',
		why: 'A file secret is mounted at `$MESOS_SANDBOX/<containerPath>`. Metronome takes any text as the path; what Mesos cannot make a file of, or makes a file of elsewhere, only shows in the run. A leading slash does not work: Metronome took it out of the example in its own documentation (its API reference still has one), and Mesos mounts an absolute path outside the sandbox. Since the two disagree, the slash is a warning, as is what only the DC/OS UI refuses.',
		remedy:
			'Write a path relative to the sandbox, such as `tls/key.pem`, and read the file from `$MESOS_SANDBOX/tls/key.pem`. Give every file secret a path of its own.',
		fix: 'safe',
		sources: [
			'recordings v1-01397, v1-01398, v1-01412, v1-01413 (all accepted)',
			'Metronome commit 8a4c9de: Fix containerPath for secrets example',
			'apache/mesos src/slave/containerizer/mesos/isolators/volume/secret.cpp: prepare',
			'dcos/dcos-ui SecretsValidators.ts (facts: metronome-and-dcos §1)',
		],
		examples: [
			{
				title: 'A leading slash',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --key $MESOS_SANDBOX/ssh/id_ed25519",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [
      { "containerPath": "/ssh/id_ed25519", "secret": "ssh-key" }
    ],
    "secrets": { "ssh-key": { "source": "sync/ssh-key" } }
  }
}
`,
			},
			{
				title: 'Two secrets at one path',
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [
      { "containerPath": "key", "secret": "ssh-key" },
      { "containerPath": "key", "secret": "tls-key" }
    ],
    "secrets": {
      "ssh-key": { "source": "sync/ssh-key" },
      "tls-key": { "source": "sync/tls-key" }
    }
  }
}
`,
			},
			{
				title: 'Paths in the sandbox',
				silent: true,
				text: `{
  "id": "sync.partner",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./sync --key $MESOS_SANDBOX/ssh/id_ed25519",
    "ucr": { "image": { "id": "registry.example.com/sync:3" } },
    "volumes": [
      { "containerPath": "ssh/id_ed25519", "secret": "ssh-key" },
      { "containerPath": "tls/key.pem", "secret": "tls-key" }
    ],
    "secrets": {
      "ssh-key": { "source": "sync/ssh-key" },
      "tls-key": { "source": "sync/tls-key" }
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: (context, report) => {
		const files = context.job.secrets.references.filter(({ as }) => as === 'file');
		const first = new Map<string, SecretReference>();
		for (const file of files) {
			const path = valueIn(file.holder, 'containerPath');
			if (path?.kind !== 'string' || path.value === '' || path.opaque === true) continue;
			for (const problem of pathProblems(path, context)) report(problem);
			const earlier = first.get(path.value);
			if (earlier === undefined) first.set(path.value, file);
			else report(sharedPath(path, file, earlier, context));
		}
	},
};

function pathProblems(path: StringNode, context: JobContext): readonly Report[] {
	const problems: Report[] = [];
	const shown = quoted(path.value);
	if (path.value.startsWith('/')) {
		problems.push({
			at: path,
			severity: 'warning',
			message: `The path of a file secret lies in the sandbox; with the leading slash of ${shown} no file appears there. Write it without the slash.`,
			fix: () => withoutLeadingSlash(path, context),
		});
	}
	if (path.value.length > 1 && path.value.endsWith('/')) {
		problems.push({
			at: path,
			message: `${shown} ends with a slash and can only be a directory, but a secret becomes a file: the container cannot be made. Name the file.`,
			fix: () => renamed(path, path.value.replace(/\/+$/, ''), context),
		});
	}
	if (path.value.split('/').includes('..')) {
		const leaves = leavesSandbox(path.value);
		problems.push({
			at: path,
			severity: leaves ? 'error' : 'warning',
			message: leaves
				? `${shown} leads out of the sandbox, where Mesos cannot mount the secret. Write a path inside the sandbox.`
				: `${shown} goes up with '..', which the DC/OS UI refuses. Write the path without it.`,
		});
	}
	if (path.value.includes('\0')) {
		problems.push({ at: path, message: `${shown} has a NUL character, which no path can have. Remove it.` });
	}
	const odd = [...new Set(path.value.match(/[<>|:&]/g))].map(char => `'${char}'`).join(', ');
	if (odd !== '') {
		problems.push({
			at: path,
			severity: 'warning',
			message: `${shown} has characters (${odd}) that the DC/OS UI refuses in the path of a file secret. Use letters, digits, dots, dashes and slashes.`,
		});
	}
	return problems;
}

function leavesSandbox(path: string): boolean {
	let depth = 0;
	for (const segment of path.split('/')) {
		if (segment === '..') depth--;
		else if (segment !== '' && segment !== '.') depth++;
		if (depth < 0) return true;
	}
	return false;
}

/** Safe unless the job itself speaks of the absolute path. */
function withoutLeadingSlash(path: StringNode, context: JobContext): Fix | null {
	const fix = renamed(path, path.value.replace(/^\/+/, ''), context);
	return fix === null ? null : { ...fix, safe: !namesPath(path, context) };
}

const SANDBOX_BEFORE = /(?:\$MESOS_SANDBOX|\$\{MESOS_SANDBOX\}|\/mnt\/mesos\/sandbox)$/;

/** Whether a string of the job names the path as it is written, outside the sandbox. */
function namesPath(path: StringNode, { job, source }: JobContext): boolean {
	return literalsOf(job.node, source.text).some(({ node, value }) => {
		if (node === path) return false;
		for (let at = value.indexOf(path.value); at >= 0; at = value.indexOf(path.value, at + 1)) {
			if (!SANDBOX_BEFORE.test(value.slice(0, at))) return true;
		}
		return false;
	});
}

/** Null where another file secret is there already. */
function renamed(path: StringNode, to: string, { job }: JobContext): Fix | null {
	if (
		to === '' ||
		path.rendered === true ||
		job.secrets.references.some(({ as, name }) => as === 'file' && name === to)
	)
		return null;
	return { title: `Use the path ${quoted(to)}`, safe: false, edits: [replaceNode(path, JSON.stringify(to))] };
}

function sharedPath(
	path: StringNode,
	file: SecretReference,
	earlier: SecretReference,
	{ source }: JobContext,
): Report {
	const related = [relatedTo(earlier.node, 'the first secret at this path')];
	if (file.alias !== earlier.alias) {
		return {
			at: path,
			message: `The secrets ${quoted(earlier.alias)} and ${quoted(file.alias)} share the path ${quoted(path.value)}: only the later one can be read there. Give each a path of its own.`,
			related,
		};
	}
	return {
		at: path,
		severity: 'info',
		message: `The secret ${quoted(file.alias)} is mounted at ${quoted(path.value)} twice. Once is enough.`,
		related,
		unnecessary: true,
		fix: () => {
			const edit = removeItem(file.holder, source);
			return edit === undefined ? null : { title: 'Remove the second volume', safe: true, edits: [edit] };
		},
	};
}
