import { resolve } from 'node:path';
import { count, severitiesOf, severityCounts } from '../cli/formats/wording.ts';
import type { Finding } from '../core/finding.ts';
import type { Span } from '../core/text.ts';
import { changedLines, type LineRange } from '../files/git.ts';
import { displayPath } from '../files/paths.ts';
import type { Gathered } from '../files/project.ts';
import type { CheckRequest, CheckResult, Summary } from '../files/result.ts';
import { beforePull, beforeRevision, type FilesBefore, fingerprintsBefore } from './before.ts';
import type { RunContext } from './github/event.ts';
import type { PullFile } from './github/pulls.ts';
import type { Reply } from './github/reply.ts';
import { changedLinesOf } from './patch.ts';

/** The changed lines of files, by path from the root of the repository; a file that is not there is as it was. */
type Lines = ReadonlyMap<string, readonly LineRange[] | 'all'>;

interface Changes {
	readonly lines: Lines;
	/** Undefined: nobody can tell how all of the files were. */
	readonly before: FilesBefore | undefined;
}

export interface Judged {
	readonly result: CheckResult;
	/** The same, with paths from the root of the repository. */
	readonly seen: CheckResult;
	/** How it came about. */
	readonly request: CheckRequest;
	readonly gathered: Gathered;
}

/**
 * A result with what a pull request is about alone: findings on lines that it changes, and those that were not there
 * before it, wherever they stand: a line that is gone leaves them at others. The changes are those that GitHub tells of,
 * else those that git knows since the base. Where neither tells, every finding stays. A notice says what is left out, or
 * why nothing is. `root`: of the repository.
 */
export function onlyChanged(
	judged: Judged,
	context: RunContext,
	root: string,
	files: Reply<readonly PullFile[]> | undefined,
): CheckResult {
	const { result, seen, request, gathered } = judged;
	const { baseSha } = context;
	if (baseSha === undefined) {
		const notice = "Every finding is shown: 'changed-only' is for pull requests, and this is none.";
		return { ...result, notices: [...result.notices, notice] };
	}
	const changes = files?.ok
		? { lines: changesInPull(files.value, seen), before: beforePull(files.value, root, gathered) }
		: changesSince(root, baseSha);
	if (typeof changes === 'string') {
		const github = files === undefined || files.ok ? '' : ` ${files.failure.message}`;
		const notice = `Every finding is shown, as nobody tells what changed.${github} ${changes}`;
		return { ...result, notices: [...result.notices, notice] };
	}
	const { lines, before } = changes;
	const isNew = before === undefined ? () => false : newnessOf(fingerprintsBefore(request, gathered, before));
	const kept = new Set(
		seen.findings.flatMap((finding, n) => {
			const same = result.findings[n];
			const isBrought = isNew(finding);
			return same !== undefined && (isBrought || isOnChanged(finding, seen, lines)) ? [same] : [];
		}),
	);
	const hidden = result.findings.filter(one => one.suppressed === null && !kept.has(one));
	const notices = hidden.length === 0 ? [] : [hiddenNotice(hidden, before !== undefined)];
	return { ...withFindings(result, kept), notices: [...result.notices, ...notices] };
}

/** Whether a finding, asked of one after the other, is one more than there were. */
function newnessOf(before: ReadonlyMap<string, number>): (finding: Finding) => boolean {
	const left = new Map(before);
	return ({ fingerprint }) => {
		const count = left.get(fingerprint) ?? 0;
		left.set(fingerprint, count - 1);
		return count <= 0;
	};
}

function hiddenNotice(hidden: readonly Finding[], wereThere: boolean): string {
	const counts = severityCounts(severitiesOf(hidden));
	const what = wereThere
		? 'that were there before, on lines that did not change'
		: 'on lines that did not change; nobody can tell whether they were there before';
	return `${count(hidden.length, 'more finding')} (${counts}) ${what}, left out by 'changed-only'.`;
}

function changesInPull(files: readonly PullFile[], { sources }: CheckResult): Lines {
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
function changesSince(root: string, sha: string): Changes | string {
	const changed = changedLines(root, sha);
	if (!changed.ok) return changed.message;
	const lines = new Map([...changed.value].map(([path, own]) => [displayPath(root, resolve(path)), own]));
	return { lines, before: beforeRevision(root, sha) };
}

function isOnChanged(finding: Finding, result: CheckResult, changes: Lines): boolean {
	const { file, span, related } = finding;
	if (file === null || touches(file, span, result, changes)) return true;
	return related.some(place => touches(place.file ?? file, place.span, result, changes));
}

/** A place without lines is the file as a whole. */
function touches(file: string, span: Span | null, { sources }: CheckResult, changes: Lines): boolean {
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
