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
	return sourceSegments(source).slice(0, -1).join('/');
}

/** The spaces a job may read, from the root ('') to its own: `''`, `etl`, `etl/load` for the job `etl.load`. */
export function spacesOfJob(jobId: string): readonly string[] {
	const spaces = [''];
	for (const segment of jobSegments(jobId)) {
		const last = spaces.at(-1) ?? '';
		spaces.push(last === '' ? segment : `${last}/${segment}`);
	}
	return spaces;
}

/** Whether a run of the job gets this secret from the DC/OS store. */
export function mayRead(jobId: string, source: string): boolean {
	return spacesOfJob(jobId).includes(spaceOfSource(source));
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
	const name = sourceSegments(source).at(-1) ?? '';
	const spaces = spacesOfJob(jobId).toReversed();
	const candidates = spaces.map(space => (space === '' ? name : `${space}/${name}`));
	const found = candidates.find(candidate => state?.(candidate).state === 'exists');
	return { source: found ?? candidates[0] ?? name, exists: found !== undefined };
}

/** Where a new secret of a job goes: in its own space, under its alias. */
export function ownSource(jobId: string | undefined, alias: string, dialect: SourceDialect): string {
	const name = alias.replaceAll(/[^A-Za-z0-9_-]+/g, '-') || 'secret';
	const segments = jobSegments(jobId ?? '');
	return dialect === 'vault' ? `${[...segments, name].join('/')}@value` : [...segments, name].join('/');
}

function jobSegments(jobId: string): readonly string[] {
	return jobId.split('.').filter(segment => segment !== '');
}
