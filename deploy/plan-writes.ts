import type { StoredJob } from '../core/stored.ts';
import { canonicalText } from './canonical.ts';
import { diffJobs } from './diff.ts';
import type { LiveJob, LiveState } from './live.ts';
import { type Dependencies, dependenciesFirst } from './order.ts';
import { graphRefusals, plannedGraph } from './plan-graph.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Operation, Plan, PlannedSecret, PlanResult } from './planned.ts';
import { type Refusal, writeRefusals } from './refusal.ts';
import { requestsFor, type Write } from './requests.ts';

/** A job as it shall be at the cluster, label of the owner included. */
export interface WantedJob {
	readonly job: StoredJob;
	/** As messages name the file; null where it comes from none. */
	readonly file: string | null;
	/** Pointers of the settings that keep something as it is. */
	readonly ignored: readonly string[];
	/** What the cluster has. */
	readonly found: Exclude<LiveJob, { readonly state: 'unreadable' }>;
}

/** What is known besides the jobs. */
export interface PlanRest {
	readonly refusals: readonly Refusal[];
	readonly orphans: readonly string[];
	readonly notices: readonly string[];
}

type PresentJob = Extract<LiveJob, { readonly state: 'present' }>;

/** The plan that makes these jobs so, and deletes those. */
export function planWrites(
	wanted: readonly WantedJob[],
	deletes: readonly PresentJob[],
	live: LiveState,
	options: PlanOptions,
	rest: PlanRest,
): PlanResult {
	const version = live.version ?? options.version;
	const refusals: Refusal[] = [...rest.refusals];
	const writes = new Map<string, Write>();
	const details = new Map<string, Operation>();
	const unchanged: Plan['unchanged'][number][] = [];
	for (const { job, file, ignored, found } of wanted) {
		const old = found.state === 'present' ? found.job : undefined;
		if (old !== undefined && canonicalText(old) === canonicalText(job)) {
			unchanged.push({ job: job.id, live: digestOf(old, options), ignored });
			continue;
		}
		const write: Write =
			old === undefined ? { kind: 'create', desired: job } : { kind: 'update', desired: job, live: old };
		writes.set(job.id, write);
		const activeRuns = found.state === 'present' ? found.activeRuns : 0;
		details.set(job.id, operation(write, { file, ignored, activeRuns }, options));
		refusals.push(...writeRefusals(job, requestsFor(write, version), version, options.now));
	}
	for (const { job, activeRuns } of deletes) {
		const write: Write = { kind: 'delete', live: job };
		writes.set(job.id, write);
		details.set(job.id, operation(write, { file: null, ignored: [], activeRuns }, options));
	}
	const graph = plannedGraph(writes, live);
	refusals.push(...graphRefusals(writes, graph));
	const { adopt, prune, maxDeletes, only } = options;
	const plan: Plan = {
		version: 1,
		tool: options.toolVersion,
		cluster: { address: live.address, metronome: version.text },
		owner: options.owner,
		allowed: { adopt, prune, maxDeletes, only: only === undefined ? null : [...only] },
		operations: ordered(writes, graph).flatMap(id => details.get(id) ?? []),
		unchanged,
		orphans: rest.orphans,
		notices: rest.notices,
	};
	return { plan, writes, refusals, graph, version };
}

/**
 * Creates and updates with their dependencies first; then deletions, each before those it waits for. The way from one
 * job to another may lead through jobs that stay as they are: in this order no half of the writes ever closes a circle
 * that neither the old jobs nor the new ones have.
 */
function ordered(writes: ReadonlyMap<string, Write>, graph: Dependencies): readonly string[] {
	const kept = [...writes].flatMap(([id, write]) => (write.kind === 'delete' ? [] : [id]));
	const gone = [...writes].flatMap(([id, write]) =>
		write.kind === 'delete' ? [[id, write.live.dependencies] as const] : [],
	);
	const last = dependenciesFirst(
		gone.map(([id]) => id),
		new Map(gone),
	);
	return [...dependenciesFirst(kept, graph), ...last.toReversed()];
}

function operation(
	write: Write,
	known: Pick<Operation, 'file' | 'ignored' | 'activeRuns'>,
	options: PlanOptions,
): Operation {
	const before = write.kind === 'create' ? undefined : write.live;
	const after = write.kind === 'delete' ? undefined : write.desired;
	const stateOf = (source: string): PlannedSecret['state'] =>
		options.sourceState?.(source).state ?? 'not-asked';
	return {
		kind: write.kind,
		job: (after ?? before)?.id ?? '',
		desired: after === undefined ? null : digestOf(after, options),
		live: before === undefined ? null : digestOf(before, options),
		...diffJobs(before, after, options.now),
		secrets: [...(after?.run.secrets ?? [])].map(([alias, source]) => ({
			alias,
			source,
			state: stateOf(source),
		})),
		...known,
	};
}

/** Digest of a job, the same for jobs that the server keeps alike. */
export function digestOf(job: StoredJob, { digest }: Pick<PlanOptions, 'digest'>): string {
	return digest(canonicalText(job));
}
