import { TOOL_NAME } from '../core/project.ts';
import type { StoredJob } from '../core/stored.ts';
import type { SourceState } from '../core/target.ts';
import type { Version } from '../core/version.ts';

/** The label that says whose a job is; deploying sets it. */
export const OWNER_LABEL = `${TOOL_NAME}.owner`;

/** A keyed digest of a text: without the key nobody can try out what the text was. */
export type Digest = (text: string) => string;

export interface DesiredJob {
	/** As messages name the file. */
	readonly file: string;
	readonly job: StoredJob;
	/** Pointers whose changes are left alone (`ignoreChanges` of the settings). */
	readonly ignored: readonly string[];
}

export interface PlanOptions {
	readonly toolVersion: string;
	/** Used where the server does not tell its own. */
	readonly version: Version;
	/** What {@link OWNER_LABEL} says, such as `team/repository`. */
	readonly owner: string;
	/** Take over jobs that have no owner or another one. */
	readonly adopt: boolean;
	readonly prune: boolean;
	readonly maxDeletes: number;
	/** Only these jobs; undefined: all. */
	readonly only: ReadonlySet<string> | undefined;
	/** Every file could be read, so a job that is in none is really gone. */
	readonly complete: boolean;
	/** ms since 1970. */
	readonly now: number;
	readonly digest: Digest;
	/** State of a secret's source; undefined without a store. */
	readonly sourceState: ((source: string) => SourceState) | undefined;
}
