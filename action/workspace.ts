import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, posix, resolve } from 'node:path';
import { originUrl } from '../files/git.ts';
import { displayPath, isInFolder, slashed } from '../files/paths.ts';
import type { CheckResult } from '../files/result.ts';

/** The folder in which the workflow works, and that the inputs' paths are relative to. */
export function workspaceFolder(): string {
	return resolve(process.env['GITHUB_WORKSPACE'] || '.');
}

/** A path for a file of the step that a later one may read: in a folder of its own, which goes with the job. */
export function temporaryFile(name: string): string {
	return join(mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'metronome-jobs-')), name);
}

export function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The root of the workflow's repository as it lies around a folder of the workspace: GitHub places annotations,
 * suggestions and code scanning from there. `actions/checkout` with `path:` puts it below the workspace, and there may be
 * several: it is the one whose origin is GITHUB_REPOSITORY, as for the runner's own matchers (actions/runner,
 * OutputManager.cs, GetRepositoryPath), else the outermost. The workspace itself where there is none.
 */
export function repositoryFolder(cwd: string): string {
	const workspace = workspaceFolder();
	const known = roots.get(cwd);
	if (known !== undefined) return known;
	const found = checkoutsAround(cwd, workspace);
	const name = (process.env['GITHUB_REPOSITORY'] ?? '').toLowerCase();
	const own = found.length < 2 ? undefined : found.find(folder => repositoryOf(folder) === name);
	const root = own ?? found.at(-1) ?? workspace;
	roots.set(cwd, root);
	return root;
}

/** Asked for again and again in one step. */
const roots = new Map<string, string>();

/** The innermost first. */
function checkoutsAround(cwd: string, workspace: string): readonly string[] {
	if (!isInFolder(slashed(cwd), slashed(workspace))) return [];
	const found: string[] = [];
	for (let folder = cwd; ; folder = dirname(folder)) {
		if (existsSync(join(folder, '.git'))) found.push(folder);
		if (folder === workspace) return found;
	}
}

/** `owner/name` in lower case, of `https://HOST/owner/name.git` and `git@HOST:owner/name.git`. */
function repositoryOf(folder: string): string | undefined {
	return /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(originUrl(folder) ?? '')?.[1]?.toLowerCase();
}

/**
 * The result of a check in `cwd` as if it had run in the root of the repository: every path of a finding, of a related
 * place, of a text and of a file is relative to it, as annotations and code scanning need it. Messages stay.
 */
export function seenFromRepository(result: CheckResult, cwd: string): CheckResult {
	const prefix = displayPath(repositoryFolder(cwd), cwd);
	if (prefix === '.') return result;
	const at = (path: string): string => (isAbsolute(path) ? path : posix.join(prefix, path));
	const maybeAt = (path: string | null): string | null => (path === null ? null : at(path));
	const moved = (finding: CheckResult['findings'][number]) => ({
		...finding,
		file: maybeAt(finding.file),
		related: finding.related.map(place => ({ ...place, file: maybeAt(place.file) })),
	});
	return {
		...result,
		files: result.files.map(file => ({
			...file,
			path: at(file.path),
			findings: file.findings.map(moved),
		})),
		findings: result.findings.map(moved),
		sources: new Map([...result.sources].map(([path, source]) => [at(path), source])),
		troubles: result.troubles.map(trouble => ({ ...trouble, path: maybeAt(trouble.path) })),
	};
}
