import { doubles, writtenNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

export const numberInfinite: Rule = {
	meta: {
		code: 'number-infinite',
		consequence: 'breaks',
		summary: 'CPUs, memory or disk space too large for a double: Metronome stores infinity',
		why: 'Metronome keeps `cpus`, `mem` and `disk` as doubles. Beyond 1.8e308 that is infinity, which it stores and can no longer show: the request itself answers 500, and so does `GET /v1/jobs` for everybody, until the job is deleted.',
		remedy:
			'Write the amount that is meant. If such a job is stored already, delete it: DELETE answers 500 too, but works.',
		fix: 'none',
		sources: [
			'recordings v1-00839, v1-00840, v1-00869, v1-00870, v1-00895, v1-00896; seq-00210, seq-00211',
			'facts: server-behaviour row 3',
		],
		examples: [
			{
				title: 'Too many digits for any machine',
				text: `{
  "id": "sim.run",
  "run": { "cpus": 1, "mem": 1e309, "disk": 0, "cmd": "./simulate" }
}
`,
			},
			{
				title: 'A lot, but finite',
				silent: true,
				text: `{
  "id": "sim.run",
  "run": { "cpus": 1, "mem": 1e5, "disk": 0, "cmd": "./simulate" }
}
`,
			},
		],
	},
	on: 'job',
	check: ({ job }, report) => {
		for (const { name, node } of doubles(job.run)) {
			// A negative one is refused as too small.
			if (Number(node.raw) !== Number.POSITIVE_INFINITY) continue;
			report({
				at: node,
				message: `run.${name} is ${writtenNumber(node)}, beyond what a double holds: Metronome stores infinity, and from then on GET /v1/jobs answers 500 for everybody. Write the amount that is meant.`,
			});
		}
	},
};
