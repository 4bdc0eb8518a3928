/**
 * What our own extension asks beyond the protocol. Types only, and none of the protocol's: the client's library brings
 * its own copy of those.
 */
export interface ExtensionRequests {
	/** The jobs of the workspace, by file and in source order; null where they cannot be listed. */
	'metronome-jobs/jobs': Exchange<JobsQuestion, readonly JobEntry[] | null>;
	/** The secrets of the workspace: who uses them and whether the store has them. Never a value. */
	'metronome-jobs/secrets': Exchange<object, readonly SecretEntry[] | null>;
	/** What a document is judged for; null for an open one that is no job file. */
	'metronome-jobs/status': Exchange<DocumentQuestion, StatusAnswer | null>;
	/** The jobs that one can begin with. */
	'metronome-jobs/templates': Exchange<TemplatesQuestion, readonly TemplateEntry[] | null>;
}

interface Exchange<P, R> {
	readonly params: P;
	readonly result: R;
}

interface DocumentQuestion {
	readonly uri: string;
}

interface JobsQuestion {
	/** How many coming runs to tell of each schedule. */
	readonly runs: number;
}

interface TemplatesQuestion {
	/** Id of the new job. */
	readonly id: string;
	/** URI of the folder it will be in, ending in `/`. */
	readonly folder: string;
}

/** In lines and UTF-16 units from 0, as VS Code counts. */
export interface TextPoint {
	readonly line: number;
	readonly character: number;
}

export interface TextRange {
	readonly start: TextPoint;
	readonly end: TextPoint;
}

export interface TextPlace {
	readonly uri: string;
	readonly range: TextRange;
}

export interface JobEntry extends TextPlace {
	/** Null: none is written. `range` is where it stands. */
	readonly id: string | null;
	/** Path from the root of the job's project, with `/`. */
	readonly file: string;
	/** Ids of the jobs that it waits for. */
	readonly dependencies: readonly string[];
	/** From the first to the last character of the job. */
	readonly extent: TextRange;
	readonly schedules: readonly ScheduleEntry[];
}

export interface ScheduleEntry {
	readonly cron: string;
	readonly timezone: string;
	readonly enabled: boolean;
	/** In words, without a capital or a full stop; null for an expression that Metronome cannot read. */
	readonly words: string | null;
	/** Instants such as `2026-03-29T01:30:00Z`; none of a disabled schedule. */
	readonly next: readonly string[];
}

export interface SecretEntry {
	/** The source, masked where it looks like a value itself; for `undeclared` the alias. */
	readonly name: string;
	readonly state: 'exists' | 'missing' | 'cannot-tell' | 'undeclared';
	/** Who was asked; null where no store is configured, or nothing is declared. */
	readonly store: string | null;
	/** Why it cannot be told. */
	readonly why: string | null;
	readonly uses: readonly SecretUse[];
}

export interface SecretUse extends TextPlace {
	/** The id of the job. */
	readonly job: string | null;
	/** Masked where it looks like a value itself. */
	readonly alias: string;
	/** An environment variable, a file, or only its declaration: nothing uses it. */
	readonly as: 'env' | 'file' | 'declaration';
	/** The variable's name or the file's path; the alias of a declaration. */
	readonly name: string;
}

export interface StatusAnswer {
	/** The Metronome version that the document is judged for. */
	readonly metronome: string;
	/** The inventory or store that is asked for secrets; null where none is configured. */
	readonly store: string | null;
	/** Why the store cannot tell; null where it can, or there is none. */
	readonly storeProblem: string | null;
	/** How many sources are known to be in the store. */
	readonly sources: number;
	/** The document is larger than so many MiB: semantic tokens, code lenses and inlay hints are off. Null: it is not. */
	readonly largeAbove: number | null;
	/** URI of the config; null where there is none. */
	readonly config: string | null;
	/** Names of the targets of the config. */
	readonly targets: readonly string[];
}

export interface TemplateEntry {
	readonly label: string;
	readonly detail: string;
	/** The text of a file, with tab stops in the protocol's snippet syntax. */
	readonly snippet: string;
}
