import type { StoredJob } from '../core/stored.ts';
import { isSameJob } from './canonical.ts';
import { COLORS, changeLines, type PlanTextOptions, painted, plain, SIGNS } from './change-text.ts';
import { diffJobs, type JobDiff } from './diff.ts';
import { OWNER_LABEL } from './plan-options.ts';

/** A job in which two states differ. Secrets are hidden in it. */
export interface JobComparison extends JobDiff {
	readonly kind: 'only-a' | 'only-b' | 'changed';
	readonly job: string;
}

/** How two states differ, by the ids of the jobs. Plain JSON. */
export interface Comparison {
	readonly version: 1;
	readonly jobs: readonly JobComparison[];
	/** Jobs that both have alike. */
	readonly same: number;
}

/**
 * What makes state A into state B, where each is what files say or what a cluster has. Whose a job is does not count:
 * files do not say it. `now`: ms since 1970, from where next runs are looked for.
 */
export function compareJobs(a: readonly StoredJob[], b: readonly StoredJob[], now: number): Comparison {
	const [before, after] = [byId(a), byId(b)];
	const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
	const jobs = ids.flatMap((job): readonly JobComparison[] => {
		const [old, wanted] = [before.get(job), after.get(job)];
		if (isSameJob(old, wanted)) return [];
		const kind = old === undefined ? 'only-b' : wanted === undefined ? 'only-a' : 'changed';
		return [{ kind, job, ...diffJobs(old, wanted, now) }];
	});
	return { version: 1, jobs, same: ids.length - jobs.length };
}

function byId(jobs: readonly StoredJob[]): ReadonlyMap<string, StoredJob> {
	return new Map(jobs.map(job => [job.id, withoutOwner(job)]));
}

/** The job without the label that deploying sets. */
export function withoutOwner(job: StoredJob): StoredJob {
	return { ...job, labels: new Map([...job.labels].filter(([label]) => label !== OWNER_LABEL)) };
}

const KINDS = { 'only-a': 'delete', 'only-b': 'create', changed: 'update' } as const;

/** A comparison for people. Ends with a line end. */
export function comparisonText({ jobs, same }: Comparison, options: PlanTextOptions): string {
	const lines: string[] = [];
	for (const one of jobs) {
		const kind = KINDS[one.kind];
		lines.push(painted(`${SIGNS[kind]} ${one.job}`, COLORS[kind], options));
		lines.push(...changeLines(one, options), '');
	}
	const count = (kind: JobComparison['kind']): number => jobs.filter(one => one.kind === kind).length;
	const counts = `${count('only-a')} only in A, ${count('only-b')} only in B, ${count('changed')} differ, ${same} the same.`;
	lines.push(jobs.length === 0 ? `No differences. ${counts}` : counts);
	return `${lines.map(plain).join('\n')}\n`;
}
