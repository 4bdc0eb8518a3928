import { replaceNode } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { relatedMember, relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import { isSlip, nearDeclaration, usersText } from '../secrets/alias.ts';
import { declareSecret } from '../secrets/declare.ts';
import { ownSource } from '../secrets/spaces.ts';
import type { SecretReference, SecretTable } from '../secrets/table.ts';

export const secretUndeclared = violationRule(
	{
		code: 'secret-undeclared',
		consequence: 'refused',
		summary: 'A reference names an alias that `run.secrets` does not declare',
		why: 'Metronome looks up every alias of `run.env` and `run.volumes` in `run.secrets` and answers 422 "The following secrets are referenced, but undefined" if one is not there.',
		remedy:
			'Declare the alias in `run.secrets` with its source in the store, or correct its spelling. Aliases are compared letter by letter.',
		fix: 'safe',
		sources: [
			'recordings v1-01348, v1-01350, v1-01352, v1-01353, v1-00271',
			'Metronome JobRunSpec.scala: allSecretsAreDefinedAndUsed',
		],
		examples: [
			{
				title: 'An environment variable refers to an alias that nobody declares',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db" } }
  }
}
`,
			},
			{
				title: 'A slip of the pen in the reference',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "DB_PASSWORD": { "secret": "db-pasword" }
    },
    "secrets": {
      "db-password": { "source": "etl/db-password" }
    }
  }
}
`,
			},
			{
				title: 'The alias is declared',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1, "mem": 64, "disk": 0,
    "cmd": "./load",
    "env": { "DB_PASSWORD": { "secret": "db" } },
    "secrets": { "db": { "source": "etl/db-password" } }
  }
}
`,
			},
		],
	},
	['secret-undeclared'],
	({ alias, node }, context, report) => {
		const { declarations, references } = context.job?.secrets ?? NO_SECRETS;
		const near = nearDeclaration(alias, declarations);
		const same = references.filter(reference => reference.alias === alias);
		const others = same.filter(other => other.node !== node);
		const related = others.map(other => relatedTo(other.node, 'another reference to it'));
		const hint =
			near === undefined ? 'Declare it there with its source.' : `Perhaps ${quoted(near.alias)} is meant.`;
		report({
			at: node,
			message: `No secret ${quoted(alias)} is declared in run.secrets, so Metronome refuses the job: ${usersText(same)} cannot be filled. ${hint}`,
			related: near === undefined ? related : [relatedMember(near.member, 'a similar alias'), ...related],
			fix: () => (near === undefined ? declaring(alias, context) : respelling(alias, near.alias, references)),
		});
	},
);

const NO_SECRETS: SecretTable = { references: [], declarations: [], node: undefined };

/** Declares the alias under a source of the same name in the job's own space: someone must see whether it is there. */
function declaring(alias: string, { job, source, target }: ViolationContext): Fix | null {
	if (job?.run === undefined) return null;
	const path = ownSource(job.id, alias, target.dialect);
	const edit = declareSecret(job.run, alias, path, source);
	if (edit === undefined) return null;
	return { title: `Declare ${quoted(alias)} with the source ${quoted(path)}`, safe: false, edits: [edit] };
}

/** Safe where the declared alias waits for just this reference: nothing else could have been meant. */
function respelling(alias: string, meant: string, references: readonly SecretReference[]): Fix | null {
	const used = references.some(reference => reference.alias === meant);
	const wrong = references.filter(reference => reference.alias === alias).map(({ node }) => node);
	if (wrong.some(node => node.rendered === true)) return null;
	const edits = wrong.map(node => replaceNode(node, JSON.stringify(meant)));
	return { title: `Refer to ${quoted(meant)}`, safe: !used && isSlip(alias, meant), edits };
}
