import { COLORS, changeLines, type PlanTextOptions, painted, plain, SIGNS } from './change-text.ts';
import type { JobDiff } from './diff.ts';
import type { LiveState } from './live.ts';
import { makePlan } from './plan.ts';
import { type DesiredJob, OWNER_LABEL, type PlanOptions } from './plan-options.ts';

/**
 * One job at the cluster that is not as the files say.
 *
 * - `missing`: in a file, and not at the cluster.
 * - `changed`: not as its file says.
 * - `unexpected`: of this owner, and in no file.
 */
export interface DriftedJob extends JobDiff {
	readonly kind: 'missing' | 'changed' | 'unexpected';
	readonly job: string;
	/** Null for a job that is in no file. */
	readonly file: string | null;
	/** Pointers of the settings that are looked away from. */
	readonly ignored: readonly string[];
	/** What the owner's label says where it is not this owner; null: it does not say, or it is this owner. */
	readonly owner: string | null;
}

/** How a cluster differs from the files. Plain JSON; secrets are hidden in it. */
export interface DriftReport {
	readonly version: 1;
	readonly cluster: { readonly address: string; readonly metronome: string };
	readonly drifted: readonly DriftedJob[];
	/** Jobs that are as their files say, and the pointers of the settings that hide a change in them. */
	readonly unchanged: readonly { readonly job: string; readonly ignored: readonly string[] }[];
	/** Jobs of which nobody can tell. */
	readonly unknown: readonly { readonly job: string; readonly message: string }[];
	readonly notices: readonly string[];
}

/** Compares a cluster with the files, from the cluster's side: `before` of a change is what the file says, `after` what is live. */
export function driftOf(desired: readonly DesiredJob[], live: LiveState, options: PlanOptions): DriftReport {
	const planned = makePlan(desired, live, { ...options, adopt: true, prune: false });
	const { plan, refusals } = planned;
	const files = new Map(desired.map(({ job, file }) => [job.id, file]));
	const drifted = plan.operations.map(
		({ kind, job, changes, timetables, ignored }): DriftedJob => ({
			kind: kind === 'create' ? 'missing' : 'changed',
			job,
			file: files.get(job) ?? null,
			changes: kind === 'create' ? [] : changes.map(turned),
			timetables: kind === 'create' ? [] : timetables.map(turned),
			ignored,
			owner: ownerOf(job, live, options),
		}),
	);
	const unexpected = plan.orphans.map(
		(job): DriftedJob => ({
			kind: 'unexpected',
			job,
			file: null,
			changes: [],
			timetables: [],
			ignored: [],
			owner: null,
		}),
	);
	return {
		version: 1,
		cluster: plan.cluster,
		drifted: [...drifted, ...unexpected],
		unchanged: plan.unchanged.map(({ job, ignored }) => ({ job, ignored })),
		unknown: refusals.flatMap(({ kind, job, message }) =>
			kind === 'unreadable-job' && job !== null ? [{ job, message }] : [],
		),
		notices: plan.notices,
	};
}

/** Drift happens to the cluster: its way leads from the file to what is live. */
function turned<T extends { readonly before: unknown; readonly after: unknown }>(change: T): T {
	return { ...change, before: change.after, after: change.before };
}

function ownerOf(id: string, live: LiveState, { owner }: PlanOptions): string | null {
	const found = live.jobs.get(id);
	const other = found?.state === 'present' ? found.job.labels.get(OWNER_LABEL) : undefined;
	return other === undefined || other === owner ? null : other;
}

/** 10 where anything differs; 3 where of some job nobody can tell, which wins; 0 otherwise. */
export function exitOfDrift({ drifted, unknown }: DriftReport): 0 | 3 | 10 {
	if (unknown.length > 0) return 3;
	return drifted.length > 0 ? 10 : 0;
}

const WORDS = {
	missing: { sign: SIGNS.delete, color: COLORS.delete, text: 'is not at the cluster' },
	changed: { sign: SIGNS.update, color: COLORS.update, text: 'is not as its file says' },
	unexpected: { sign: SIGNS.create, color: COLORS.create, text: 'is at the cluster, and in no file' },
} as const;

/** A report for people. Ends with a line end. */
export function driftText(report: DriftReport, options: PlanTextOptions): string {
	const { cluster, drifted, unchanged, unknown, notices } = report;
	const lines = [`Drift of ${cluster.address} (Metronome ${cluster.metronome})`, ''];
	for (const one of drifted) {
		const { sign, color, text } = WORDS[one.kind];
		const file = one.file === null ? '' : `  (${one.file})`;
		lines.push(`${painted(`${sign} ${one.job}`, color, options)} ${text}${file}`);
		if (one.owner !== null) lines.push(`    it belongs to '${one.owner}'`);
		lines.push(...changeLines(one, options));
		if (one.ignored.length > 0) lines.push(`    not looked at: ${one.ignored.join(', ')}`);
		lines.push('');
	}
	for (const { job, ignored } of unchanged)
		if (ignored.length > 0) lines.push(`  ${job}: not looked at: ${ignored.join(', ')}`);
	for (const { job, message } of unknown) lines.push(`Cannot tell of ${job}: ${message}`);
	lines.push(...notices.map(notice => `Note: ${notice}`));
	const counts = `${drifted.length} differ, ${unchanged.length} as the files say${unknown.length === 0 ? '' : `, ${unknown.length} cannot be told`}.`;
	lines.push(drifted.length === 0 ? `No drift. ${counts}` : counts);
	return `${lines.map(plain).join('\n')}\n`;
}
