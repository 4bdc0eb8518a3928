import { replaceNode } from '../edit.ts';
import { stringIn } from '../json.ts';
import { bodyName, pathText } from '../path-text.ts';
import { listed, quoted } from '../quote.ts';
import { MARATHON_OPERATORS, meantValue } from '../repair/enum-value.ts';
import { violationRule } from '../rule.ts';

export const valueNotAllowed = violationRule(
	{
		code: 'value-not-allowed',
		consequence: 'refused',
		summary: 'A word that is none of those Metronome knows in this place',
		why: 'Modes, policies, operators and image kinds are fixed words in exactly one spelling, upper and lower case included. Anything else is answered with 422 "Instance is invalid enum value."',
		remedy: 'Write one of the words the message names.',
		fix: 'safe',
		sources: [
			'recordings v1-01258 … v1-01296 (spellings), v1-01501 … v1-01514 (operators)',
			'Metronome jobspec.schema.json: enum; facts: metronome-and-dcos §7, row 13',
		],
		examples: [
			{
				title: 'Almost the right words',
				text: `{
  "id": "backup.nightly",
  "run": {
    "cpus": 0.2,
    "mem": 128,
    "disk": 0,
    "cmd": "./backup",
    "docker": { "image": "registry.example.com/backup:7" },
    "networks": [{ "mode": "bridge" }],
    "volumes": [{ "containerPath": "/data", "hostPath": "/srv/data", "mode": "ro" }],
    "restart": { "policy": "on_failure" }
  }
}
`,
			},
			{
				title: 'An operator that only Marathon has',
				text: `{
  "id": "backup.nightly",
  "run": {
    "cpus": 0.2, "mem": 128, "disk": 0,
    "cmd": "./backup",
    "placement": { "constraints": [{ "attribute": "hostname", "operator": "UNIQUE" }] }
  }
}
`,
			},
			{
				title: 'The right words',
				silent: true,
				text: `{
  "id": "backup.nightly",
  "run": {
    "cpus": 0.2, "mem": 128, "disk": 0,
    "cmd": "./backup",
    "docker": { "image": "registry.example.com/backup:7" },
    "networks": [{ "mode": "container/bridge" }],
    "volumes": [{ "containerPath": "/data", "hostPath": "/srv/data", "mode": "RO" }],
    "restart": { "policy": "ON_FAILURE" }
  }
}
`,
			},
		],
	},
	['bad-value'],
	({ node, path, allowed, since }, context, report) => {
		// A value that only newer versions know is the business of `needs-newer-metronome`.
		if (since !== undefined || node.kind !== 'string') return;
		const meant = node.rendered === true ? undefined : meantValue(node.value, allowed);
		const where = pathText(path, bodyName(context.body));
		report({
			at: node,
			message: `${where} is ${quoted(node.value)}, but Metronome knows only ${listed(allowed)} there and refuses ${bodyName(context.body)}. ${hintOf(stringIn(node) ?? '', meant)}`,
			fix: () =>
				meant === undefined
					? null
					: { title: `Write '${meant}'`, safe: true, edits: [replaceNode(node, JSON.stringify(meant))] },
		});
	},
);

function hintOf(written: string, meant: string | undefined): string {
	if (meant !== undefined) return `Probably '${meant}' is meant.`;
	return MARATHON_OPERATORS.has(written.toUpperCase())
		? `That operator is Marathon's; Metronome starts one task a run and has none like it.`
		: 'Write one of them.';
}
