import type { SourceText, Span } from '../../core/text.ts';
import { graphemes } from './display-width.ts';
import type { Paint } from './paint.ts';
import { isPlain, printable } from './printable.ts';

export interface LineViewOptions {
	/** Columns the line may take. */
	readonly columns: number;
	/** Stands where a line is cut. */
	readonly ellipsis: string;
	/** Stands for each masked character. */
	readonly mask: string;
	readonly paint: Paint;
}

/** A line as it is printed. `from` and `to` are the columns of the focus in it, `to` exclusive. */
export interface LineView {
	readonly text: string;
	readonly from: number;
	readonly to: number;
	/** Its beginning is cut off. */
	readonly shifted: boolean;
}

/**
 * One line, cut around the focus where it is too wide. Tabs become blanks up to the next tab stop and unprintable
 * characters are written out. Looks at no more of the line than can be shown, however long it is.
 */
export function lineView(
	source: SourceText,
	line: number,
	focus: Span | undefined,
	options: LineViewOptions,
): LineView {
	const whole = source.lineSpan(line);
	const plain = plainView(source.text, whole, focus, options);
	if (plain !== undefined) return plain;
	const part = nearby(source.text, whole, focus, options.columns);
	const cells = cellsOf(source.text, part, focus, options.mask);
	const width = cells.at(-1)?.to ?? 0;
	const from = cells.find(cell => cell.isFocus)?.from ?? columnAt(cells, focus?.start ?? part.start);
	const to = Math.max(cells.findLast(cell => cell.isFocus)?.to ?? from, from + 1);
	const cut = frame(
		{ from, to, width, leftHidden: part.start > whole.start, rightHidden: part.end < whole.end },
		options,
	);
	const shownCells = cells.filter(cell => cell.from >= cut.from && cell.to <= cut.to);
	const first = shownCells[0]?.from ?? cut.from;
	const last = shownCells.at(-1)?.to ?? cut.to;
	const shift = (cut.left ? options.ellipsis.length : 0) - first;
	return {
		text: `${cut.left ? options.paint.dim(options.ellipsis) : ''}${painted(shownCells, options.paint)}${cut.right ? options.paint.dim(options.ellipsis) : ''}`,
		from: Math.max(from, first) + shift,
		to: Math.max(Math.min(to, Math.max(last, from + 1)), from + 1) + shift,
		shifted: cut.left,
	};
}

/** The view of most lines: it fits, and each character is one column. Undefined: it must be looked at more closely. */
function plainView(
	source: string,
	whole: Span,
	focus: Span | undefined,
	{ columns, paint }: LineViewOptions,
): LineView | undefined {
	if (whole.end - whole.start > columns) return undefined;
	const text = source.slice(whole.start, whole.end);
	if (!isPlain(text)) return undefined;
	const start = (focus?.start ?? whole.start) - whole.start;
	const end = (focus?.end ?? whole.start) - whole.start;
	if (start < 0 || end < start || end > text.length) return undefined;
	const marked = start === end ? '' : paint.bold(text.slice(start, end));
	return {
		text: text.slice(0, start) + marked + text.slice(end),
		from: start,
		to: Math.max(end, start + 1),
		shifted: false,
	};
}

/** What one grapheme becomes, with its columns in the uncut line. */
interface Cell {
	readonly text: string;
	readonly start: number;
	readonly from: number;
	readonly to: number;
	readonly isFocus: boolean;
	/** Not what the file says letter by letter: an escape, a masked character. */
	readonly isNote: boolean;
}

/** The part of a line that could be shown: a few widths around the focus, no surrogate pair cut in two. */
function nearby(text: string, whole: Span, focus: Span | undefined, columns: number): Span {
	const reach = columns * REACH;
	const center = focus ?? { start: whole.start, end: whole.start };
	let start = Math.max(whole.start, center.start - reach);
	let end = Math.min(whole.end, Math.min(center.end, center.start + reach) + reach);
	if (start > whole.start && isLowSurrogate(text, start)) start--;
	if (end < whole.end && isLowSurrogate(text, end)) end++;
	return { start, end };
}

/** Widths of the view that are read to each side, as some characters take no column. */
const REACH = 3;
const TAB_WIDTH = 2;
const MASK = '•';

function isLowSurrogate(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code >= 0xdc00 && code <= 0xdfff;
}

function cellsOf(text: string, part: Span, focus: Span | undefined, mask: string): Cell[] {
	const cells: Cell[] = [];
	let start = part.start;
	let from = 0;
	for (const grapheme of graphemes(text.slice(part.start, part.end))) {
		const end = start + grapheme.text.length;
		let shown = printable(grapheme.text);
		let width = shown === grapheme.text ? grapheme.width : shown.length;
		if (grapheme.text === '\t') {
			width = TAB_WIDTH - (from % TAB_WIDTH);
			shown = ' '.repeat(width);
		}
		if (grapheme.text === MASK) shown = mask;
		const isNote = grapheme.text === MASK || (shown !== grapheme.text && grapheme.text !== '\t');
		const isFocus = focus !== undefined && start < focus.end && end > focus.start;
		cells.push({ text: shown, start, from, to: from + width, isFocus, isNote });
		from += width;
		start = end;
	}
	return cells;
}

/** The column of an offset that no cell covers: an insertion point, or the end of the line. */
function columnAt(cells: readonly Cell[], offset: number): number {
	return cells.find(cell => cell.start >= offset)?.from ?? cells.at(-1)?.to ?? 0;
}

interface Frame {
	readonly from: number;
	readonly to: number;
	readonly left: boolean;
	readonly right: boolean;
}

/** Which columns are shown: from the beginning if the focus is within reach, else with some room around it. */
function frame(
	line: { from: number; to: number; width: number; leftHidden: boolean; rightHidden: boolean },
	{ columns, ellipsis }: LineViewOptions,
): Frame {
	const dots = ellipsis.length;
	if (!line.leftHidden && !line.rightHidden && line.width <= columns) {
		return { from: 0, to: line.width, left: false, right: false };
	}
	const left = line.leftHidden || line.to + dots > columns;
	if (!left) return { from: 0, to: columns - dots, left: false, right: true };
	const room = columns - 2 * dots;
	const spare = Math.max(room - (line.to - line.from), 0);
	const lead = Math.max(Math.min(Math.floor((room * 2) / 3), spare - Math.floor(spare / 4)), MIN_LEAD);
	const from = Math.max(line.from - lead, 0);
	const right = line.rightHidden || line.width > from + room + dots;
	return { from, to: right ? from + room : line.width, left: true, right };
}

/** Columns kept before a focus that is itself wider than the view. */
const MIN_LEAD = 4;

function painted(cells: readonly Cell[], paint: Paint): string {
	let text = '';
	let run = '';
	let style: ((text: string) => string) | undefined;
	const flush = () => {
		text += style === undefined ? run : style(run);
		run = '';
	};
	for (const cell of cells) {
		const wanted = cell.isNote ? paint.dim : cell.isFocus ? paint.bold : undefined;
		if (wanted !== style) flush();
		style = wanted;
		run += cell.text;
	}
	flush();
	return text;
}
