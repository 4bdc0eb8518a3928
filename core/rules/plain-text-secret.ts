import { replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { memberOf, pointerOf, valueIn } from '../json.ts';
import { sourceValue } from '../json-string.ts';
import { quoted } from '../quote.ts';
import type { JobContext, Rule } from '../rule.ts';
import { aliasFor } from '../secrets/alias.ts';
import { declareSecret, inlineObject, SECRETS_SINCE } from '../secrets/declare.ts';
import { keepSecrets } from '../secrets/found-secrets.ts';
import type { Place } from '../secrets/plaintext/detection.ts';
import { maskHint } from '../secrets/plaintext/mask.ts';
import { ownSource } from '../secrets/spaces.ts';
import { type WrittenSecret, writtenSecrets } from '../secrets/written.ts';
import { variableSpans } from '../variables.ts';
import { isAtLeast } from '../version.ts';

export const plainTextSecret: Rule = {
	meta: {
		code: 'plain-text-secret',
		consequence: 'risk',
		severity: 'error',
		summary: 'A password, token or key stands in the definition in plain text',
		why: 'A definition is kept in git, shown by `GET /v1/jobs` to everybody who may see the job, and put into the environment of every run. What is written there is no secret any more. Looked at are variables, the command, arguments, Docker parameters, labels and the URIs of artifacts: formats of known issuers, private keys, passwords in addresses and command lines, and values under telling names. Placeholders (`changeme`, `<password>`), references (`$DB_PASSWORD`) and declared variables (`{{db_password}}`) are none. What only looks generated is an info.',
		remedy:
			'Put the value into the secret store and refer to it: `"env": {"DB_PASSWORD": {"secret": "db-password"}}` with `"secrets": {"db-password": {"source": "<path>"}}`. Let commands and arguments read it from that variable. Then **replace the old value**: it stays in the history of the repository.',
		fix: 'unsafe',
		sources: [
			'Metronome docs/docs/secrets.md: secrets keep values out of API objects',
			'facts: actions-and-deploy §3 (how scanners decide), metronome-and-dcos §6 (14 of 104 published jobs)',
		],
		examples: [
			{
				title: 'A password in a variable',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "DB_USER": "etl",
      "DB_PASSWORD": "correct-horse-7"
    }
  }
}
`,
			},
			{
				title: 'A password in a command line',
				text: `{
  "id": "backup.db",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "curl -u backup:correct-horse-7 -O https://db.example.com/dump"
  }
}
`,
			},
			{
				title: 'References and placeholders',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load --password=$DB_PASSWORD",
    "env": {
      "DB_PASSWORD": { "secret": "db-password" },
      "API_TOKEN": "<token>",
      "PASSWORD_FILE": "/run/secrets/password"
    },
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
		const { job, source, detect, document, target } = context;
		const secrets = writtenSecrets(job.node, source.text, detect);
		const isAll = document.root === job.node && document.rest === undefined;
		if (isAll && target.variables.size === 0) keepSecrets(source, secrets);
		for (const secret of secrets) {
			if (isVariable(secret, context)) continue;
			const { detection, literal, span } = secret;
			report({
				at: { ...span, node: literal.node },
				severity: detection.certainty,
				message: messageOf(secret),
				fix: () => intoStore(secret, context),
			});
		}
	},
};

/** What the target puts in at deploy time is not written here. */
function isVariable({ literal, detection }: WrittenSecret, { source, target }: JobContext): boolean {
	const start = literal.offset + detection.start;
	const end = literal.offset + detection.end;
	const { node } = literal;
	if (node.kind !== 'string' || node.rendered !== true) return false;
	return variableSpans(sourceValue(source.text, node), target.variables).some(
		span => span.start < end && start < span.end,
	);
}

function messageOf({ literal, detection }: WrittenSecret): string {
	const { what, kind, certainty, start, end } = detection;
	const hint = maskHint(kind, end - start);
	const says =
		certainty === 'info'
			? `${subject(literal)} holds ${what} (${hint}); if it is a secret, everybody who sees the job has it.`
			: `${subject(literal)} holds ${what} in the open (${hint}): everybody who sees the job or this file has it.`;
	return `${says} ${ADVICE[literal.place]}`;
}

function subject({ place, key, node }: WrittenSecret['literal']): string {
	switch (place) {
		case 'env':
			return `The variable ${quoted(key ?? '')}`;
		case 'cmd':
			return 'The command';
		case 'arg':
			return 'An argument';
		case 'parameter':
			return `The Docker parameter ${quoted(key ?? '')}`;
		case 'label':
			return `The label ${quoted(key ?? '')}`;
		case 'uri':
			return 'The URI';
		case 'value':
			return `The value of ${quoted(pointerOf(node))}`;
	}
}

const STORE = 'Keep it in the secret store';
const REPLACE = 'and replace the value, which has to count as known';
const ADVICE: Readonly<Record<Place, string>> = {
	env: `${STORE}, refer to it by {"secret": "<alias>"}, ${REPLACE}.`,
	cmd: `${STORE}, read it from a variable that refers to it, ${REPLACE}.`,
	arg: `${STORE}, read it from a variable that refers to it, ${REPLACE}.`,
	parameter: `${STORE}, refer to it in run.env, ${REPLACE}.`,
	label: `Take it out, ${REPLACE}: a label is shown to everybody.`,
	uri: `Fetch it in the command, with a variable that refers to a secret, ${REPLACE}.`,
	value: `Take it out, ${REPLACE}.`,
};

/** Only for a variable whose whole value is the secret: everything else is part of a text that someone has to rewrite. */
function intoStore(secret: WrittenSecret, { job, source, target }: JobContext): Fix | null {
	const { node, key } = secret.literal;
	const env = valueIn(job.run, 'env');
	if (job.run === undefined || env?.kind !== 'object' || key === null || !secret.whole) return null;
	if (memberOf(env, key)?.value !== node) return null;
	// There a reference would be worth less than the literal: the run would get nothing.
	if (target.secretsPlugin === 'absent' || !isAtLeast(target.version, SECRETS_SINCE)) return null;
	const alias = aliasFor(key, job.secrets);
	const path = ownSource(job.id, alias, target.dialect);
	const reference = inlineObject('secret', JSON.stringify(alias), env, source);
	const declaration = declareSecret(job.run, alias, path, source);
	if (declaration === undefined) return null;
	return {
		title: `Refer to the secret ${quoted(path)}: create it, and rotate the old value`,
		safe: false,
		edits: [replaceNode(node, reference), declaration],
	};
}
