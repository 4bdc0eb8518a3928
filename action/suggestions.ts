import { createHash } from 'node:crypto';
import { cut } from '../cli/formats/cut.ts';
import { prose } from '../cli/formats/markdown-text.ts';
import { printable } from '../cli/formats/printable.ts';
import { type Shown, type ShownFinding, type ShownFix, shown } from '../cli/formats/shown.ts';
import type { SourceText } from '../core/text.ts';
import type { CheckResult } from '../files/result.ts';
import { markerLine } from './github/marker.ts';
import type { PullFile, ReviewComment } from './github/pulls.ts';
import { type Hunk, placeOf, readHunks } from './patch.ts';

/** A fix as a comment that its reader can apply with a click. */
export interface Suggestion extends ReviewComment {
	/** The first line of the body: the same fix of the same finding has the same. */
	readonly marker: string;
}

/** Lines of one suggestion; a larger change is for an editor. */
const MAX_LINES = 30;
const MAX_MESSAGE = 1000;

/**
 * The safe fixes that can be suggested on a pull request: all their lines stand in one hunk of its diff, exactly as
 * they stand in the workspace, and hold no secret and nothing that does not show. No two touch the same line.
 */
export function suggestionsFor(result: CheckResult, files: readonly PullFile[]): readonly Suggestion[] {
	const all = shown(result);
	const suggestions: Suggestion[] = [];
	for (const { path, patch } of files) {
		const source = result.sources.get(path);
		if (source === undefined || patch === undefined || hasOtherLineEnds(source)) continue;
		const hunks = placedHunks(patch, source);
		const taken = new Set<number>();
		for (const finding of all.open.filter(({ file }) => file === path)) {
			const change = changeOf(finding, source, all);
			const place = change === undefined ? undefined : anchorOf(change, hunks);
			if (change === undefined || place === undefined) continue;
			const lines = Array.from({ length: change.last - change.first + 1 }, (_, n) => change.first + n);
			if (lines.some(line => taken.has(line))) continue;
			for (const line of lines) taken.add(line);
			suggestions.push(suggestion(path, place, finding, change));
		}
	}
	return suggestions;
}

/**
 * GitHub does not say with which line ends it commits a suggestion, and it is not always those of the file (seen:
 * w3c-fedid/digital-credentials#572, LexiFi/dead_code_analyzer#71). In a file with CR LF that leaves mixed ones, or a
 * commit of every line.
 */
function hasOtherLineEnds({ text }: SourceText): boolean {
	return text.includes('\r');
}

/** Files of the pull request whose safe fixes are not suggested because of their line ends. */
export function withOtherLineEnds(result: CheckResult, files: readonly PullFile[]): readonly string[] {
	const fixable = new Set(shown(result).open.flatMap(one => (one.fix()?.safe === true ? [one.file] : [])));
	return files.flatMap(({ path }) => {
		const source = result.sources.get(path);
		return source !== undefined && fixable.has(path) && hasOtherLineEnds(source) ? [path] : [];
	});
}

interface LineChange {
	/** 0-based lines of the workspace's text, both included. */
	readonly first: number;
	readonly last: number;
	readonly before: string;
	readonly after: string;
}

function changeOf(finding: ShownFinding, source: SourceText, all: Shown): LineChange | undefined {
	const fix = finding.fix();
	if (fix === null || !fix.safe || fix.edits.length === 0) return undefined;
	const first = Math.min(...fix.edits.map(edit => edit.range.start.line));
	const last = Math.max(...fix.edits.map(edit => edit.range.end.line));
	const start = source.lineSpan(first).start;
	const end = source.lineSpan(last).end;
	const before = source.text.slice(start, end);
	const after = applied(source.text, start, end, fix);
	const hidesNothing = all.sourceOf(finding.file)?.text.slice(start, end) === before;
	const shows = [before, after].every(text => isShown(text));
	if (last - first >= MAX_LINES || before === after || !hidesNothing || !shows) return undefined;
	return { first, last, before, after };
}

function applied(text: string, start: number, end: number, { edits }: ShownFix): string {
	const parts: string[] = [];
	let at = start;
	for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
		parts.push(text.slice(at, edit.start), edit.newText);
		at = edit.end;
	}
	parts.push(text.slice(at, end));
	return parts.join('');
}

function isShown(text: string): boolean {
	const plain = text.replaceAll(/[\t\n]/g, ' ');
	return printable(plain) === plain;
}

interface PlacedHunk {
	readonly hunk: Hunk;
	/** Its first line in the workspace's text, 0-based. */
	readonly at: number;
}

function placedHunks(patch: string, source: SourceText): readonly PlacedHunk[] {
	return readHunks(patch).flatMap(hunk => {
		const at = placeOf(hunk, source);
		return at === undefined ? [] : [{ hunk, at }];
	});
}

/** The lines of a change in the head of the pull request, 1-based. */
function anchorOf(
	{ first, last }: LineChange,
	hunks: readonly PlacedHunk[],
): Pick<ReviewComment, 'startLine' | 'line'> | undefined {
	const found = hunks.find(({ hunk, at }) => at <= first && last < at + hunk.lines.length);
	if (found === undefined) return undefined;
	const moved = found.hunk.first - found.at + 1;
	return { startLine: first + moved, line: last + moved };
}

function suggestion(
	path: string,
	place: Pick<ReviewComment, 'startLine' | 'line'>,
	finding: ShownFinding,
	{ before, after }: LineChange,
): Suggestion {
	const { code, consequence, message, docs, fingerprint } = finding;
	const key = JSON.stringify([path, fingerprint, before, after]);
	const marker = markerLine('suggestion', createHash('sha256').update(key).digest('hex').slice(0, 32));
	const longest = Math.max(2, ...(after.match(/`+/g) ?? []).map(run => run.length));
	const fence = '`'.repeat(longest + 1);
	const body = [
		marker,
		`[${code}](${docs}) (${consequence}): ${prose(cut(message, MAX_MESSAGE))}`,
		'',
		`${fence}suggestion`,
		after,
		fence,
	];
	return { path, ...place, marker, body: body.join('\n') };
}
