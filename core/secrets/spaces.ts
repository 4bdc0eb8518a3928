import type { SourceDialect, Target } from '../target.ts';

/**
 * The spaces of the DC/OS secret store. A secret's space is its path without the last segment; a job reads the secrets
 * whose space is its own path or lies above it. A leading slash means nothing.
 * Source: DC/OS documentation, "Spaces"; Metronome `JobRunId.scala`: a run is launched as `/<job path>/<run id>`
 * (facts: metronome-and-dcos §3).
 */

/** `['etl', 'db-password']` of `/etl/db-password`. */
export function sourceSegments(source: string): readonly string[] {
	return source.split('/').filter(segment => segment !== '');
}

/** `etl` for `/etl/db-password`; '' for a secret without a slash, which everybody may read. */
export function spaceOfSource(source: string): string {
	const [start] = nameSpan(source);
	return tidyPath(source.slice(0, start));
}

/** The spaces a job may read, from the root ('') to its own: `''`, `etl`, `etl/load` for the job `etl.load`. */
export function spacesOfJob(jobId: string): readonly string[] {
	const path = pathOfJob(jobId);
	const spaces = [''];
	for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
		spaces.push(path.slice(0, end));
	if (path !== '') spaces.push(path);
	return spaces;
}

/** Whether the job reads the secrets of a space, spelled as {@link spaceOfSource} does. */
export function mayReadSpace(jobId: string, space: string): boolean {
	return space === '' || `${pathOfJob(jobId)}/`.startsWith(`${space}/`);
}

/** Whether a run of the job gets this secret from the DC/OS store. */
export function mayRead(jobId: string, source: string): boolean {
	return mayReadSpace(jobId, spaceOfSource(source));
}

/** A source that the job may read in the place of another one. */
export interface ReadableSource {
	readonly source: string;
	/** The store says that it is there. */
	readonly exists: boolean;
}

/**
 * A secret of the same name that the job may read: the nearest that the store has, or else the one in the job's own
 * space. For a source with a name (see {@link sourceSegments}).
 */
export function readableSource(jobId: string, source: string, state: Target['sourceState']): ReadableSource {
	const name = source.slice(...nameSpan(source));
	const spaces = spacesOfJob(jobId).toReversed();
	const asked = spaces.length > MOST_ASKED ? [...spaces.slice(0, MOST_ASKED), ''] : spaces;
	const candidates = asked.map(space => (space === '' ? name : `${space}/${name}`));
	const found = candidates.find(candidate => state?.(candidate).state === 'exists');
	return { source: found ?? candidates[0] ?? name, exists: found !== undefined };
}

/** Spaces in which a secret is looked for: an id with more parts ends the server (see `id-too-long`). */
const MOST_ASKED = 500;

/** Where a new secret of a job goes: in its own space, under its alias. */
export function ownSource(jobId: string | undefined, alias: string, dialect: SourceDialect): string {
	const name = alias.replaceAll(/[^A-Za-z0-9_-]+/g, '-') || 'secret';
	const space = pathOfJob(jobId ?? '');
	const path = space === '' ? name : `${space}/${name}`;
	return dialect === 'vault' ? `${path}@value` : path;
}

/** `etl/load` of `etl.load`. */
function pathOfJob(jobId: string): string {
	return tidyPath(jobId.replaceAll('.', '/'));
}

/** Where the last segment stands: `[start, end]`, equal where there is none. */
function nameSpan(source: string): [number, number] {
	let end = source.length;
	while (end > 0 && source[end - 1] === '/') end--;
	return [end === 0 ? 0 : source.lastIndexOf('/', end - 1) + 1, end];
}

/** Without empty segments. */
function tidyPath(path: string): string {
	const single = path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path;
	return single.slice(
		single.startsWith('/') ? 1 : 0,
		single.length > 1 && single.endsWith('/') ? -1 : undefined,
	);
}
