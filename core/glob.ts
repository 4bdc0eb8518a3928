import picomatch from 'picomatch';

/**
 * Patterns and the folder they are relative to. Folders and files are named by absolute paths with `/`, or by URIs
 * of one kind; core compares them and knows nothing else of them.
 */
export interface GlobScope {
	readonly base: string;
	readonly patterns: readonly string[];
}

export type Matcher = (path: string) => boolean;

export interface GlobOptions {
	/** `*` and `**` also stand for names that start with a dot. */
	readonly dotFiles: boolean;
	/** A pattern whose last part names no extension only means `*.json`: `jobs/**` takes no README. */
	readonly onlyJson: boolean;
}

/** How the setting `jobs` and paths on the command line are read. */
export const JOB_FILES: GlobOptions = { dotFiles: false, onlyJson: true };

/** How patterns for files that are there already are read: overrides, suppressions, exclude. */
export const ANY_FILES: GlobOptions = { dotFiles: true, onlyJson: false };

/** Whether a path relative to the patterns' folder matches one of them. A pattern that names a folder means all below it. */
export function globMatcher(patterns: readonly string[], options: GlobOptions): Matcher {
	const matchers = patterns.flatMap(expand).map(pattern => patternMatcher(pattern, options));
	return path => matchers.some(matches => matches(path));
}

function patternMatcher(pattern: string, { dotFiles, onlyJson }: GlobOptions): Matcher {
	// `windows`: else picomatch looks at the system it runs on, and one config would mean two things.
	const matches = picomatch(pattern, { windows: false, dot: dotFiles });
	const last = pattern.slice(pattern.lastIndexOf('/') + 1);
	if (!onlyJson || last.includes('.')) return path => matches(path);
	return path => isJsonName(path) && matches(path);
}

export function isJsonName(path: string): boolean {
	return path.endsWith('.json');
}

/** Whether an absolute path lies in a scope. */
export function scopeMatcher(scope: GlobScope, options: GlobOptions): Matcher {
	const matches = globMatcher(scope.patterns, options);
	const { base } = scope;
	const inside = base.endsWith('/') ? base : `${base}/`;
	return path => {
		// Of a path that has nothing to leave out: thousands are looked at.
		const rest = path.startsWith(inside) ? path.slice(inside.length) : './';
		return matches(UNCLEAN.test(rest) ? relativePath(base, path) : rest);
	};
}

/** A part of it is empty or `.`. */
const UNCLEAN = /(?:^|\/)\.?(?:\/|$)/;

/** `./a` is `a`; `jobs/` and a plain `jobs` also mean everything below that folder. */
function expand(written: string): string[] {
	const pattern = written.replace(/^(?:\.\/)+/, '');
	if (pattern === '' || pattern === '.') return ['**'];
	if (pattern.endsWith('/')) return [`${pattern}**`];
	return isPlain(pattern) ? [pattern, `${pattern}/**`] : [pattern];
}

/** No character of it means anything but itself. */
export function isPlain(pattern: string): boolean {
	return !/[*?[\]{}()!+@\\]/.test(pattern);
}

/** The way from a folder to a path, both absolute, with `/`: `../b/c.json`. */
export function relativePath(from: string, to: string): string {
	const start = parts(from);
	const end = parts(to);
	let shared = 0;
	while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
	return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
}

function parts(path: string): string[] {
	return path.split('/').filter(part => part !== '' && part !== '.');
}
