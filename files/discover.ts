import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import {
	ANY_FILES,
	type GlobScope,
	globMatcher,
	isJsonName,
	isPlain,
	JOB_FILES,
	type Matcher,
	scopeMatcher,
} from '../core/glob.ts';
import { absolutePath, displayPath, slashed } from './paths.ts';
import { failureOf, kindOf, type ReadFailure } from './read.ts';
import type { Trouble } from './result.ts';
import { FOREIGN_FOLDERS, finished, type Steps, type WalkOptions, walkFiles } from './walk.ts';

/** A file that may hold jobs. */
export interface Candidate {
	/** Absolute, with `/`. */
	readonly path: string;
	/**
	 * `named` by its path · `matched` by a pattern: job files whatever they hold · `found` in a folder that was
	 * searched: a job file if its content looks like one.
	 */
	readonly by: 'named' | 'matched' | 'found';
}

export interface Discovery {
	/** Sorted by path; each file once. */
	readonly candidates: readonly Candidate[];
	/** The folders that were searched, absolute. */
	readonly folders: readonly string[];
	readonly troubles: readonly Trouble[];
}

/** Finds what paths on a command line mean: files, folders and patterns, relative to `cwd` or absolute. */
export function discover(cwd: string, paths: readonly string[]): Discovery {
	const discoverer = new Discoverer(cwd);
	for (const path of paths) discoverer.path(path);
	return discoverer.result();
}

/** The files that the setting `jobs` means, sorted. */
export function jobFilesOf(jobs: GlobScope, exclude: GlobScope | undefined): readonly string[] {
	return finished(jobFileSearch(jobs, exclude));
}

/** The same in steps. */
export function* jobFileSearch(jobs: GlobScope, exclude: GlobScope | undefined): Steps<readonly string[]> {
	const excluded: Matcher = exclude === undefined ? () => false : scopeMatcher(exclude, ANY_FILES);
	const files = new Set<string>();
	for (const pattern of jobs.patterns) {
		for (const path of yield* filesMatching(jobs.base, pattern)) {
			if (!excluded(path)) files.add(path);
			yield;
		}
	}
	return [...files].toSorted();
}

/** The files in a folder, absolute with `/`, that a search of it takes for job files if their content looks like it. */
export function* jsonFileSearch(folder: string): Steps<readonly string[]> {
	return (yield* walkFiles(folder, JSON_FILES)).files;
}

const JSON_FILES: WalkOptions = {
	gitignore: true,
	enters: name => !FOREIGN_FOLDERS.has(name),
	wants: isJsonName,
};

class Discoverer {
	private readonly cwd: string;
	private readonly candidates = new Map<string, Candidate>();
	private readonly folders: string[] = [];
	private readonly troubles: Trouble[] = [];
	/** Named links, and where they lead to. */
	private readonly links = new Map<string, string>();

	constructor(cwd: string) {
		this.cwd = cwd;
	}

	path(written: string): void {
		const path = absolutePath(this.cwd, written);
		const stats = statsOf(path);
		if ('reason' in stats) {
			if (stats.reason === 'missing' && !isPlain(slashed(written))) this.pattern(slashed(written));
			else this.trouble(stats.reason === 'missing' ? 'usage' : 'io', written, stats.message);
		} else if (stats.isDirectory()) this.folder(path);
		else if (stats.isFile()) this.file(path);
		else this.trouble('usage', written, kindOf(stats) ?? 'is no file');
	}

	/** A link to a file that is a candidate by itself means that one. */
	private file(path: string): void {
		if (lstatSync(path).isSymbolicLink()) this.links.set(path, slashed(realpathSync(path)));
		this.add({ path, by: 'named' });
	}

	private pattern(pattern: string): void {
		const files = finished(filesMatching(slashed(this.cwd), pattern));
		if (files.length === 0) this.trouble('usage', pattern, 'matches no file');
		for (const path of files) this.add({ path, by: 'matched' });
	}

	private folder(path: string): void {
		this.folders.push(path);
		const { files, failures } = finished(walkFiles(path, JSON_FILES));
		for (const file of files) this.add({ path: file, by: 'found' });
		for (const failure of failures) this.trouble('io', displayPath(this.cwd, failure.path), failure.message);
	}

	/** Of several ways to a file the most certain one counts. */
	private add(candidate: Candidate): void {
		const known = this.candidates.get(candidate.path);
		if (known === undefined || CERTAINTY[known.by] < CERTAINTY[candidate.by]) {
			this.candidates.set(candidate.path, candidate);
		}
	}

	private trouble(kind: Trouble['kind'], path: string, message: string): void {
		this.troubles.push({ kind, path, message: `${path} ${message}.` });
	}

	result(): Discovery {
		for (const [link, real] of this.links) {
			if (!this.candidates.has(real)) continue;
			this.candidates.delete(link);
			this.add({ path: real, by: 'named' });
		}
		const candidates = [...this.candidates.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
		return { candidates, folders: this.folders, troubles: this.troubles };
	}
}

const CERTAINTY: Readonly<Record<Candidate['by'], number>> = { named: 2, matched: 1, found: 0 };

function statsOf(path: string): Stats | ReadFailure {
	try {
		return statSync(path);
	} catch (error) {
		return failureOf(error);
	}
}

/** The files that a pattern means, relative to a folder, sorted. Git's own opinion of them does not matter. */
function* filesMatching(base: string, pattern: string): Steps<readonly string[]> {
	const { folder, depth } = startOf(pattern);
	const matches = matcherBelow(base, pattern);
	const root = absolutePath(base, folder);
	const stats = statsOf(root);
	if ('reason' in stats) return [];
	if (stats.isFile()) return [root];
	const named = new Set(pattern.split('/'));
	const intoHidden = /(?:^|[/{,(|])\./.test(pattern);
	const { files } = yield* walkFiles(root, {
		gitignore: false,
		enters: (name, at) =>
			at < depth && (!FOREIGN_FOLDERS.has(name) || named.has(name)) && (intoHidden || !name.startsWith('.')),
		wants: matches,
	});
	return files;
}

function matcherBelow(base: string, pattern: string): Matcher {
	if (isAbsolute(pattern)) {
		const matches = globMatcher([pattern.slice(1)], JOB_FILES);
		return path => matches(path.slice(1));
	}
	return scopeMatcher({ base, patterns: [pattern] }, JOB_FILES);
}

/** Where the search for a pattern starts, and how many levels below that it can reach. */
function startOf(pattern: string): { readonly folder: string; readonly depth: number } {
	const parts = pattern.split('/');
	const special = parts.findIndex(part => !isPlain(part));
	if (special < 0) return { folder: pattern, depth: Number.POSITIVE_INFINITY };
	const folder = parts.slice(0, special).join('/');
	const bounded = !pattern.includes('**') && !pattern.endsWith('/') && !pattern.includes('(');
	const depth = bounded ? parts.length - special : Number.POSITIVE_INFINITY;
	return { folder: folder === '' && pattern.startsWith('/') ? '/' : folder || '.', depth };
}
