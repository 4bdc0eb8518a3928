import type { StoredJob } from '../core/stored.ts';
import { canonicalText } from './canonical.ts';
import { type Change, diffJobs, ignoredPointers, type TimetableChange } from './diff.ts';
import { keepIgnored } from './ignored.ts';
import type { LiveState } from './live.ts';
import { dependenciesFirst } from './order.ts';
import { graphRefusals } from './plan-graph.ts';
import { type DesiredJob, OWNER_LABEL, type PlanOptions } from './plan-options.ts';
import { prunable } from './prune.ts';
import { type Refusal, writeRefusals } from './refusal.ts';
import { requestsFor, type Write } from './requests.ts';

export interface PlannedSecret {
	readonly alias: string;
	readonly source: string;
	readonly state: 'exists' | 'missing' | 'cannot-tell' | 'not-asked';
}

/** One job that changes. Holds no secret and no whole job: whoever applies the plan reads the files again. */
export interface Operation {
	readonly kind: Write['kind'];
	readonly job: string;
	/** Null for a job that goes. */
	readonly file: string | null;
	readonly desired: string | null;
	/** Null for a job that was not seen. */
	readonly live: string | null;
	readonly changes: readonly Change[];
	readonly timetables: readonly TimetableChange[];
	/** Pointers of the settings that keep something as it is. */
	readonly ignored: readonly string[];
	readonly secrets: readonly PlannedSecret[];
	/** Runs that are active now. They go on; a job with one cannot be deleted. */
	readonly activeRuns: number;
}

export interface Plan {
	readonly version: 1;
	readonly tool: string;
	readonly cluster: { readonly address: string; readonly metronome: string };
	readonly owner: string;
	/** In the order in which they are done. */
	readonly operations: readonly Operation[];
	/** Jobs that stay as they are, with the digest of each, and what the settings keep from changing. */
	readonly unchanged: readonly {
		readonly job: string;
		readonly live: string;
		readonly ignored: readonly string[];
	}[];
	/** Jobs of this owner that are in no file and stay. */
	readonly orphans: readonly string[];
	/** Worth knowing, such as a list that could not be read whole. */
	readonly notices: readonly string[];
}

export interface PlanResult {
	readonly plan: Plan;
	/** What each operation writes, by job. */
	readonly writes: ReadonlyMap<string, Write>;
	/** Not empty: nothing may be written. */
	readonly refusals: readonly Refusal[];
}

/** Works out what makes the cluster equal to the files. Pure: reads nothing, writes nothing, never throws. */
export function makePlan(desired: readonly DesiredJob[], live: LiveState, options: PlanOptions): PlanResult {
	const version = live.version ?? options.version;
	const refusals: Refusal[] = [...repeated(desired), ...unknownOnly(desired, live, options)];
	const chosen = firstOfEach(desired).filter(({ job }) => options.only?.has(job.id) ?? true);
	const writes = new Map<string, Write>();
	const details = new Map<string, Operation>();
	const unchanged: Plan['unchanged'][number][] = [];
	for (const wanted of chosen) {
		const found = live.jobs.get(wanted.job.id) ?? { state: 'not-seen' };
		if (found.state === 'unreadable') {
			refusals.push({ kind: 'unreadable-job', job: wanted.job.id, message: found.message });
			continue;
		}
		const old = found.state === 'present' ? found.job : undefined;
		if (old !== undefined) refusals.push(...foreign(old, options));
		const { job, ignored } = effective(wanted, old, options);
		if (old !== undefined && canonicalText(old) === canonicalText(job)) {
			unchanged.push({ job: job.id, live: digestOf(old, options), ignored });
			continue;
		}
		const write: Write =
			old === undefined ? { kind: 'create', desired: job } : { kind: 'update', desired: job, live: old };
		writes.set(job.id, write);
		const activeRuns = found.state === 'present' ? found.activeRuns : 0;
		details.set(job.id, operation(write, { file: wanted.file, ignored, activeRuns }, options));
		refusals.push(...writeRefusals(job, requestsFor(write, version), version, options.now));
	}
	const pruned = prunable(desired, live, options);
	for (const { job, activeRuns } of pruned.deletes) {
		const write: Write = { kind: 'delete', live: job };
		writes.set(job.id, write);
		details.set(job.id, operation(write, { file: null, ignored: [], activeRuns }, options));
	}
	refusals.push(...pruned.refusals, ...graphRefusals(writes, live));
	const operations = ordered(writes).flatMap(id => details.get(id) ?? []);
	const plan: Plan = {
		version: 1,
		tool: options.toolVersion,
		cluster: { address: live.address, metronome: version.text },
		owner: options.owner,
		operations,
		unchanged,
		orphans: pruned.orphans,
		notices: live.list.kind === 'broken' ? [live.list.message] : [],
	};
	return { plan, writes, refusals };
}

