import type { LiveState } from './live.ts';
import { circlesOf, type Dependencies } from './order.ts';
import type { Refusal } from './refusal.ts';
import type { Write } from './requests.ts';

/** What waits for what when everything is written, over every job that is known. */
export function plannedGraph(writes: ReadonlyMap<string, Write>, live: LiveState): Dependencies {
	const graph = new Map<string, readonly string[]>();
	for (const [id, found] of live.jobs) if (found.state === 'present') graph.set(id, found.job.dependencies);
	for (const [id, write] of writes) {
		if (write.kind === 'delete') graph.delete(id);
		else graph.set(id, write.desired.dependencies);
	}
	return graph;
}

/**
 * Looks at the dependencies as they will be. A PUT with an unknown dependency or a circle locks its job
 * until the server restarts (facts: server-behaviour row 33), so nothing is sent that the server would refuse.
 */
export function graphRefusals(writes: ReadonlyMap<string, Write>, graph: Dependencies): readonly Refusal[] {
	const refusals: Refusal[] = [];
	for (const [id, dependencies] of graph) {
		for (const dependency of dependencies) {
			if (graph.has(dependency)) continue;
			const write = writes.get(dependency);
			if (write?.kind === 'delete') refusals.push(stillNeeded(dependency, id));
			else if (writes.has(id)) refusals.push(unknown(id, dependency));
		}
	}
	for (const circle of circlesOf(graph)) {
		if (!circle.some(id => writes.has(id))) continue;
		const way = [...circle, circle[0]].join(' → ');
		const message = `The jobs wait for each other: ${way}. Metronome refuses that, and may lock the job.`;
		refusals.push({ kind: 'dependency-cycle', job: circle[0] ?? null, message });
	}
	return refusals;
}

function stillNeeded(id: string, by: string): Refusal {
	const message = `${id} is in no file any more, but ${by} depends on it, so it cannot be deleted. Take the dependency out of ${by} first.`;
	return { kind: 'still-needed', job: id, message };
}

function unknown(id: string, dependency: string): Refusal {
	const message = `${id} depends on ${dependency}, which is not among the jobs that are deployed, and not at the cluster as far as this login may see. Deploy ${dependency} as well, or take the dependency out.`;
	return { kind: 'unknown-dependency', job: id, message };
}
