import { removeMember } from '../edit.ts';
import { atKey } from '../place.ts';
import { violationRule } from '../rule.ts';

export const networkLabels = violationRule(
	{
		code: 'network-labels',
		consequence: 'refused',
		summary: 'A host network has labels',
		why: 'Network labels are for the plugin that connects a container; the network of the agent has none. Metronome answers 422 "must be empty for host network".',
		remedy: 'Remove the labels, or use the network mode whose plugin reads them.',
		fix: 'safe',
		sources: ['recordings v1-01426, v1-01427, v1-01428', 'Metronome Network.scala: validNetworkDefinition'],
		examples: [
			{
				title: 'Labels on the network of the agent',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "networks": [
      { "mode": "host", "labels": { "team": "reports" } }
    ]
  }
}
`,
			},
			{
				title: 'Labels on a container network, and on the job',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "labels": { "team": "reports" },
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "cmd": "./report",
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [
      { "mode": "container", "name": "reports", "labels": { "zone": "internal" } }
    ]
  }
}
`,
			},
		],
	},
	['network-labels-unwanted'],
	({ node }, { source }, report) => {
		const { member } = node;
		report({
			at: atKey(node),
			message:
				"The network has mode 'host', which takes no labels: Metronome refuses the job. Remove them; nothing would read them.",
			fix: () =>
				member === undefined
					? null
					: {
							title: 'Remove the labels of the host network',
							safe: true,
							edits: [removeMember(member, source)],
						},
		});
	},
);
