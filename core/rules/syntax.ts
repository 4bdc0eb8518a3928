import { NUMBERS_LIMITED_SINCE } from '../decimal.ts';
import type { JsonNode, SyntaxProblem } from '../json.ts';
import { memberOf } from '../json.ts';
import { repairedSyntax } from '../repair/syntax.ts';
import type { FileContext, Rule } from '../rule.ts';
import { isAtLeast } from '../version.ts';

/** Behind so many mistakes of one file more would help nobody. */
const MOST_FINDINGS = 10;

export const syntax: Rule = {
	meta: {
		code: 'syntax',
		consequence: 'refused',
		summary: 'Text that is not JSON',
		why: 'Metronome reads strict JSON and answers 400 "Invalid Json" to anything else: comments, trailing commas, single quotes, leading zeros, raw tabs in strings, numbers of more than 310 characters.',
		remedy:
			'Correct the place. Most fixes only change signs; comments are lost with theirs, so move what they say into `description` or `labels`.',
		fix: 'safe',
		sources: ['recordings v1-01667 … v1-01781, v0-00214 … v0-00222, sched-00183 … sched-00199'],
		examples: [
			{
				title: 'A comment and a trailing comma',
				text: `{
  // rotated at night
  "id": "logs.rotate",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./rotate",
  }
}
`,
			},
			{
				title: 'Words and numbers of other languages',
				text: `{
  "id": 'logs.rotate',
  "run": {
    "cpus": .1,
    "mem": 64
    "disk": 0,
    "cmd": "./rotate",
    "docker": { "image": "registry.example.com/rotate:3", "privileged": False }
  }
}
`,
			},
			{
				title: 'A brace is missing',
				text: `{
  "id": "logs.rotate",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "./rotate"
  }
`,
			},
			{
				title: 'Strict JSON, in any layout',
				silent: true,
				text: `{ "id": "logs.rotate", "description": "rotated at night",
\t"run": { "cpus": 1e-1, "mem": 64, "disk": 0, "cmd": "./rotate\\t--all" } }
`,
			},
		],
	},
	on: 'file',
	check: (context, report) => {
		const { document, source } = context;
		for (const problem of problemsOf(context).slice(0, MOST_FINDINGS)) {
			const { start, end } = problem;
			report({
				at: { start, end, node: around(document.root, start) },
				message: `${problem.message}. Metronome answers 400 to the whole body.${hintOf(problem)}`,
				fix: () => repairedSyntax(problem, document, source) ?? null,
			});
		}
	},
};

function problemsOf({ document, target }: FileContext): readonly SyntaxProblem[] {
	const limited = isAtLeast(target.version, NUMBERS_LIMITED_SINCE);
	return document.problems.filter(({ kind }) => limited || kind !== 'number-too-long');
}

function hintOf({ kind }: SyntaxProblem): string {
	if (kind === 'comment') return ' Say it in description or labels.';
	return kind === 'empty' ? ' Write a job definition.' : '';
}

/** The innermost value that counts and holds a place, for the pointer. */
function around(root: JsonNode | undefined, offset: number): JsonNode | undefined {
	let node = root;
	for (;;) {
		const inner: JsonNode | undefined = valuesIn(node).find(
			value => value.start <= offset && offset < value.end,
		);
		if (inner === undefined) return node;
		node = inner;
	}
}

function valuesIn(node: JsonNode | undefined): readonly JsonNode[] {
	if (node?.kind === 'array') return node.items;
	if (node?.kind !== 'object') return [];
	return node.members.flatMap(member =>
		memberOf(node, member.key.value) === member ? (member.value ?? []) : [],
	);
}
