import { removeMember } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { objectsOf } from '../job.ts';
import { type JsonNode, stringIn, valueIn } from '../json.ts';
import { violationRule } from '../rule.ts';
import type { SourceText } from '../text.ts';

export const networkWithoutContainer = violationRule(
	{
		code: 'network-without-container',
		consequence: 'refused',
		summary: 'A job without a container shall join a container network',
		why: 'Only a container has a network of its own. A job with nothing but a `cmd` uses the network of its agent, and Metronome answers 422 "Only containers may join container or bridge networks".',
		remedy: 'Remove the network, or run the command in a `docker` or `ucr` container.',
		fix: 'unsafe',
		sources: ['recordings v1-01437, v1-01450, v1-01475', 'Metronome JobRunSpec.scala: networkingValidation'],
		examples: [
			{
				title: 'A command on a bridge network',
				text: `{
  "id": "cleanup.tmp",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "find /tmp -mtime +7 -delete",
    "networks": [{ "mode": "container/bridge" }]
  }
}
`,
			},
			{
				title: 'A command on the network of its agent',
				silent: true,
				text: `{
  "id": "cleanup.tmp",
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "find /tmp -mtime +7 -delete",
    "networks": [{ "mode": "host" }]
  }
}
`,
			},
		],
	},
	['networks-without-container'],
	({ node }, { source }, report) => {
		const container = objectsOf(node).find(network => stringIn(valueIn(network, 'mode')) !== 'host');
		const mode = valueIn(container, 'mode');
		report({
			at: mode ?? container ?? node,
			message: `The job joins a network of mode '${stringIn(mode) ?? ''}' but has no container: Metronome refuses it. Remove the network, or run the command in a 'docker' or 'ucr' container.`,
			fix: () => withoutNetworks(node, source),
		});
	},
);

function withoutNetworks(networks: JsonNode, source: SourceText): Fix | null {
	if (networks.member === undefined) return null;
	return {
		title: "Remove the networks: the job uses its agent's own",
		safe: false,
		edits: [removeMember(networks.member, source)],
	};
}
