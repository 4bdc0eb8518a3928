import { replaceNode } from '../edit.ts';
import { countingMembers, type JsonNode, type StringNode } from '../json.ts';
import { valueSpans } from '../json-string.ts';
import type { Rule } from '../rule.ts';
import { LONE_SURROGATE } from '../stored-json.ts';

export const textChanged: Rule = {
	meta: {
		code: 'text-changed',
		consequence: 'ignored',
		summary: 'A string holds half a character, which Metronome stores as a question mark',
		why: 'JSON can write one half of a surrogate pair (`\\ud83d` without its second half). Metronome takes it and stores `?` in its place, so the task gets another text than the file has.',
		remedy: 'Write the whole character, as it is or as both halves (`\\ud83d\\ude80`), or take the half out.',
		fix: 'unsafe',
		sources: ['recordings v1-01718 … v1-01721'],
		examples: [
			{
				title: 'A rocket cut in half',
				text: `{
  "id": "notify.launch",
  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "./notify 'lift-off \\ud83d'" }
}
`,
			},
			{
				title: 'The whole rocket',
				silent: true,
				text: `{
  "id": "notify.launch",
  "run": { "cpus": 0.1, "mem": 32, "disk": 0, "cmd": "./notify 'lift-off \\ud83d\\ude80'" }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job, source }, report) => {
		// Only an escape can write half a character.
		if (!/\\u[dD][89a-fA-F]/.test(source.text.slice(job.node.start, job.node.end))) return;
		for (const node of stringsBelow(job.node)) {
			const half = node.value.search(LONE_SURROGATE);
			if (half < 0) continue;
			report({
				at: { ...valueSpans(source.text, node)(half, half + 1), node },
				message:
					'Half a character stands here: Metronome stores a question mark in its place. Write the whole character, or take the half out.',
				fix: () => ({
					title: 'Take the half character out',
					safe: false,
					edits: [
						replaceNode(node, JSON.stringify(node.value.replaceAll(new RegExp(LONE_SURROGATE, 'g'), ''))),
					],
				}),
			});
		}
	},
};

/** Every string value that counts, in source order; keys are left alone. */
function stringsBelow(root: JsonNode): readonly StringNode[] {
	const found: StringNode[] = [];
	const open: JsonNode[] = [root];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		if (node.kind === 'string') found.push(node);
		else if (node.kind === 'array') open.push(...node.items.toReversed());
		else if (node.kind === 'object') {
			open.push(
				...countingMembers(node)
					.flatMap(({ value }) => value ?? [])
					.toReversed(),
			);
		}
	}
	return found;
}
