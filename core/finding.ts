import type { Span } from './text.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What a finding means at the server; see the README for each. */
export type Consequence = 'refused' | 'breaks' | 'ignored' | 'fails' | 'risk';

export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** The severity of a rule that does not name one. */
export const DEFAULT_SEVERITY: Readonly<Record<Consequence, Severity>> = {
	refused: 'error',
	breaks: 'error',
	fails: 'error',
	ignored: 'warning',
	risk: 'warning',
};

/** Replaces a span of a file; `newText` may be empty. */
export interface Edit extends Span {
	readonly newText: string;
}

/** A change of the finding's own file that removes the finding. Edits do not overlap. */
export interface Fix {
	readonly title: string;
	/** Safe: the job does the same as its author plainly meant. Unsafe: someone must look. */
	readonly safe: boolean;
	readonly edits: readonly Edit[];
}

/** Another place that a finding speaks of. */
export interface Related {
	/** Null: the finding's own file. */
	readonly file: string | null;
	readonly pointer: string | null;
	readonly span: Span | null;
	readonly message: string;
}

export interface Suppressed {
	readonly by: 'label' | 'config' | 'baseline';
	readonly reason: string;
}

export interface Finding {
	/** The rule, kebab-case. */
	readonly code: string;
	readonly severity: Severity;
	readonly consequence: Consequence;
	/** What is wrong, why at the server, what to do. Never a secret value. */
	readonly message: string;
	/** As the caller named the file. */
	readonly file: string | null;
	/** RFC 6901, into the file. */
	readonly pointer: string | null;
	/** UTF-16 offsets into the file's text without a byte order mark. */
	readonly span: Span | null;
	/** The job's id. */
	readonly job: string | null;
	readonly related: readonly Related[];
	/** The span can go without loss: editors fade it. */
	readonly unnecessary: boolean;
	/** Computes the fix when asked; null: there is none. */
	readonly fix: (() => Fix | null) | null;
	readonly suppressed: Suppressed | null;
	/** Made of rule, job, index-free path and occurrence; survives moving and reformatting. */
	readonly fingerprint: string;
	/** Where the rule is explained. */
	readonly docs: string;
}
