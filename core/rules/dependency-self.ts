import { checksDependencies } from '../dependency-graph.ts';
import { removeItem } from '../edit.ts';
import { pointerOf } from '../json.ts';
import type { Rule } from '../rule.ts';

export const dependencySelf: Rule = {
	on: 'job',
	meta: {
		code: 'dependency-self',
		consequence: 'refused',
		summary: 'A job depends on itself',
		why: 'Metronome looks for the dependencies among the jobs it has stored. A new job is not there yet, so it is refused with 422 "Dependencies contain unknown jobs", naming its own id. An update is refused with 422 "Dependencies have a cycle" and **locks the job**: every later change of it is answered with 500 until Metronome restarts or another leader is elected.',
		remedy:
			'Take the job out of its own `dependencies`. A job that is to run again and again needs a schedule.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01552, v1-01553, v0-00028, seq-00142, seq-00144, seq-00146',
			'Metronome JobSpec.scala: validateDependencies; JobSpecServiceActor.scala: noChangeInFlight',
		],
		examples: [
			{
				title: 'A job that waits for itself',
				text: `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.load" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
			},
			{
				title: 'A job that waits for another',
				silent: true,
				text: `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.extract" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
				others: {
					'extract.json': `{
  "id": "etl.extract",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./extract" }
}
`,
				},
			},
		],
	},
	check: ({ job, source, target }, report) => {
		if (job.idNode === undefined || !checksDependencies(target.version)) return;
		const { value: id } = job.idNode;
		for (const dependency of job.dependencies) {
			if (dependency.value !== id) continue;
			report({
				at: dependency,
				message: `The job '${id}' depends on itself: Metronome refuses it, and an update that says so locks the stored job (every later change is 500 until a restart). Take the dependency out.`,
				related: [
					{
						file: null,
						pointer: pointerOf(job.idNode),
						span: job.idNode,
						message: 'This is the job itself.',
					},
				],
				fix: () => {
					const edit = dependency.parent === undefined ? undefined : removeItem(dependency.parent, source);
					return edit === undefined
						? null
						: { title: 'Remove the dependency on the job itself', safe: false, edits: [edit] };
				},
			});
		}
	},
};
