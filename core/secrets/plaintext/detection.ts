/** Where a literal stands in a job definition. `value` is any other string. */
export type Place = 'env' | 'cmd' | 'arg' | 'parameter' | 'label' | 'uri' | 'value';

/** A string of a job definition with the name it stands under. */
export interface Literal {
	/**
	 * The environment variable, label or docker parameter key, or null (`cmd`, `uri`, a lone argument).
	 * For an argument that follows a flag, the flag (`--password`) may be given.
	 */
	readonly key: string | null;
	readonly value: string;
	readonly place: Place;
}

export type Certainty = 'error' | 'warning' | 'info';

/** A part of a literal that is a secret. Offsets are UTF-16 code units inside `value`. */
export interface Detection {
	/** Stable kebab-case name of what was found, for example `github-token` or `url-password`. */
	readonly kind: string;
	/** The same for people, without any part of the value: "a GitHub token". */
	readonly what: string;
	readonly certainty: Certainty;
	readonly start: number;
	readonly end: number;
	/** The secret is the whole value, so that a fix can replace the value by a reference. */
	readonly whole: boolean;
}

/** Finds the secrets in a literal; the same literal always gives the same. */
export type Detect = (literal: Literal) => readonly Detection[];

/** What a detector family reports; `detect.ts` orders and merges these into detections. */
export interface Found {
	readonly kind: string;
	readonly what: string;
	readonly certainty: Certainty;
	readonly start: number;
	readonly end: number;
}
