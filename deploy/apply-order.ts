import type { Dependencies } from './order.ts';
import type { PlanResult } from './planned.ts';
import type { Write } from './requests.ts';

/**
 * For each job of a plan, those that must be done before it is begun. A job that is made or changed needs what it will
 * depend on, also through jobs that stay as they are. One that goes needs those that depend on it to let go of it.
 */
export function neededBefore({ writes, graph }: PlanResult): ReadonlyMap<string, readonly string[]> {
	const holders = holdersOf(writes);
	return new Map(
		[...writes].map(([id, write]) => [
			id,
			write.kind === 'delete' ? (holders.get(id) ?? []) : nearestWrites(id, writes, graph),
		]),
	);
}

/** Jobs of the plan that depend on a job as long as nothing is written. */
function holdersOf(writes: ReadonlyMap<string, Write>): ReadonlyMap<string, readonly string[]> {
	const holders = new Map<string, string[]>();
	for (const [id, write] of writes) {
		for (const dependency of write.kind === 'create' ? [] : write.live.dependencies) {
			const known = holders.get(dependency);
			if (known === undefined) holders.set(dependency, [id]);
			else known.push(id);
		}
	}
	return holders;
}

/** The first jobs that are written on each way along the dependencies; what these need is theirs to wait for. */
function nearestWrites(
	start: string,
	writes: ReadonlyMap<string, Write>,
	graph: Dependencies,
): readonly string[] {
	const found: string[] = [];
	const seen = new Set([start]);
	const open = [...(graph.get(start) ?? [])];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (seen.has(id)) continue;
		seen.add(id);
		if (writes.has(id)) found.push(id);
		else open.push(...(graph.get(id) ?? []));
	}
	return found;
}
