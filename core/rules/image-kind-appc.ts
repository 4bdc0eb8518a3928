import { replaceNode } from '../edit.ts';
import { stringIn, valueIn } from '../json.ts';
import type { Rule } from '../rule.ts';

export const imageKindAppc: Rule = {
	meta: {
		code: 'image-kind-appc',
		consequence: 'ignored',
		summary: 'An image is declared as an App Container image and run as a Docker image',
		why: 'The schema allows `"kind": "appc"`, but Metronome passes on only the id of the image and always makes a Docker image of it. An App Container image is therefore looked for in a Docker registry, and the run fails.',
		remedy: 'Use a Docker image and the kind `docker`, which is also the default.',
		fix: 'unsafe',
		sources: [
			'recording v1-01293',
			'Metronome MarathonImplicits.scala: toContainer',
			'facts: metronome-and-dcos §4, silent drops',
		],
		examples: [
			{
				title: 'An App Container image',
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "example.com/report", "kind": "appc" } }
  }
}
`,
			},
			{
				title: 'A Docker image',
				silent: true,
				text: `{
  "id": "reports.nightly",
  "run": {
    "cpus": 0.5,
    "mem": 256,
    "disk": 0,
    "ucr": { "image": { "id": "registry.example.com/report:2.1", "kind": "docker" } }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		const kind = valueIn(valueIn(job.ucr, 'image'), 'kind');
		if (kind === undefined || stringIn(kind) !== 'appc') return;
		report({
			at: kind,
			message:
				"The kind 'appc' has no effect: Metronome always runs the image as a Docker image. Use a Docker image and the kind 'docker'.",
			fix: () => ({ title: "Set the kind to 'docker'", safe: false, edits: [replaceNode(kind, '"docker"')] }),
		});
	},
};
