import { TOOL_NAME } from '../core/project.ts';
import type { LiveJob, LiveState } from './live.ts';
import { type DesiredJob, OWNER_LABEL, type PlanOptions } from './plan-options.ts';
import type { Refusal, RefusalKind } from './refusal.ts';

/** A job whose label of this name says `never` is not deleted. */
const PRUNE_LABEL = `${TOOL_NAME}.prune`;

export interface Prunable {
	readonly deletes: readonly Extract<LiveJob, { state: 'present' }>[];
	/** Jobs of this owner that are in no file and stay. */
	readonly orphans: readonly string[];
	readonly refusals: readonly Refusal[];
}

/**
 * The jobs that `--prune` deletes: of this owner, in no file, not marked to be kept. All or nothing: never when a file
 * could not be read, the files hold no job, the cluster's list is broken, or more would go than the cap allows.
 */
export function prunable(
	desired: readonly DesiredJob[],
	live: LiveState,
	{ owner, prune, maxDeletes, only, complete }: PlanOptions,
): Prunable {
	const wanted = new Set(desired.map(({ job }) => job.id));
	const orphans = [...live.jobs.values()]
		.filter(found => found.state === 'present')
		.filter(({ job }) => !wanted.has(job.id) && job.labels.get(OWNER_LABEL) === owner)
		.filter(({ job }) => only?.has(job.id) ?? true);
	const going = prune ? orphans.filter(({ job }) => job.labels.get(PRUNE_LABEL) !== 'never') : [];
	const refusals: Refusal[] = [];
	const refuse = (kind: RefusalKind, message: string): void => {
		refusals.push({ kind, job: null, message });
	};
	if (prune && !complete)
		refuse(
			'unread-files',
			'A file could not be read, so nobody knows which jobs are gone: nothing is deleted.',
		);
	if (prune && live.list.kind === 'broken')
		refuse('unknown-list', `Nothing can be deleted by --prune. ${live.list.message}`);
	if (going.length > 0 && wanted.size === 0)
		refuse(
			'empty-set',
			'The files hold no job at all: --prune would delete everything, so nothing is deleted.',
		);
	if (going.length > maxDeletes)
		refuse(
			'too-many-deletes',
			`${going.length} jobs would be deleted, and --max-deletes allows ${maxDeletes}: nothing is deleted.`,
		);
	const deletes = refusals.length > 0 ? [] : going;
	const deleted = new Set(deletes.map(({ job }) => job.id));
	return {
		deletes,
		orphans: orphans.map(({ job }) => job.id).filter(id => !deleted.has(id)),
		refusals,
	};
}
