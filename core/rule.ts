import type { Consequence, Fix, Related, Severity } from './finding.ts';
import type { Job } from './job.ts';
import type { Reading, Unit } from './job-file.ts';
import type { JobSet } from './jobset.ts';
import type { JsonDocument, JsonNode, ObjectNode } from './json.ts';
import type { Detect } from './secrets/plaintext/detection.ts';
import type { Target } from './target.ts';
import type { SourceText, Span } from './text.ts';
import type { ViolationKind, ViolationOf } from './verdict/violation.ts';

/** A job file that shows a rule at work. The suite runs each; the rule's page shows each. */
export interface Example {
	/** What this file is about, in a few words. */
	readonly title: string;
	/** The whole text of the file. */
	readonly text: string;
	/** The rule finds something here (default), or stays silent. */
	readonly silent?: boolean;
	/** Metronome version to judge for; default: the newest. */
	readonly version?: string;
	readonly reading?: Reading;
	/** Further parts of the target; see {@link Target}. */
	readonly target?: Partial<Pick<Target, 'dialect' | 'secretsPlugin'>> & {
		/** Sources in the store; any other is missing there. */
		readonly store?: readonly string[];
	};
	/** Other files of the set, for rules that look across files: name → text. */
	readonly others?: Readonly<Record<string, string>>;
}

export interface RuleMeta {
	/** Stable, kebab-case; the name of the rule's file, fixtures and page. */
	readonly code: string;
	readonly consequence: Consequence;
	/** Only where it differs from the consequence's default. */
	readonly severity?: Severity;
	/** One sentence without a full stop, for lists. */
	readonly summary: string;
	/** Markdown: what the server does and why it matters. */
	readonly why: string;
	/** Markdown: what to do about it. */
	readonly remedy: string;
	/** Whether findings can carry a fix; unsafe ones are only applied by `--fix-unsafe`. */
	readonly fix: 'safe' | 'unsafe' | 'none';
	/** Recordings, source files, documentation: where the behaviour is proven. */
	readonly sources: readonly string[];
	readonly examples: readonly Example[];
}

/** What a rule says of one place. */
export interface Report {
	/** Where: a node gives the pointer as well; undefined where the text has no value at all. */
	readonly at: JsonNode | (Span & { readonly node: JsonNode | undefined });
	readonly message: string;
	/** Pointer of the finding where it differs from that of `at`. */
	readonly pointer?: string;
	readonly severity?: Severity;
	readonly related?: readonly Related[];
	readonly unnecessary?: boolean;
	/** Called only when someone wants the fix. */
	readonly fix?: () => Fix | null;
}

export type Reporter = (report: Report) => void;

/** What is known while one file is judged. */
export interface FileContext {
	readonly file: string | null;
	readonly source: SourceText;
	readonly document: JsonDocument;
	readonly reading: Reading;
	readonly units: readonly Unit[];
	readonly target: Target;
	/** Milliseconds since 1970; core never reads a clock. */
	readonly now: number;
	/** Finds plain-text secrets; an editor remembers what it found in the version before. Undefined: always anew. */
	readonly detect?: Detect | undefined;
}

export interface JobContext extends FileContext {
	readonly job: Job;
	readonly body: 'v1' | 'v0';
}

export interface ScheduleContext extends FileContext {
	readonly schedule: ObjectNode;
	/** The job of the schedule; undefined for a schedule file. */
	readonly job: Job | undefined;
}

export interface ViolationContext extends FileContext {
	readonly job: Job | undefined;
	readonly body: 'v1' | 'v0' | 'schedule';
}

/** For rules that look at all files together. */
export interface SetContext {
	readonly jobs: JobSet;
	readonly target: Target;
	readonly now: number;
}

/** Reports in a set name the file. */
export type SetReporter = (file: string, report: SetReport) => void;

export interface SetReport {
	readonly span: Span;
	readonly pointer: string;
	readonly job: string | null;
	readonly message: string;
	readonly severity?: Severity;
	readonly related?: readonly Related[];
	readonly fix?: () => Fix | null;
}

/** Presents one or more kinds of violation; a `refused` rule. */
export interface ViolationRule {
	readonly meta: RuleMeta;
	readonly on: 'violation';
	readonly kinds: readonly ViolationKind[];
	readonly check: (
		violation: ViolationOf<ViolationKind>,
		context: ViolationContext,
		report: Reporter,
	) => void;
}

export type Rule =
	| ViolationRule
	| {
			readonly meta: RuleMeta;
			readonly on: 'file';
			readonly check: (context: FileContext, report: Reporter) => void;
	  }
	| {
			readonly meta: RuleMeta;
			readonly on: 'job';
			readonly check: (context: JobContext, report: Reporter) => void;
	  }
	| {
			readonly meta: RuleMeta;
			readonly on: 'schedule';
			readonly check: (context: ScheduleContext, report: Reporter) => void;
	  }
	| {
			readonly meta: RuleMeta;
			readonly on: 'set';
			readonly check: (context: SetContext, report: SetReporter) => void;
	  }
	/** Found while a project's settings are applied (`policy.ts`), not in a definition. */
	| { readonly meta: RuleMeta; readonly on: 'policy' };

/**
 * A rule that presents violations of the named kinds, with their details typed.
 * The server's verdict is found in `core/verdict/`; the rule gives it words, a place and a fix.
 */
export function violationRule<K extends ViolationKind>(
	meta: RuleMeta,
	kinds: readonly K[],
	present: (violation: ViolationOf<K>, context: ViolationContext, report: Reporter) => void,
): ViolationRule {
	const isOurs = (violation: ViolationOf<ViolationKind>): violation is ViolationOf<K> =>
		kinds.some(kind => kind === violation.kind);
	return {
		meta,
		on: 'violation',
		kinds,
		check: (violation, context, report) => {
			if (isOurs(violation)) present(violation, context, report);
		},
	};
}
