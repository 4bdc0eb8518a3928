import { statSync } from 'node:fs';
import { isAbsolute, posix, resolve } from 'node:path';
import { displayPath } from '../files/paths.ts';
import type { CheckResult } from '../files/result.ts';

/** The folder that GitHub places annotations from: the root of the checked-out repository. */
export function workspaceFolder(): string {
	return resolve(process.env['GITHUB_WORKSPACE'] || '.');
}

export function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The result of a check in `cwd` as if it had run in the workspace: every path of a finding, of a related place, of a
 * text and of a file is relative to the workspace, as annotations and code scanning need it. Messages stay.
 */
export function seenFromWorkspace(result: CheckResult, cwd: string): CheckResult {
	const prefix = displayPath(workspaceFolder(), cwd);
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
