import type { JobSet, JobSummary, Place } from './jobset.ts';
import { isAtLeast, type Version, version } from './version.ts';

/** `dependencies` is a known key from 0.6.55 on, but only this version looks at what they name (facts: metronome-and-dcos §4). */
const DEPENDENCIES_CHECKED_SINCE = version('0.6.57');

export function checksDependencies(target: Version): boolean {
	return isAtLeast(target, DEPENDENCIES_CHECKED_SINCE);
}

/** One job waits for another, because its definition says so at this place. */
export interface Edge {
	readonly job: JobSummary;
	readonly dependency: Place;
}

/** Edges that lead from a job back to itself; the first belongs to the job of the cycle that comes first by id. */
export type Cycle = readonly Edge[];

/** How many circles of one tangle of jobs are told at once. */
const MOST_CYCLES = 10;

/**
 * The circles in which jobs of the set wait for each other, by the id of their first job. Each is a shortest one
 * through that job. Of circles that share a job one is told at a time: the others show when it is gone; so do all but
 * some of a large tangle. A job that waits for itself is left out. Never recurses; linear in jobs and dependencies.
 */
export function dependencyCycles(jobs: JobSet): readonly Cycle[] {
	const graph = new Graph(jobs);
	const tangles = graph.components(graph.nodes.map((_, index) => index));
	const cycles = tangles.flatMap(tangle => cyclesOf(graph, tangle));
	return cycles.sort((a, b) => compare(firstId(a), firstId(b)));
}

/** Takes the jobs of a circle out, and looks at what still hangs together. */
function cyclesOf(graph: Graph, tangle: readonly number[]): Cycle[] {
	const cycles: Cycle[] = [];
	const open: (readonly number[])[] = [tangle];
	for (let members = open.pop(); members !== undefined && cycles.length < MOST_CYCLES; members = open.pop()) {
		const { cycle, visited } = graph.shortestCycle(members);
		cycles.push(cycle);
		open.push(...graph.components(members.filter(member => !visited.has(member))));
	}
	return cycles;
}

function firstId(cycle: Cycle): string {
	return cycle[0]?.job.id?.value ?? '';
}

/** By code unit, so that the order is the same everywhere. */
function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** An edge by the place of its target in the list of nodes. */
interface Arc {
	readonly to: number;
	readonly edge: Edge;
}

/** The jobs of a set by number, sorted by id; of an id that is defined twice the first definition counts. */
class Graph {
	readonly nodes: readonly (readonly Arc[])[];

	constructor(jobs: JobSet) {
		const ids = [...jobs.byId.keys()].sort(compare);
		const numbers = new Map(ids.map((id, index) => [id, index]));
		this.nodes = ids.map((id, from) => {
			const job = jobs.byId.get(id)?.[0];
			return (job?.dependencies ?? []).flatMap(dependency => {
				const to = numbers.get(dependency.value);
				return job === undefined || to === undefined || to === from
					? []
					: [{ to, edge: { job, dependency } }];
			});
		});
	}

	/**
	 * The groups of nodes, among those given, of which each reaches every other; single nodes are left out.
	 * R. Tarjan, "Depth-first search and linear graph algorithms" (1972), with its own stack.
	 */
	components(among: readonly number[]): number[][] {
		const search = new ComponentSearch(this.nodes, among);
		for (const node of among) search.from(node);
		return search.found;
	}

	/** A shortest way from the smallest member back to itself; the members are one component, so there is one. */
	shortestCycle(members: readonly number[]): { cycle: Cycle; visited: ReadonlySet<number> } {
		const allowed = new Set(members);
		const start = members.reduce((a, b) => Math.min(a, b));
		const arrivals = new Map<number, { from: number; edge: Edge }>();
		const queue = [start];
		for (const from of queue) {
			for (const { to, edge } of this.nodes[from] ?? []) {
				if (!allowed.has(to) || arrivals.has(to)) continue;
				arrivals.set(to, { from, edge });
				if (to === start) return wayBack(start, arrivals);
				queue.push(to);
			}
		}
		return { cycle: [], visited: allowed };
	}
}

function wayBack(
	start: number,
	arrivals: ReadonlyMap<number, { from: number; edge: Edge }>,
): { cycle: Cycle; visited: ReadonlySet<number> } {
	const cycle: Edge[] = [];
	const visited = new Set<number>();
	let at = start;
	do {
		const arrival = arrivals.get(at);
		if (arrival === undefined) break;
		cycle.push(arrival.edge);
		at = arrival.from;
		visited.add(at);
	} while (at !== start);
	return { cycle: cycle.reverse(), visited };
}

/** The state of one walk for components. */
class ComponentSearch {
	readonly found: number[][] = [];
	private readonly nodes: readonly (readonly Arc[])[];
	private readonly allowed: ReadonlySet<number>;
	/** When a node was first seen, counted from 0. */
	private readonly order = new Map<number, number>();
	/** The earliest node still open that a node reaches. */
	private readonly lowest = new Map<number, number>();
	private readonly open: number[] = [];
	private readonly isOpen = new Set<number>();
	private readonly walk: { readonly node: number; next: number }[] = [];

	constructor(nodes: readonly (readonly Arc[])[], among: readonly number[]) {
		this.nodes = nodes;
		this.allowed = new Set(among);
	}

	from(root: number): void {
		if (this.order.has(root)) return;
		this.enter(root);
		for (let top = this.walk.at(-1); top !== undefined; top = this.walk.at(-1)) {
			const arc = this.nodes[top.node]?.[top.next];
			top.next++;
			if (arc === undefined) this.leave(top.node);
			else if (this.allowed.has(arc.to)) this.follow(top.node, arc.to);
		}
	}

	private enter(node: number): void {
		this.lowest.set(node, this.order.size);
		this.order.set(node, this.order.size);
		this.open.push(node);
		this.isOpen.add(node);
		this.walk.push({ node, next: 0 });
	}

	private follow(from: number, to: number): void {
		const seen = this.order.get(to);
		if (seen === undefined) this.enter(to);
		else if (this.isOpen.has(to)) this.lower(from, seen);
	}

	private leave(node: number): void {
		this.walk.pop();
		const lowest = this.lowest.get(node) ?? 0;
		const parent = this.walk.at(-1);
		if (parent !== undefined) this.lower(parent.node, lowest);
		if (lowest !== this.order.get(node)) return;
		const members = this.open.splice(this.open.lastIndexOf(node));
		for (const member of members) this.isOpen.delete(member);
		if (members.length > 1) this.found.push(members);
	}

	private lower(node: number, to: number): void {
		this.lowest.set(node, Math.min(this.lowest.get(node) ?? to, to));
	}
}
