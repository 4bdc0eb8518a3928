import { replaceNode } from '../edit.ts';
import type { Severity } from '../finding.ts';
import { quoted } from '../quote.ts';
import type { Rule } from '../rule.ts';
import type { Target } from '../target.ts';

export const sourceForm: Rule = {
	meta: {
		code: 'source-form',
		consequence: 'fails',
		summary: 'The source of a secret has a form that the store does not know',
		why: 'Metronome takes any text as a source; only the secrets plugin reads it, when a run starts. For DC/OS (dialect `dcos`) the published rule is the one of its UI: letters, digits, `-`, `_` and single slashes. The store itself may take more, so this is a warning. The Vault plugins (dialect `vault`) want `path@field`: without `@` one of them takes the last segment as the field and another finds none, and `..` is refused.',
		remedy:
			'Write `team/db-password` for DC/OS and `team/db@password` for Vault. A source for another kind of store wants the dialect `any`.',
		fix: 'safe',
		sources: [
			'recordings v1-01386 … v1-01390 (all accepted)',
			'dcos/dcos-ui SecretFormModal.tsx (facts: metronome-and-dcos §1)',
			'avast/marathon-vault-plugin, miros/marathon-vault-role-plugin (facts: metronome-and-dcos §5)',
		],
		examples: [
			{
				title: 'A slash too many',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "etl//db-password" }
    }
  }
}
`,
			},
			{
				title: 'A Vault source without a field',
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
      "db-password": { "source": "etl/db/password" }
    }
  }
}
`,
			},
			{
				title: 'A path in the DC/OS store',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db-password" } },
    "secrets": {
      "db-password": { "source": "/etl/db_password-2" }
    }
  }
}
`,
			},
			{
				title: 'A path and a field in Vault',
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
      "db-password": { "source": "/etl/db@password" }
    }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, target }, report) => {
		for (const { source } of job.secrets.declarations) {
			if (source === undefined || source.opaque === true || source.value === '') continue;
			const problem = PROBLEMS[target.dialect](source.value);
			if (problem === undefined) continue;
			const { better } = problem;
			report({
				at: source,
				message: problem.message,
				severity: problem.severity,
				fix: () =>
					better === undefined || source.rendered === true
						? null
						: {
								title: `Write it as ${quoted(better.source)}`,
								safe: better.safe,
								edits: [replaceNode(source, JSON.stringify(better.source))],
							},
			});
		}
	},
};

interface Problem {
	readonly message: string;
	readonly severity: Severity;
	readonly better?: { readonly source: string; readonly safe: boolean };
}

const PROBLEMS: Readonly<Record<Target['dialect'], (path: string) => Problem | undefined>> = {
	dcos: dcosProblem,
	vault: vaultProblem,
	any: () => undefined,
};

function dcosProblem(path: string): Problem | undefined {
	const severity = 'warning';
	if (/^\/*$/.test(path)) {
		return {
			severity: 'error',
			message: `The source ${quoted(path)} names no secret. Write its path in the store.`,
		};
	}
	const odd = oddCharacters(path);
	if (odd.length > 0) {
		const trimmed = path.trim();
		const trims = /^[A-Za-z0-9/_-]+$/.test(trimmed);
		return {
			severity,
			message: `The source ${quoted(path)} has characters (${odd.map(char => quoted(char)).join(', ')}) that DC/OS lets nobody give to a secret in its UI. Use letters, digits, '-', '_' and '/'.`,
			...(trims ? { better: { source: withoutEmptySegments(trimmed), safe: false } } : {}),
		};
	}
	const tidy = withoutEmptySegments(path);
	if (tidy === path) return undefined;
	const what = path.endsWith('/') ? 'ends with a slash' : 'has two slashes in a row';
	return {
		severity,
		message: `The source ${quoted(path)} ${what}, which DC/OS lets no secret have in its UI. Write ${quoted(tidy)}.`,
		better: { source: tidy, safe: true },
	};
}

function withoutEmptySegments(path: string): string {
	return path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
}

/** Characters that the UI refuses, each once, from where the first one stands. */
function oddCharacters(path: string): readonly string[] {
	const first = path.search(/[^A-Za-z0-9/_-]/);
	if (first < 0) return [];
	return [...new Set(path.slice(first, first + LONGEST_LOOKED_AT).match(/[^A-Za-z0-9/_-]/gu))];
}

/** No more characters are named than a message can hold; in UTF-16 units. */
const LONGEST_LOOKED_AT = 100;

function vaultProblem(path: string): Problem | undefined {
	if (path.split(/[/@]/).includes('..')) {
		return {
			severity: 'error',
			message: `The source ${quoted(path)} goes up with '..', which the Vault plugin refuses: the run gets no value. Write the whole path.`,
		};
	}
	const at = path.lastIndexOf('@');
	if (at >= 0) {
		if (path.slice(0, at).replaceAll('/', '') !== '' && at < path.length - 1) return undefined;
		const missing = at === path.length - 1 ? "field behind '@'" : "path before '@'";
		return {
			severity: 'error',
			message: `The source ${quoted(path)} has no ${missing}: the run gets no value. Write 'path@field'.`,
		};
	}
	const slash = path.lastIndexOf('/');
	if (slash < 1 || slash === path.length - 1) {
		return {
			severity: 'error',
			message: `The source ${quoted(path)} names no field: the run gets no value. Write 'path@field'.`,
		};
	}
	return {
		severity: 'warning',
		message: `The source ${quoted(path)} has no '@': some Vault plugins take the last segment as the field, others find no value. Write 'path@field'.`,
		better: { source: `${path.slice(0, slash)}@${path.slice(slash + 1)}`, safe: false },
	};
}
