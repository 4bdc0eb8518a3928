import { dependencyCycles } from '../core/dependency-graph.ts';
import { type JobSummary, jobSet, type Place } from '../core/jobset.ts';

/** Which jobs each job waits for. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** The ids in an order in which each comes after those it waits for; otherwise by id. Needs a graph without circles. */
export function dependenciesFirst(ids: readonly string[], graph: Dependencies): readonly string[] {
	const wanted = new Set(ids);
	const done = new Set<string>();
	const order: string[] = [];
	for (const start of ids.toSorted()) {
		const open = [start];
		for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
			const next = done.has(id)
				? undefined
				: graph.get(id)?.find(other => !done.has(other) && other !== id && !open.includes(other));
			if (next !== undefined) {
				open.push(next);
				continue;
			}
			open.pop();
			if (!done.has(id) && wanted.has(id)) order.push(id);
			done.add(id);
		}
	}
	return order;
}

/** The circles of a graph, each as the ids on its way; a job that waits for itself is one, too. */
export function circlesOf(graph: Dependencies): readonly (readonly string[])[] {
	const place = (value: string): Place => ({ value, start: 0, end: 0, pointer: '' });
	const jobs = [...graph].map(
		([id, dependencies]): JobSummary => ({
			file: '',
			id: place(id),
			dependencies: dependencies.map(place),
			sources: [],
			hasSchedules: false,
			pointer: '',
		}),
	);
	const selves = [...graph].filter(([id, dependencies]) => dependencies.includes(id)).map(([id]) => [id]);
	const cycles = dependencyCycles(jobSet([{ file: '', jobs, partial: false }], true));
	return [...selves, ...cycles.map(cycle => cycle.map(({ job }) => job.id?.value ?? ''))];
}
