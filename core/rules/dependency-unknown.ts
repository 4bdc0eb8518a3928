import { checksDependencies } from '../dependency-graph.ts';
import type { Fix, Related } from '../finding.ts';
import { matchesIdPattern } from '../job-id.ts';
import type { JobSet, JobSummary, Place } from '../jobset.ts';
import type { Rule, SetContext } from '../rule.ts';
import { closest } from '../spelling.ts';

export const dependencyUnknown: Rule = {
	on: 'set',
	meta: {
		code: 'dependency-unknown',
		consequence: 'refused',
		summary: 'A job depends on a job that does not exist',
		why: 'Metronome answers 422 "Dependencies contain unknown jobs" to a new job with such a dependency. An update with one gets the same answer and **locks the job**: from then on every change of it, its deletion too, is answered with 500 until Metronome restarts or another leader is elected.',
		remedy:
			'Correct the id, add the missing job, or take the dependency out. Whether a job exists can only be told where the whole set is known: the config names all job files with `jobs`.',
		fix: 'unsafe',
		sources: [
			'recordings v1-01550, v1-01551, v0-00027, seq-00140, seq-00141, seq-00053',
			'Metronome JobSpec.scala: validateDependencies; JobSpecServiceActor.scala: noChangeInFlight',
		],
		examples: [
			{
				title: 'A misspelt job',
				text: `{
  "id": "etl.load",
  "dependencies": [{ "id": "etl.exract" }],
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
			{
				title: 'The job is there',
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
	check: (context, report) => {
		const { jobs, target } = context;
		if (!jobs.complete || !checksDependencies(target.version)) return;
		const suggest = suggester(context);
		for (const job of jobs.jobs) {
			for (const dependency of job.dependencies) {
				const id = dependency.value;
				if (id === job.id?.value || exists(id, context) || !matchesIdPattern(id, target.version)) continue;
				const near = suggest(id);
				const advice = near === undefined ? 'Correct it, or add that job.' : `Probably '${near}' is meant.`;
				report(job.file, {
					span: dependency,
					pointer: dependency.pointer,
					job: job.id?.value ?? null,
					message: `There is no job '${id}': Metronome refuses the job, and an update that says so locks the stored one (every later change is 500 until a restart). ${advice}`,
					related: near === undefined ? [] : placesOf(near, jobs),
					fix: () => (near === undefined || isNamed(near, job) ? null : rename(dependency, near)),
				});
			}
		}
	},
};

function exists(id: string, { jobs, target }: SetContext): boolean {
	return jobs.byId.has(id) || target.knownJobs.has(id);
}

/** Named twice, a dependency is refused as well. */
function isNamed(id: string, job: JobSummary): boolean {
	return job.dependencies.some(dependency => dependency.value === id);
}

/** How many pairs of ids are compared at most: a set in which nothing fits together needs no advice on spelling. */
const MOST_COMPARISONS = 200_000;

/** Finds the id that was meant, each only once. */
function suggester({ jobs, target }: SetContext): (id: string) => string | undefined {
	let candidates: readonly string[] | undefined;
	let left = MOST_COMPARISONS;
	const known = new Map<string, string | undefined>();
	return id => {
		if (known.has(id)) return known.get(id);
		candidates ??= [...new Set([...jobs.byId.keys(), ...target.knownJobs])];
		left -= candidates.length;
		const near = left < 0 ? undefined : closest(id, candidates);
		known.set(id, near);
		return near;
	};
}

function placesOf(id: string, jobs: JobSet): readonly Related[] {
	const place = jobs.byId.get(id)?.[0];
	if (place?.id === undefined) return [];
	const message = `The job '${id}' is defined here.`;
	return [{ file: place.file, pointer: place.id.pointer, span: place.id, message }];
}

function rename(dependency: Place, id: string): Fix {
	const edit = { start: dependency.start, end: dependency.end, newText: JSON.stringify(id) };
	return { title: `Depend on '${id}'`, safe: false, edits: [edit] };
}
