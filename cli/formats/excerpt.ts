import type { Severity } from '../../core/finding.ts';
import type { SourceText, Span } from '../../core/text.ts';
import { type LineView, type LineViewOptions, lineView } from './line-view.ts';
import { type Paint, paint } from './paint.ts';

export interface ExcerptStyle {
	/** Columns for the whole excerpt, line numbers included. */
	readonly width: number;
	readonly unicode: boolean;
	/** Lines shown before and after, as far as they are not blank. */
	readonly context: number;
	/** Digits that line numbers are padded to. */
	readonly digits: number;
	readonly paint: Paint;
	/** Colours the mark under the place; null for a place that is only related. */
	readonly severity: Severity | null;
}

/**
 * Shows a place in its text: the line with its number, the lines around it, and a mark under the place. The source
 * must be the masked one. A place of several lines is marked on its first and says where it ends.
 */
export function excerpt(source: SourceText, span: Span, style: ExcerptStyle): string[] {
	const start = source.positionAt(span.start);
	const end = source.positionAt(span.end);
	const focusLine = source.lineSpan(start.line);
	const focus = { start: span.start, end: Math.min(Math.max(span.end, span.start), focusLine.end) };
	const options: LineViewOptions = {
		columns: Math.max(style.width - style.digits - GUTTER_COLUMNS, MIN_COLUMNS),
		ellipsis: style.unicode ? '…' : '...',
		mask: style.unicode ? '•' : '*',
		paint: style.paint,
	};
	const view = lineView(source, start.line, focus, options);
	const before = view.shifted ? [] : contextBefore(source, start.line, style.context);
	const after = view.shifted || end.line > start.line ? [] : contextAfter(source, start.line, style.context);
	const numbered = (line: number, text: string) => `${gutter(String(line + 1), style)} ${text}`.trimEnd();
	const unpainted = { ...options, paint: UNPAINTED };
	const context = (line: number) =>
		numbered(line, style.paint.dim(lineView(source, line, undefined, unpainted).text.trimEnd()));
	return [
		...before.map(context),
		numbered(start.line, view.text),
		`${gutter('', style)} ${mark(view, end.line > start.line ? end.line : undefined, style)}`,
		...after.map(context),
	];
}

const UNPAINTED = paint(false);

/** Two blanks, the bar and the blanks around it. */
const GUTTER_COLUMNS = 5;
const MIN_COLUMNS = 24;

function gutter(number: string, { digits, unicode, paint }: ExcerptStyle): string {
	return paint.dim(`  ${number.padStart(digits)} ${unicode ? '│' : '|'}`);
}

function mark(view: LineView, lastLine: number | undefined, style: ExcerptStyle): string {
	const carets = '^'.repeat(Math.max(view.to - view.from, 1));
	const painted =
		style.severity === null ? style.paint.dim(carets) : style.paint.severity(style.severity, carets);
	const reach = lastLine === undefined ? '' : style.paint.dim(` to line ${lastLine + 1}`);
	return `${' '.repeat(view.from)}${painted}${reach}`;
}

function contextBefore(source: SourceText, line: number, wanted: number): number[] {
	const lines: number[] = [];
	for (let at = Math.max(line - wanted, 0); at < line; at++) {
		if (lines.length > 0 || !isBlank(source, at)) lines.push(at);
	}
	return lines;
}

function contextAfter(source: SourceText, line: number, wanted: number): number[] {
	const lines: number[] = [];
	for (let at = Math.min(line + wanted, source.lineCount - 1); at > line; at--) {
		if (lines.length > 0 || !isBlank(source, at)) lines.unshift(at);
	}
	return lines;
}

function isBlank(source: SourceText, line: number): boolean {
	const { start, end } = source.lineSpan(line);
	return end - start < MAX_BLANK && source.text.slice(start, end).trim() === '';
}

/** A longer line is not looked through; it is shown. */
const MAX_BLANK = 1000;
