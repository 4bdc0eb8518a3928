import { stringIn, valueIn } from '../json.ts';
import type { Rule } from '../rule.ts';

export const imageEmpty: Rule = {
	meta: {
		code: 'image-empty',
		consequence: 'fails',
		summary: 'A container without the name of an image',
		why: 'Metronome looks whether an image is there, not whether it has a name: `"id": ""` of a `ucr` image is always accepted, an empty `docker.image` as soon as there is a `cmd`. The run then asks the registry for an image without a name and fails.',
		remedy: 'Name the image, or take the container out to run the command on the agent itself.',
		fix: 'none',
		sources: ['recordings v1-01325, v1-01327', 'facts: server-behaviour row 13'],
		examples: [
			{
				title: 'An image without a name',
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./load",
    "ucr": { "image": { "id": "" } }
  }
}
`,
			},
			{
				title: 'An image with a name',
				silent: true,
				text: `{
  "id": "etl.load",
  "run": {
    "cpus": 0.5, "mem": 256, "disk": 0,
    "cmd": "./load",
    "ucr": { "image": { "id": "registry.example.com/etl:1.4" } }
  }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		const names = [valueIn(job.docker, 'image'), valueIn(valueIn(job.ucr, 'image'), 'id')];
		for (const name of names) {
			// A docker image that is empty and has no command beside it is refused: there is nothing to run.
			const refused =
				job.docker !== undefined && valueIn(job.run, 'cmd') === undefined && job.ucr === undefined;
			if (name === undefined || stringIn(name)?.trim() !== '' || refused) continue;
			report({
				at: name,
				message:
					'The image has no name: Metronome takes the job, and its runs fail because there is no such image. Name the image, or take the container out.',
			});
		}
	},
};
