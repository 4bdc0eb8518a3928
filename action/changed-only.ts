import { resolve } from 'node:path';
import { count } from '../cli/formats/wording.ts';
import type { Finding } from '../core/finding.ts';
import type { Span } from '../core/text.ts';
import { changedLines, type LineRange } from '../files/git.ts';
import { displayPath } from '../files/paths.ts';
import type { CheckResult, Summary } from '../files/result.ts';
import type { RunContext } from './github/event.ts';
import type { PullFile } from './github/pulls.ts';
import type { Reply } from './github/reply.ts';
import { changedLinesOf } from './patch.ts';

/** The changed lines of files, by path from the workspace; a file that is not there is as it was. */
type Changes = ReadonlyMap<string, readonly LineRange[] | 'all'>;

/**
 * A result with the findings on changed lines alone; `seen` is the same result, seen from the workspace. The changes are those that GitHub tells
 * of the pull request, else those that git knows since its base
 * (which does not tell of lines that are only gone). Where neither tells, every finding stays. A
 * notice says what is left out, or why nothing is.
 */
export function onlyChanged(
	result: CheckResult,
	seen: CheckResult,
	context: RunContext,
	workspace: string,
	files: Reply<readonly PullFile[]> | undefined,
): CheckResult {
	const { baseSha } = context;
	if (baseSha === undefined) {
		const notice = "Every finding is shown: 'changed-only' is for pull requests, and this is none.";
		return { ...result, notices: [...result.notices, notice] };
	}
	const known = files?.ok ? changesInPull(files.value, seen) : changesSince(workspace, baseSha);
	if (typeof known === 'string') {
		const github = files === undefined || files.ok ? '' : ` ${files.failure.message}`;
		const notice = `Every finding is shown, as nobody tells what changed.${github} ${known}`;
		return { ...result, notices: [...result.notices, notice] };
	}
	const kept = new Set(
		seen.findings.flatMap((finding, n) => {
			const same = result.findings[n];
			return same !== undefined && isOnChanged(finding, seen, known) ? [same] : [];
		}),
	);
	const hidden = result.findings.filter(one => one.suppressed === null && !kept.has(one)).length;
	const notices =
		hidden === 0
			? []
			: [`${count(hidden, 'more finding')} on lines that did not change, left out by 'changed-only'.`];
	return { ...withFindings(result, kept), notices: [...result.notices, ...notices] };
}

function changesInPull(files: readonly PullFile[], { sources }: CheckResult): Changes {
	const changes = new Map<string, readonly LineRange[] | 'all'>();
	for (const { path, patch, status } of files) {
		const source = sources.get(path);
		if (source === undefined) continue;
		if (patch !== undefined) changes.set(path, changedLinesOf(patch, source));
		else if (status !== 'renamed') changes.set(path, 'all');
	}
	return changes;
}

/** A message where git does not know: the checkout has no history. */
function changesSince(workspace: string, sha: string): Changes | string {
	const changed = changedLines(workspace, sha);
	if (!changed.ok) return changed.message;
	return new Map([...changed.value].map(([path, lines]) => [displayPath(workspace, resolve(path)), lines]));
}

function isOnChanged(finding: Finding, result: CheckResult, changes: Changes): boolean {
	const { file, span, related } = finding;
	if (file === null || touches(file, span, result, changes)) return true;
	return related.some(place => touches(place.file ?? file, place.span, result, changes));
}

/** A place without lines is the file as a whole. */
function touches(file: string, span: Span | null, { sources }: CheckResult, changes: Changes): boolean {
	const lines = changes.get(file);
	const range = span === null ? undefined : sources.get(file)?.range(span);
	if (lines === undefined || lines === 'all') return lines === 'all';
	if (range === undefined) return lines.length > 0;
	return lines.some(({ first, last }) => range.start.line <= last && first <= range.end.line);
}

function withFindings(result: CheckResult, kept: ReadonlySet<Finding>): CheckResult {
	const findings = result.findings.filter(finding => kept.has(finding));
	const files = result.files.map(file => ({
		...file,
		findings: file.findings.filter(finding => kept.has(finding)),
	}));
	return { ...result, findings, files, summary: { ...result.summary, ...countsOf(findings) } };
}

function countsOf(findings: readonly Finding[]): Omit<Summary, 'files' | 'jobs'> {
	const open = findings.filter(({ suppressed }) => suppressed === null);
	const of = (severity: Finding['severity']) => open.filter(finding => finding.severity === severity).length;
	return {
		errors: of('error'),
		warnings: of('warning'),
		infos: of('info'),
		fixable: open.filter(({ fix }) => (fix?.() ?? null) !== null).length,
		suppressed: findings.length - open.length,
	};
}
