import type { Edit, Fix } from '../finding.ts';
import { looksLikeJobFile } from '../job-file.ts';
import { type JsonNode, stringIn, valueIn } from '../json.ts';
import { parseJson } from '../json-parser.ts';
import { quoted } from '../quote.ts';
import { cut, insert } from '../repair/repair.ts';
import type { FileContext, Rule } from '../rule.ts';
import type { Span } from '../text.ts';

export const contentAfterDefinition: Rule = {
	meta: {
		code: 'content-after-definition',
		consequence: 'ignored',
		summary: 'Text behind the end of the definition, which nobody reads',
		why: 'Metronome reads the first JSON value of a body and only looks whether the next token is sound. A second job that stands behind the first one in the same file is accepted with it, and never created.',
		remedy:
			'Put several jobs into one list, `[ …, … ]`, or into files of their own; remove what is left over.',
		fix: 'unsafe',
		sources: ['recordings v1-01691, v1-01697, v1-01698', 'facts: server-behaviour row 8'],
		examples: [
			{
				title: 'Two jobs one after the other',
				text: `{
  "id": "logs.rotate",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./rotate" }
}
{
  "id": "logs.ship",
  "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./ship" }
}
`,
			},
			{
				title: 'Two jobs in a list',
				silent: true,
				text: `[
  { "id": "logs.rotate", "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./rotate" } },
  { "id": "logs.ship", "run": { "cpus": 0.1, "mem": 64, "disk": 0, "cmd": "./ship" } }
]
`,
			},
		],
	},
	on: 'file',
	check: (context, report) => {
		const { document } = context;
		const { rest, root } = document;
		// Text that cannot be read is refused, and `syntax` speaks of it.
		if (rest === undefined || root === undefined || document.problems.length > 0) return;
		report({
			at: { ...rest, node: root },
			message: `Metronome reads only ${firstOf(root)} before this, and drops all that follows. Put several jobs into one list, or remove the rest.`,
			unnecessary: true,
			fix: () => asList(context, rest) ?? { ...REMOVAL, edits: [cut(root.end, rest.end)] },
		});
	},
};

const REMOVAL = { title: 'Remove what is never read', safe: false } as const;

function firstOf(root: JsonNode): string {
	const id = stringIn(valueIn(root, 'id'));
	return id === undefined ? 'the definition' : `the job ${quoted(id)}`;
}

/** Several jobs become one list; undefined where something else than a job stands behind the first. */
function asList({ document, reading }: FileContext, rest: Span): Fix | undefined {
	const { root, text } = document;
	if (reading !== 'file' || root?.kind !== 'object') return undefined;
	const edits: Edit[] = [insert(root.start, '['), insert(root.end, ',')];
	for (let from: number | undefined = rest.start; from !== undefined; ) {
		const next = parseJson(text.slice(from));
		if (next.root?.kind !== 'object' || next.problems.length > 0 || !looksLikeJobFile(next.root))
			return undefined;
		edits.push(insert(from + next.root.end, next.rest === undefined ? ']' : ','));
		from = next.rest === undefined ? undefined : from + next.rest.start;
	}
	return { title: 'Make a list of the jobs', safe: false, edits };
}
