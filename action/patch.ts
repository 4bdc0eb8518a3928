import type { SourceText } from '../core/text.ts';
import type { LineRange } from '../files/git.ts';

/** A hunk of a unified patch. Lines are 0-based. */
export interface Hunk {
	/** Its first line in the new file. */
	readonly first: number;
	readonly lines: readonly HunkLine[];
	/** Lines that were taken away, by the index into `lines` in front of which they stood; it may be their number. */
	readonly removedBefore: ReadonlyMap<number, readonly string[]>;
}

interface HunkLine {
	/** Without its line end. */
	readonly text: string;
	readonly isNew: boolean;
}

/** Reads the hunks of one file's patch, which has no header of its own (GitHub's pull request files). */
export function readHunks(patch: string): readonly Hunk[] {
	const hunks: { first: number; lines: HunkLine[]; removedBefore: Map<number, string[]> }[] = [];
	for (const line of patch.split('\n')) {
		const start = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
		if (start !== null) {
			// With a count of 0 the number is that of the line before.
			const first = start[2] === '0' ? Number(start[1]) : Number(start[1]) - 1;
			hunks.push({ first, lines: [], removedBefore: new Map() });
			continue;
		}
		const hunk = hunks.at(-1);
		const sign = line[0];
		if (sign === '-' && hunk !== undefined) {
			const { removedBefore, lines } = hunk;
			removedBefore.set(lines.length, [...(removedBefore.get(lines.length) ?? []), written(line)]);
		} else if (sign === '+' || sign === ' ') hunk?.lines.push({ text: written(line), isNew: sign === '+' });
	}
	return hunks;
}

function written(line: string): string {
	return line.slice(1).replace(/\r$/, '');
}

/**
 * Where a hunk stands in a text: its first line there, the nearest to where the patch says; undefined where the text
 * does not have its lines. What is checked out for a pull request is often its merge into the base, where the lines of
 * the head have moved.
 */
export function placeOf(hunk: Hunk, source: SourceText): number | undefined {
	const last = source.lineCount - hunk.lines.length;
	const standsAt = (first: number): boolean =>
		first >= 0 && first <= last && hunk.lines.every(({ text }, n) => text === lineOf(source, first + n));
	for (let away = 0; away <= Math.max(hunk.first, source.lineCount); away++) {
		if (standsAt(hunk.first - away)) return hunk.first - away;
		if (standsAt(hunk.first + away)) return hunk.first + away;
	}
	return undefined;
}

/** A text has no byte order mark here; a patch has it on the first line. */
function lineOf(source: SourceText, line: number): string {
	const { start, end } = source.lineSpan(line);
	const text = source.text.slice(start, end);
	return line === 0 && source.bom ? `\ufeff${text}` : text;
}

/**
 * The lines of a text that a patch has changed: new ones, and those on either side of where something was taken away.
 * `all` where the patch does not fit the text.
 */
export function changedLinesOf(patch: string, source: SourceText): readonly LineRange[] | 'all' {
	const ranges: LineRange[] = [];
	for (const hunk of readHunks(patch)) {
		const at = placeOf(hunk, source);
		if (at === undefined) return 'all';
		for (const [n, { isNew }] of hunk.lines.entries())
			if (isNew) ranges.push({ first: at + n, last: at + n });
		for (const n of hunk.removedBefore.keys()) ranges.push({ first: at + n - 1, last: at + n });
	}
	return ranges;
}

/** A text as it was before a patch, with LF; undefined where the patch does not fit it. */
export function textBefore(patch: string, source: SourceText): string | undefined {
	const lines = Array.from({ length: source.lineCount }, (_, line) => lineOf(source, line));
	for (const hunk of readHunks(patch).toReversed()) {
		const at = placeOf(hunk, source);
		if (at === undefined) return undefined;
		lines.splice(at, hunk.lines.length, ...oldSide(hunk));
	}
	return lines.join('\n');
}

/** The text of a file that a patch takes away. */
export function removedText(patch: string): string {
	return readHunks(patch).flatMap(oldSide).join('\n');
}

function oldSide({ lines, removedBefore }: Hunk): string[] {
	const old: string[] = [];
	for (let n = 0; n <= lines.length; n++) {
		old.push(...(removedBefore.get(n) ?? []));
		const line = lines[n];
		if (line !== undefined && !line.isNew) old.push(line.text);
	}
	return old;
}
