import { dockerToUcr } from '../docker-to-ucr.ts';
import { relatedTo } from '../place.ts';
import { violationRule } from '../rule.ts';

export const gpusWithDocker = violationRule(
	{
		code: 'gpus-with-docker',
		consequence: 'refused',
		summary: 'The job wants GPUs in a Docker container',
		why: 'Only the Universal Container Runtime hands GPUs to a task. With `docker` and `gpus` other than 0 Metronome answers 422 "GPUs are not supported with Docker".',
		remedy: 'Run the image with `ucr`, or set `gpus` to 0.',
		fix: 'unsafe',
		sources: ['recording v1-02211', 'Metronome JobRunSpec.scala: gpusNotValidWithDocker'],
		examples: [
			{
				title: 'A training job in a Docker container',
				text: `{
  "id": "ml.train",
  "run": {
    "cpus": 4,
    "mem": 8192,
    "disk": 0,
    "gpus": 1,
    "cmd": "python train.py",
    "docker": { "image": "registry.example.com/train:7", "forcePullImage": true }
  }
}
`,
			},
			{
				title: 'The same in a ucr container',
				silent: true,
				text: `{
  "id": "ml.train",
  "run": {
    "cpus": 4,
    "mem": 8192,
    "disk": 0,
    "gpus": 1,
    "cmd": "python train.py",
    "ucr": { "image": { "id": "registry.example.com/train:7", "forcePull": true } }
  }
}
`,
			},
		],
	},
	['gpus-with-docker'],
	({ node, docker }, { job, target }, report) => {
		const asked = node.kind === 'number' ? node.raw : '';
		report({
			at: node,
			message: `gpus is ${asked}, but a Docker container gets no GPUs: Metronome refuses the job. Run the image with 'ucr', or set gpus to 0.`,
			related: [relatedTo(docker, 'the Docker container')],
			fix: () => {
				const edit = dockerToUcr(job, target.version);
				return edit === undefined
					? null
					: { title: "Run the image with 'ucr' instead of 'docker'", safe: false, edits: [edit] };
			},
		});
	},
);
