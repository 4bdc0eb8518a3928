import type { Unit } from './job-file.ts';
import { pointerOf, type StringNode } from './json.ts';
import type { Span } from './text.ts';

/** A string in a file that other files may speak of. */
export interface Place extends Span {
	readonly value: string;
	readonly pointer: string;
}

/** What other files need to know of one job. */
export interface JobSummary {
	readonly file: string;
	readonly id: Place | undefined;
	readonly dependencies: readonly Place[];
	/** Sources of its secret declarations, with their aliases. */
	readonly sources: readonly (Place & { readonly alias: string })[];
	readonly hasSchedules: boolean;
	/** Keys of its labels whose values are strings; absent where nobody asks for them. */
	readonly labelKeys?: readonly string[];
	/** Where the job stands in its file. */
	readonly pointer: string;
}

/** The jobs of one file; all that is kept of it once it has been judged. */
export interface FileSummary {
	readonly file: string;
	readonly jobs: readonly JobSummary[];
	/** Some of its jobs may be missing from `jobs`, or have no id there: its text is broken, or an id is not written. */
	readonly partial: boolean;
}

/** All jobs that are judged together. */
export interface JobSet {
	readonly jobs: readonly JobSummary[];
	/** Jobs by id, in file order; more than one is a mistake. */
	readonly byId: ReadonlyMap<string, readonly JobSummary[]>;
	/**
	 * Every job of the cluster is here or in the target's `knownJobs`: an id that is not there is unknown. Never so where
	 * a file may hold a job that could not be read.
	 */
	readonly complete: boolean;
}

/** Keeps of a judged file what the set needs. `broken`: its text has syntax problems, so units may be missing. */
export function summarize(file: string, units: readonly Unit[], broken = false): FileSummary {
	const jobs: JobSummary[] = [];
	for (const unit of units) {
		if (unit.kind !== 'job') continue;
		const { job } = unit;
		jobs.push({
			file,
			id: placeOf(job.idNode),
			dependencies: job.dependencies.map(placeOf).filter(found => found !== undefined),
			sources: job.secrets.declarations.flatMap(({ alias, source }) => {
				const found = placeOf(source);
				return found === undefined ? [] : [{ ...found, alias }];
			}),
			hasSchedules: job.schedules.length > 0,
			labelKeys: [...job.labels.keys()],
			pointer: job.pointer,
		});
	}
	// A mistake in a list may hide the entries after it; a file of one job shows all it has.
	const lost = broken && (jobs.length !== 1 || jobs.some(job => /^\/\d/.test(job.pointer)));
	const partial = lost || jobs.some(job => job.id === undefined);
	return { file, jobs, partial };
}

/** A text that is only known at deploy time says nothing to other files. */
function placeOf(node: StringNode | undefined): Place | undefined {
	if (node === undefined || node.opaque === true) return undefined;
	return { value: node.value, start: node.start, end: node.end, pointer: pointerOf(node) };
}

export function jobSet(files: Iterable<FileSummary>, complete: boolean): JobSet {
	const jobs: JobSummary[] = [];
	const byId = new Map<string, JobSummary[]>();
	let partial = false;
	for (const file of files) {
		partial ||= file.partial;
		for (const job of file.jobs) {
			jobs.push(job);
			if (job.id === undefined) continue;
			const same = byId.get(job.id.value);
			if (same === undefined) byId.set(job.id.value, [job]);
			else same.push(job);
		}
	}
	return { jobs, byId, complete: complete && !partial };
}
