import type { Version } from '../core/version.ts';
import type { Change, TimetableChange } from './diff.ts';
import type { Dependencies } from './order.ts';
import type { Refusal } from './refusal.ts';
import type { Write } from './requests.ts';

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
	/** What was allowed when it was made; whoever applies the plan plans again with the same. */
	readonly allowed: {
		readonly adopt: boolean;
		readonly prune: boolean;
		readonly maxDeletes: number;
		/** Null: all jobs. */
		readonly only: readonly string[] | null;
	};
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
	/** What waits for what when everything is written, over every job that is known. */
	readonly graph: Dependencies;
	/** Of the server that is written to. */
	readonly version: Version;
}
