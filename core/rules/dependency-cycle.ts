import { type Cycle, checksDependencies, dependencyCycles } from '../dependency-graph.ts';
import type { Related } from '../finding.ts';
import type { Rule } from '../rule.ts';

export const dependencyCycle: Rule = {
	on: 'set',
	meta: {
		code: 'dependency-cycle',
		consequence: 'breaks',
		summary: 'Jobs depend on each other in a circle',
		why: 'None of them could ever start. New jobs cannot be created in any order, because each needs the others first. Only an update can close the circle: Metronome answers it with 422 "Dependencies have a cycle" and **locks the job**, so that every later change of it, its deletion too, is answered with 500 until Metronome restarts or another leader is elected.',
		remedy: 'Take one of the dependencies out.',
		fix: 'none',
		sources: [
			'recordings seq-00143, seq-00144; seq-00145 for a diamond, which is none',
			'Metronome JobSpec.scala: validateDependencies; JobSpecServiceActor.scala: noChangeInFlight',
		],
		examples: [
			{
				title: 'Two jobs wait for each other',
				text: `{
  "id": "etl.clean",
  "dependencies": [{ "id": "etl.load" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./clean" }
}
`,
				others: {
					'load.json': `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.clean" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
				},
			},
			{
				title: 'Two ways to the same job are no circle',
				silent: true,
				text: `{
  "id": "etl.report",
  "dependencies": [{ "id": "etl.load" }, { "id": "etl.clean" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./report" }
}
`,
				others: {
					'load.json': `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.clean" }],
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./load" }
}
`,
					'clean.json': `{
  "id": "etl.clean",
  "run": { "cpus": 0.5, "mem": 256, "disk": 0, "cmd": "./clean" }
}
`,
				},
			},
		],
	},
	check: ({ jobs, target }, report) => {
		if (!checksDependencies(target.version)) return;
		for (const cycle of dependencyCycles(jobs)) {
			const [first, ...others] = cycle;
			if (first === undefined) continue;
			report(first.job.file, {
				span: first.dependency,
				pointer: first.dependency.pointer,
				job: first.job.id?.value ?? null,
				message: `These jobs wait for each other in a circle, so none can start: ${path(cycle)}. Metronome refuses the update that closes the circle and locks that job (every later change is 500 until a restart). Take one of the dependencies out.`,
				related: others.map(
					({ job, dependency }): Related => ({
						file: job.file,
						pointer: dependency.pointer,
						span: dependency,
						message: `'${job.id?.value ?? ''}' depends on '${dependency.value}' here.`,
					}),
				),
			});
		}
	},
};

/** How many jobs of a circle a message names; the related places have them all. */
const LONGEST_PATH = 8;

/** `a → b → a`. */
function path(cycle: Cycle): string {
	const ids = cycle.map(({ job }) => job.id?.value ?? '');
	const back = ids[0] ?? '';
	if (ids.length > LONGEST_PATH) ids.splice(LONGEST_PATH - 1, ids.length - LONGEST_PATH + 1, '…');
	return [...ids, back].map(id => (id === '…' ? id : `'${id}'`)).join(' → ');
}
