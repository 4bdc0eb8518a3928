import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import type { JsonNode } from '../json.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';
import type { SourceText } from '../text.ts';

export const networkName = violationRule(
	{
		code: 'network-name',
		consequence: 'refused',
		summary: 'A network has a name where none is allowed, or lacks the one it needs',
		why: 'Only a network of mode `container` has a name, and it must have one. Otherwise Metronome answers **500**, an internal error without a word on the cause, and stores nothing: building the job fails before the check that would explain it. Just an *empty* name of a `container` network is told properly, with 422.',
		remedy:
			'Name the network to join with `"mode": "container"`; leave the name out with `host` and `container/bridge`.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01422, v1-01423, v1-01439, v1-01447, v1-01452, v1-01456',
			'facts: server-behaviour row 1',
			'Metronome Network.scala: validNetworkDefinition',
		],
		examples: [
			{
				title: 'A bridge network with a name',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "docker": { "image": "registry.example.com/report:2.1" },
    "networks": [
      { "mode": "container/bridge", "name": "reports" }
    ]
  }
}
`,
			},
			{
				title: 'A container network without a name',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [{ "mode": "container" }]
  }
}
`,
			},
			{
				title: 'A container network with its name',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [{ "mode": "container", "name": "reports" }]
  }
}
`,
			},
		],
	},
	['network-name-unwanted', 'network-name-missing', 'network-name-empty'],
	(violation, { source }, report) => {
		const { node } = violation;
		switch (violation.kind) {
			case 'network-name-unwanted':
				report({
					at: node,
					message: `A network of mode '${violation.mode}' has no name, but this one is called ${quoted(nameIn(node))}: Metronome answers 500 and stores nothing. Remove the name, or use mode 'container' to join a named network.`,
					fix: () => withoutName(node, source),
				});
				return;
			case 'network-name-missing':
				report({
					at: node,
					message:
						"A network of mode 'container' needs a 'name': without it Metronome answers 500 and stores nothing. Name the network to join.",
				});
				return;
			case 'network-name-empty':
				report({
					at: node,
					message:
						'The name of this network is empty: Metronome refuses the job. Name the network that the container is to join.',
				});
		}
	},
);

function nameIn(node: JsonNode): string {
	return node.kind === 'string' ? node.value : '';
}

function withoutName(name: JsonNode, source: SourceText): Fix | null {
	if (name.member === undefined) return null;
	return { title: 'Remove the name of the network', safe: false, edits: [removeMember(name.member, source)] };
}
