import { spawnSync } from 'node:child_process';
import { relativePath } from '../core/glob.ts';
import { absolutePath, slashed } from './paths.ts';

export type GitResult<T> =
	| { readonly ok: true; readonly value: T }
	/** A whole sentence. */
	| { readonly ok: false; readonly message: string };

/** Lines of a file that are new, changed or beside what is gone; `last` is included. 0-based. */
export interface LineRange {
	readonly first: number;
	readonly last: number;
}

/** Where a comparison starts, and where the paths that git names are relative to. */
interface Comparison {
	readonly cwd: string;
	/** Absolute, with `/`, as `cwd` was written: git itself follows links. */
	readonly top: string;
	readonly commit: string;
}

/**
 * The files (absolute, with `/`) that differ from a revision: committed since, staged, changed or not yet known to
 * git. What happened on the revision's own side since the two parted does not count. Deleted files are not there.
 */
export function changedFiles(cwd: string, revision: string): GitResult<ReadonlySet<string>> {
	const comparison = compare(cwd, revision);
	if (!comparison.ok) return comparison;
	const { top, commit } = comparison.value;
	const changed = git(top, [...DIFF, '--name-only', '-z', '--diff-filter=d', commit, '--']);
	if (!changed.ok) return changed;
	const unknown = untracked(top);
	if (!unknown.ok) return unknown;
	const paths = [...changed.value.split('\0').filter(path => path !== ''), ...unknown.value];
	return { ok: true, value: new Set(paths.map(path => absolutePath(top, path))) };
}

/**
 * The new and changed lines of each file that differs from a revision, and those on either side of what is gone, by
 * absolute path; see {@link changedFiles}. `all`: git does not know the file yet.
 */
export function changedLines(
	cwd: string,
	revision: string,
): GitResult<ReadonlyMap<string, readonly LineRange[] | 'all'>> {
	const comparison = compare(cwd, revision);
	if (!comparison.ok) return comparison;
	const { top, commit } = comparison.value;
	const patch = git(top, [
		...DIFF,
		'--no-color',
		'--unified=0',
		'--diff-filter=d',
		'--src-prefix=a/',
		'--dst-prefix=b/',
		commit,
		'--',
	]);
	if (!patch.ok) return patch;
	const unknown = untracked(top);
	if (!unknown.ok) return unknown;
	const lines = new Map<string, readonly LineRange[] | 'all'>();
	for (const [path, ranges] of readPatch(patch.value)) lines.set(absolutePath(top, path), ranges);
	for (const path of unknown.value) lines.set(absolutePath(top, path), 'all');
	return { ok: true, value: lines };
}

/**
 * The files that differ from a revision, as that revision has them, by absolute path; see {@link changedFiles}. Undefined:
 * it does not have the file. Those that are gone since are there too.
 */
export function filesBefore(
	cwd: string,
	revision: string,
): GitResult<ReadonlyMap<string, Buffer | undefined>> {
	const comparison = compare(cwd, revision);
	if (!comparison.ok) return comparison;
	const { top, commit } = comparison.value;
	const named = git(top, [...DIFF, '--name-only', '--no-renames', '-z', commit, '--']);
	if (!named.ok) return named;
	const unknown = untracked(top);
	if (!unknown.ok) return unknown;
	const paths = named.value.split('\0').filter(path => path !== '');
	const files = new Map<string, Buffer | undefined>();
	for (const path of unknown.value) files.set(absolutePath(top, path), undefined);
	// The batch reads one name a line.
	for (const [n, bytes] of contents(
		top,
		paths.map(path => `${commit}:${path}`),
	).entries()) {
		files.set(absolutePath(top, paths[n] ?? ''), bytes);
	}
	return { ok: true, value: files };
}

/** What `git cat-file --batch` has of each name: `<id> blob <size>`, a line end, the bytes, a line end. */
function contents(top: string, names: readonly string[]): readonly (Buffer | undefined)[] {
	const wanted = names.filter(name => !name.includes('\n'));
	const { stdout } = started(top, ['cat-file', '--batch'], wanted.map(name => `${name}\n`).join(''));
	const found = new Map<string, Buffer>();
	let at = 0;
	for (const name of wanted) {
		const end = stdout.indexOf(LINE_FEED, at);
		const size = / blob (\d+)$/.exec(stdout.toString('latin1', at, end))?.[1];
		at = end + 1;
		if (size === undefined) continue;
		found.set(name, stdout.subarray(at, at + Number(size)));
		at += Number(size) + 1;
	}
	return names.map(name => found.get(name));
}

const LINE_FEED = 10;

/** Nothing of the user's own settings changes what these print. */
const DIFF = [
	'diff',
	'--no-ext-diff',
	'--no-textconv',
	'--no-relative',
	'--find-renames',
	'--ignore-submodules=all',
];

