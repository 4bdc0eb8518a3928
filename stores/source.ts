import { quoted } from '../core/quote.ts';
import { sourceSegments } from '../core/secrets/spaces.ts';
import { cannotTell } from './state.ts';
import type { CannotTell } from './store.ts';

/** A source taken apart. */
export interface Source {
	readonly state: 'source';
	/** Its folders and its name, without the field; never empty, never with `.` or `..`. */
	readonly segments: readonly string[];
	/** Behind the last `@`, in the dialect `vault`. */
	readonly field: string | undefined;
}

/**
 * Reads a source as it is written in a job. `dcos`: a path, slashes at its ends mean nothing (facts:
 * metronome-and-dcos §3). `vault`: `path@field` (§5); a source without `@` is refused, because the plugins do not agree
 * what it means. A leading slash chooses between two roots in one plugin; there is one root here, so it means nothing.
 */
export function parseSource(text: string, dialect: 'dcos' | 'vault'): Source | CannotTell {
	if (dialect === 'dcos') return withSegments(text, text, undefined);
	const at = text.lastIndexOf('@');
	if (at < 0 || at === text.length - 1) {
		return cannotTell('odd-source', `${quoted(text)} names no field; the form is 'path@field'`);
	}
	return withSegments(text, text.slice(0, at), text.slice(at + 1));
}

function withSegments(text: string, path: string, field: string | undefined): Source | CannotTell {
	const segments = sourceSegments(path);
	if (segments.length === 0) return cannotTell('odd-source', `${quoted(text)} names no secret`);
	const problem = pathProblem(segments);
	return problem === undefined
		? { state: 'source', segments, field }
		: cannotTell('odd-source', `${quoted(text)} ${problem}`);
}

/** The folders of a prefix that is to be listed: `['etl', 'db']` of `/etl/db/`, none of `''`. */
export function parsePrefix(
	text: string,
): { readonly state: 'folder'; readonly segments: readonly string[] } | CannotTell {
	const segments = sourceSegments(text);
	const problem = pathProblem(segments);
	return problem === undefined
		? { state: 'folder', segments }
		: cannotTell('odd-source', `${quoted(text)} ${problem}`);
}

/** A URL or a file system would climb up for `..`, and every layer cuts at NUL somewhere else. */
function pathProblem(segments: readonly string[]): string | undefined {
	if (segments.some(segment => segment === '.' || segment === '..')) return `goes through '.' or '..'`;
	if (segments.some(segment => /[\u0000-\u001f\u007f]/.test(segment))) return 'has control characters';
	return undefined;
}

/** The segments as a part of a URL's path; a slash, `?`, `#` or `%` in a segment stays in it. */
export function urlPath(segments: readonly string[]): string {
	return segments.map(encodeSegment).join('/');
}

/** A lone surrogate has no UTF-8 form; it becomes U+FFFD, as `URL` does it. */
export function encodeSegment(text: string): string {
	return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
