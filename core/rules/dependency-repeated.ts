import { removeItem } from '../edit.ts';
import { pointerOf, type StringNode } from '../json.ts';
import { violationRule } from '../rule.ts';

export const dependencyRepeated = violationRule(
	{
		code: 'dependency-repeated',
		consequence: 'refused',
		summary: 'A job names the same dependency twice',
		why: 'Metronome takes `dependencies` as a set and answers 422 "has double entries" to a list that is none.',
		remedy: 'Name each job once.',
		fix: 'safe',
		sources: ['recordings v1-01555, v1-01570', 'Metronome JobSpec.scala: `unique`'],
		examples: [
			{
				title: 'The load waits for the same extract twice',
				text: `{
  "id": "etl.load",
  "dependencies": [
    { "id": "etl.extract" },
    { "id": "etl.clean" },
    { "id": "etl.extract" }
  ],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
				others: {
					'extract.json': `{
  "id": "etl.extract",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./extract" }
}
`,
					'clean.json': `{
  "id": "etl.clean",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./clean" }
}
`,
				},
			},
			{
				title: 'Two different jobs',
				silent: true,
				text: `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.extract" }, { "id": "etl.clean" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
				others: {
					'extract.json': `{
  "id": "etl.extract",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./extract" }
}
`,
					'clean.json': `{
  "id": "etl.clean",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./clean" }
}
`,
				},
			},
		],
	},
	['dependency-repeated'],
	({ id, node }, { job, source }, report) => {
		const first = job?.dependencies.find((dependency: StringNode) => dependency.value === id);
		report({
			at: node,
			message: `The job depends on '${id}' twice: Metronome refuses it with 422 "has double entries". Name each job once.`,
			related:
				first === undefined || first === node
					? []
					: [{ file: null, pointer: pointerOf(first), span: first, message: 'It is named here already.' }],
			unnecessary: true,
			fix: () => {
				const edit = node.parent === undefined ? undefined : removeItem(node.parent, source);
				return edit === undefined
					? null
					: { title: `Remove the repeated '${id}'`, safe: true, edits: [edit] };
			},
		});
	},
);
