import { dockerToUcr } from '../docker-to-ucr.ts';
import { removeItem } from '../edit.ts';
import type { Fix } from '../finding.ts';
import { objectsOf } from '../job.ts';
import { type JsonNode, type ObjectNode, stringIn, valueIn } from '../json.ts';
import { relatedTo } from '../place.ts';
import { quoted } from '../quote.ts';
import { violationRule } from '../rule.ts';
import type { SourceText } from '../text.ts';
import { compactJson } from '../verdict/read.ts';

export const networkMix = violationRule(
	{
		code: 'network-mix',
		consequence: 'refused',
		summary: 'The networks of the job do not go together',
		why: 'A job joins one `host` network, or one `container/bridge` network, or named `container` networks: kinds are never mixed, no name comes twice, and a Docker container joins just one. Metronome answers 422 with a sentence for each of these.',
		remedy: 'Keep the networks of one kind. For several named networks run the image with `ucr`.',
		fix: 'safe',
		sources: [
			'recordings v1-01433, v1-01445, v1-01467, v1-01470, v1-01479, v1-01484',
			'Metronome JobRunSpec.scala: networkingValidation',
		],
		examples: [
			{
				title: 'Two kinds of network',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [
      { "mode": "host" },
      { "mode": "container", "name": "reports" }
    ]
  }
}
`,
			},
			{
				title: 'The same network twice',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [
      { "mode": "container", "name": "reports" },
      { "mode": "container", "name": "reports" }
    ]
  }
}
`,
			},
			{
				title: 'Two networks for a Docker container',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "docker": { "image": "registry.example.com/report:2.1" },
    "networks": [
      { "mode": "container", "name": "reports" },
      { "mode": "container", "name": "storage" }
    ]
  }
}
`,
			},
			{
				title: 'Two named networks for a ucr container',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "registry.example.com/report:2.1" } },
    "networks": [
      { "mode": "container", "name": "reports" },
      { "mode": "container", "name": "storage" }
    ]
  }
}
`,
			},
		],
	},
	['networks-mixed', 'networks-repeated', 'networks-docker', 'network-names-repeated'],
	(violation, { job, source, target }, report) => {
		const networks = objectsOf(valueIn(job?.run, 'networks'));
		const [first, second] = networks;
		if (first === undefined || second === undefined) return;
		switch (violation.kind) {
			case 'networks-mixed': {
				const other = networks.find(network => modeOf(network) !== modeOf(first)) ?? second;
				report({
					at: valueIn(other, 'mode') ?? other,
					message: `The job has networks of mode '${modeOf(first)}' and '${modeOf(other)}': the kinds cannot be mixed, and Metronome refuses the job. Keep the networks of one kind.`,
					related: [relatedTo(first, 'a network of the other kind')],
				});
				return;
			}
			case 'networks-repeated':
				// Told of mixed networks as well; there the mix is what has to change.
				if (networks.some(network => modeOf(network) !== modeOf(first))) return;
				report({
					at: second,
					message: `A job has at most one network of mode '${modeOf(first)}', and Metronome refuses the second. Remove it.`,
					related: [relatedTo(first, 'the first network')],
					fix: () => removal(second, first, source),
				});
				return;
			case 'networks-docker':
				report({
					at: second,
					message: `A Docker container joins one network, and this job names ${networks.length}: Metronome refuses it. Keep one, or run the image with 'ucr'.`,
					related: [relatedTo(first, 'the first network')],
					fix: () => {
						const edit = dockerToUcr(job, target.version);
						return edit === undefined
							? null
							: { title: "Run the image with 'ucr' instead of 'docker'", safe: false, edits: [edit] };
					},
				});
				return;
			case 'network-names-repeated': {
				const same = networks.filter(network => stringIn(valueIn(network, 'name')) === violation.name);
				const original = same[0] ?? first;
				const { node } = violation;
				report({
					at: node,
					message: `The network ${quoted(violation.name)} is named twice: Metronome refuses the job. Remove one of the two.`,
					related: [relatedTo(original, 'the first network of this name')],
					fix: () => removal(node.parent, original, source),
				});
			}
		}
	},
);

function modeOf(network: ObjectNode): string {
	return stringIn(valueIn(network, 'mode')) ?? '';
}

/** Safe where the two say exactly the same. */
function removal(again: JsonNode | undefined, original: JsonNode, source: SourceText): Fix | null {
	const edit = again === undefined ? undefined : removeItem(again, source);
	if (again === undefined || edit === undefined) return null;
	return {
		title: 'Remove the second one',
		safe: compactJson(again) === compactJson(original),
		edits: [edit],
	};
}
