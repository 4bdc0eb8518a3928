import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { Member } from '../json.ts';
import { memberPointer, relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';
import { nearDeclaration, undeclaredAliases } from '../secrets/alias.ts';
import type { SourceText } from '../text.ts';

export const secretUnused = violationRule(
	{
		code: 'secret-unused',
		consequence: 'refused',
		summary: 'A secret is declared in `run.secrets` and nothing refers to it',
		why: 'Metronome takes a definition only if every alias of `run.secrets` is referred to by `run.env` or by a volume; otherwise it answers 422 "The following secrets are defined, but not referenced".',
		remedy:
			'Remove the declaration, or refer to it: `"env": {"NAME": {"secret": "<alias>"}}`, or a volume with `containerPath` and `secret` in a `ucr` container.',
		fix: 'safe',
		sources: [
			'recordings v1-01354, v1-01355, v1-01358, v1-01359',
			'Metronome JobRunSpec.scala: allSecretsAreDefinedAndUsed',
		],
		examples: [
			{
				title: 'A declaration that is left over',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "env": {
      "DB_PASSWORD": { "secret": "db-password" }
    },
    "secrets": {
      "db-password": { "source": "etl/db-password" },
      "ftp-password": { "source": "etl/ftp-password" }
    }
  }
}
`,
			},
			{
				title: 'Every declaration is used, one of them twice',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./load",
    "ucr": { "image": { "id": "registry.example.com/etl:1.4" } },
    "env": {
      "API_TOKEN": { "secret": "api-token" }
    },
    "volumes": [
      { "containerPath": "api-token.txt", "secret": "api-token" },
      { "containerPath": "tls/key.pem", "secret": "tls-key" }
    ],
    "secrets": {
      "api-token": { "source": "etl/api-token" },
      "tls-key": { "source": "etl/tls-key" }
    }
  }
}
`,
			},
		],
	},
	['secret-unused'],
	({ alias, member, node }, { job, source }, report) => {
		const table = job?.secrets;
		const undeclared = table === undefined ? [] : undeclaredAliases(table);
		const slip = undeclared.find(other => nearDeclaration(other, table?.declarations ?? [])?.alias === alias);
		const meant = table?.references.find(reference => reference.alias === slip);
		const hint =
			slip === undefined
				? 'Remove it, or refer to it.'
				: `Perhaps the reference to ${quoted(slip)} means it.`;
		report({
			at: { start: member.start, end: member.end, node },
			pointer: memberPointer(member),
			message: `The secret ${quoted(alias)} is declared, but no variable and no volume refers to it: Metronome refuses the job. ${hint}`,
			related:
				meant === undefined ? [] : [relatedTo(meant.node, 'a reference to an alias that is not declared')],
			unnecessary: meant === undefined,
			// With a slip of the pen about, the reference is what has to change.
			fix: () => (meant === undefined ? removal(member, undeclared.length === 0, source) : null),
		});
	},
);

/** The last declaration takes `run.secrets` with it. */
function removal(member: Member, safe: boolean, source: SourceText): Fix {
	const holder = member.object.member;
	const alone = member.object.members.length === 1 && holder !== undefined;
	return {
		title: `Remove the declaration of ${quoted(member.key.value)}`,
		safe,
		edits: [removeMember(alone ? holder : member, source)],
	};
}