function compare(cwd: string, revision: string): GitResult<Comparison> {
	const prefix = git(cwd, ['rev-parse', '--show-prefix']);
	if (!prefix.ok) return prefix;
	const folder = prefix.value.replace(/\n$/, '');
	const here = slashed(cwd);
	const top = absolutePath(here, relativePath(folder, ''));
	const wanted = git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
	if (!wanted.ok) {
		const hint = 'In a shallow clone, fetch it first: git fetch origin <branch>.';
		return { ok: false, message: `There is no revision '${revision}' in this repository. ${hint}` };
	}
	const commit = wanted.value.trim();
	const parted = git(cwd, ['merge-base', commit, 'HEAD']);
	return { ok: true, value: { cwd, top, commit: (parted.ok && parted.value.trim()) || commit } };
}

function untracked(top: string): GitResult<readonly string[]> {
	const listed = git(top, ['ls-files', '--others', '--exclude-standard', '-z']);
	return listed.ok ? { ok: true, value: listed.value.split('\0').filter(path => path !== '') } : listed;
}

/** The address of the remote `origin`; undefined where there is none. It may hold credentials: not to be shown. */
export function originUrl(cwd: string): string | undefined {
	const found = git(cwd, ['config', '--get', 'remote.origin.url']);
	return found.ok && found.value.trim() !== '' ? found.value.trim() : undefined;
}

/** Room for the names of some million files, or a patch of that size. */
const MAX_OUTPUT = 512 * 1024 * 1024;

function git(cwd: string, args: readonly string[]): GitResult<string> {
	if (args.some(arg => arg.includes('\0')))
		return { ok: false, message: 'git: no name has a NUL character.' };
	const run = started(cwd, args);
	if (run.error !== undefined) {
		const missing = 'code' in run.error && run.error.code === 'ENOENT';
		return {
			ok: false,
			message: missing ? 'git was not found, or the working directory is gone.' : `git: ${run.error.message}`,
		};
	}
	return run.status === 0
		? { ok: true, value: run.stdout.toString('utf8') }
		: { ok: false, message: gitMessage(run.stderr.toString('utf8')) };
}

/** No program that a repository's own settings name is started. */
function started(cwd: string, args: readonly string[], input = '') {
	const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '-c', 'diff.external='];
	return spawnSync('git', [...safe, ...args], {
		cwd,
		input,
		maxBuffer: MAX_OUTPUT,
		windowsHide: true,
		env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
	});
}

function gitMessage(stderr: string): string {
	if (stderr.includes('not a git repository'))
		return 'This is no git repository, so nobody knows what changed.';
	const line = stderr.split('\n').find(text => text.trim() !== '') ?? 'git failed and does not say why';
	return `git: ${line.replace(/^fatal: /, '').replace(/\.$/, '')}.`;
}

/** Path → changed lines, of a patch without context. */
function readPatch(patch: string): Map<string, LineRange[]> {
	const files = new Map<string, LineRange[]>();
	let ranges: LineRange[] = [];
	let inHeader = false;
	for (const line of patch.split('\n')) {
		if (line.startsWith('diff --git ')) inHeader = true;
		else if (inHeader && line.startsWith('+++ ')) {
			ranges = [];
			files.set(newPath(line.slice(4)), ranges);
		} else if (line.startsWith('@@ ')) {
			inHeader = false;
			const range = newLines(line);
			if (range !== undefined) ranges.push(range);
		}
	}
	return files;
}

/**
 * `@@ -1,2 +3,4 @@`: lines 3 to 6, counted from 1. With a count of 0 the number is that of the line before what is gone:
 * that one and the next.
 */
function newLines(line: string): LineRange | undefined {
	const match = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
	if (match === null) return undefined;
	const number = Number(match[1]);
	const count = Number(match[2] ?? 1);
	return count === 0
		? { first: Math.max(number - 1, 0), last: number }
		: { first: number - 1, last: number + count - 2 };
}

const ESCAPES: ReadonlyMap<string, number> = new Map([
	['a', 7],
	['b', 8],
	['t', 9],
	['n', 10],
	['v', 11],
	['f', 12],
	['r', 13],
]);

/** Takes `b/` off, and the quotes with which git writes control characters, quotes and backslashes. */
function newPath(written: string): string {
	const plain = written.replace(/\t$/, '');
	if (!plain.startsWith('"')) return plain.slice(2);
	const bytes: Buffer[] = [];
	for (const [part, octal, escaped] of plain.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
		if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]));
		else if (escaped !== undefined) bytes.push(Buffer.from([ESCAPES.get(escaped) ?? escaped.charCodeAt(0)]));
		else bytes.push(Buffer.from(part));
	}
	return Buffer.concat(bytes).toString('utf8').slice(2);
}
