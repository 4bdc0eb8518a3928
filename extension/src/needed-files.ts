import type { JobEntry } from '../../server/messages.ts';

type Needy = Pick<JobEntry, 'id' | 'uri' | 'dependencies'>;

/**
 * URIs of the files that a job needs to be deployed: its own and those of the jobs that it waits for, at any distance.
 * A mistake in any other file is no reason not to run it.
 */
export function neededFiles(job: Pick<Needy, 'id' | 'uri'>, jobs: readonly Needy[]): readonly string[] {
	const files = new Set([job.uri]);
	const known = new Set<string>();
	const waiting = job.id === null ? [] : [job.id];
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		if (known.has(id)) continue;
		known.add(id);
		for (const other of jobs) {
			if (other.id !== id) continue;
			files.add(other.uri);
			waiting.push(...other.dependencies);
		}
	}
	return [...files];
}
