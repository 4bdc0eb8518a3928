import { addMember } from '../edit.ts';
import type { Edit, Fix } from '../finding.ts';
import { memberOf, valueIn } from '../json.ts';
import { type ViolationContext, violationRule } from '../rule.ts';
import { closest } from '../spelling.ts';

export const secretUndeclared = violationRule(
	{
		code: 'secret-undeclared',
		consequence: 'refused',
		summary: 'A reference names an alias that `run.secrets` does not declare',
		why: 'Metronome looks up every alias of `run.env` and `run.volumes` in `run.secrets` and answers 422 "The following secrets are referenced, but undefined" if one is not there.',
		remedy: 'Declare the alias in `run.secrets` with its source in the store, or correct its spelling.',
		fix: 'unsafe',
		sources: ['recordings v1-01348, v1-00271', 'Metronome JobRunSpec.scala: allSecretsAreDefinedAndUsed'],
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
		const declared = context.job?.secrets.declarations.map(declaration => declaration.alias) ?? [];
		const near = closest(alias, declared);
		const hint = near === undefined ? 'Declare it there with its source' : `Did you mean '${near}'?`;
		report({
			at: node,
			message: `No secret '${alias}' is declared in run.secrets: Metronome refuses the job. ${hint}.`,
			fix: () => declare(alias, context),
		});
	},
);

/** Declares the alias under a source of the same name in the job's own space: someone must see whether it is there. */
function declare(alias: string, context: ViolationContext): Fix | null {
	const { job, source } = context;
	if (job?.run === undefined) return null;
	const path = [...(job.id?.split('.').filter(part => part !== '') ?? []), alias].join('/');
	const declaration = `{ "source": ${JSON.stringify(path)} }`;
	const secrets = memberOf(job.run, 'secrets');
	const holder = valueIn(job.run, 'secrets');
	let edit: Edit;
	if (holder?.kind === 'object') edit = addMember(holder, alias, declaration, source);
	else if (secrets === undefined) {
		edit = addMember(job.run, 'secrets', `{\n\t${JSON.stringify(alias)}: ${declaration}\n}`, source);
	} else return null;
	return { title: `Declare '${alias}' with the source '${path}'`, safe: false, edits: [edit] };
}