/** Creates and updates with their dependencies first; then deletions, each before those it waits for. */
function ordered(writes: ReadonlyMap<string, Write>): readonly string[] {
	const kept = [...writes].flatMap(([id, write]) =>
		write.kind === 'delete' ? [] : [[id, write.desired.dependencies] as const],
	);
	const gone = [...writes].flatMap(([id, write]) =>
		write.kind === 'delete' ? [[id, write.live.dependencies] as const] : [],
	);
	const first = dependenciesFirst(
		kept.map(([id]) => id),
		new Map(kept),
	);
	const last = dependenciesFirst(
		gone.map(([id]) => id),
		new Map(gone),
	);
	return [...first, ...last.toReversed()];
}

/** What the job shall be at the cluster: with its owner's label, and with what is left alone as it is there. */
function effective(
	{ job, ignored }: DesiredJob,
	live: StoredJob | undefined,
	{ owner, now }: PlanOptions,
): { readonly job: StoredJob; readonly ignored: readonly string[] } {
	const owned = (one: StoredJob): StoredJob => ({
		...one,
		labels: new Map([...one.labels, [OWNER_LABEL, owner]]),
	});
	if (live === undefined || ignored.length === 0) return { job: owned(job), ignored: [] };
	return {
		job: owned(keepIgnored(job, live, ignored)),
		ignored: ignoredPointers(live, owned(job), ignored, now),
	};
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

function foreign(live: StoredJob, { owner, adopt }: PlanOptions): readonly Refusal[] {
	const other = live.labels.get(OWNER_LABEL);
	if (adopt || other === owner) return [];
	const whose = other === undefined ? 'was not made by this tool' : `belongs to '${other}'`;
	const message = `${live.id} is at the cluster already and ${whose}: it is left alone. To take it over, use --adopt.`;
	return [{ kind: 'foreign-job', job: live.id, message }];
}

function firstOfEach(desired: readonly DesiredJob[]): readonly DesiredJob[] {
	const first = new Map<string, DesiredJob>();
	for (const one of desired) if (!first.has(one.job.id)) first.set(one.job.id, one);
	return [...first.values()];
}

function repeated(desired: readonly DesiredJob[]): readonly Refusal[] {
	const files = new Map<string, string[]>();
	for (const { file, job } of desired) files.set(job.id, [...(files.get(job.id) ?? []), file]);
	return [...files].flatMap(([id, all]): readonly Refusal[] =>
		all.length < 2
			? []
			: [{ kind: 'repeated-job', job: id, message: `${id} is defined more than once: ${all.join(', ')}.` }],
	);
}

function unknownOnly(
	desired: readonly DesiredJob[],
	live: LiveState,
	{ only }: PlanOptions,
): readonly Refusal[] {
	const known = new Set([...desired.map(({ job }) => job.id), ...live.jobs.keys()]);
	return [...(only ?? [])].flatMap((id): readonly Refusal[] =>
		known.has(id)
			? []
			: [{ kind: 'unknown-only', job: id, message: `There is no job '${id}' in the files.` }],
	);
}
