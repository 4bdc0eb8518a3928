import { displayWidth } from './display-width.ts';
import { type ExcerptStyle, excerpt } from './excerpt.ts';
import type { FormatOptions } from './format.ts';
import { type Paint, paint } from './paint.ts';
import { printable } from './printable.ts';
import { type Piece, paragraph } from './prose.ts';
import type { Shown, ShownFinding, ShownPlace } from './shown.ts';
import { count, placeText } from './wording.ts';

/** What all lines of one page share. */
export interface Block {
	readonly shown: Shown;
	readonly options: FormatOptions;
	/** Columns of excerpts. */
	readonly width: number;
	/** Columns of text that is read, not looked at. */
	readonly proseWidth: number;
	readonly paint: Paint;
	readonly signs: (typeof SIGNS)['unicode' | 'ascii'];
	/** Rules whose page was named already. */
	readonly explained: Set<string>;
}

const SIGNS = {
	unicode: { error: '✖', warning: '▲', info: 'ℹ', fine: '✔', rule: '─', dot: '·' },
	ascii: { error: 'x', warning: '!', info: 'i', fine: 'ok', rule: '-', dot: '-' },
} as const;

/** Prose is not set wider than this, however wide the terminal is. */
const MAX_PROSE_WIDTH = 100;
const MIN_WIDTH = 40;

export function newBlock(shown: Shown, options: FormatOptions): Block {
	const width = Math.max(options.width, MIN_WIDTH);
	return {
		shown,
		options,
		width,
		proseWidth: Math.min(width, MAX_PROSE_WIDTH),
		paint: paint(options.color),
		signs: SIGNS[options.unicode ? 'unicode' : 'ascii'],
		explained: new Set(),
	};
}

/** A paragraph behind a lead that only its first line has; `lead` is painted already, `bare` is the same unpainted. */
export function marginal(lead: string, pieces: readonly Piece[], block: Block): string[] {
	const bare = lead.includes('\x1b') ? lead.replaceAll(/\x1b\[\d+m/g, '') : lead;
	const indent = displayWidth(bare);
	return paragraph(pieces, block.proseWidth - indent).map(
		(line, n) => `${n === 0 ? lead : ' '.repeat(indent)}${line}`,
	);
}

/** One finding: where and what, the place in its text, what else it speaks of, and the way out. */
export function findingLines(finding: ShownFinding, block: Block): string[] {
	return [
		...headLines(finding, block),
		...marginal('  ', [{ text: finding.message }], block),
		...placeLines(finding, block),
		...fixLines(finding, block),
		...docsLines(finding, block),
	];
}

/** Where, which rule, how grave, whose; the place has a line of its own where the terminal is narrow. */
function headLines(finding: ShownFinding, block: Block): string[] {
	const { severity, consequence, code, docs, job } = finding;
	const { paint, signs, width } = block;
	const place = printable(placeText(finding));
	const gravity = `${severity}/${consequence}`;
	const owner = job === null ? '' : `${signs.dot} ${printable(job)}`;
	const first = `${paint.severity(severity, signs[severity])} ${paint.bold(place)}`;
	const link = (text: string) => paint.link(docs, paint.severity(severity, text));
	if (displayWidth(`${signs[severity]} ${place}  ${code}  ${gravity} ${owner}`) <= width) {
		return [`${first}  ${link(code)}  ${paint.dim(`${gravity} ${owner}`.trimEnd())}`];
	}
	const pieces = [
		{ text: code, style: link },
		{ text: gravity, style: paint.dim },
		{ text: owner, style: paint.dim, whole: true },
	];
	return [first, ...marginal('  ', pieces, block)];
}

/** The excerpt of the finding and those of what it speaks of, with their line numbers aligned. */
function placeLines(finding: ShownFinding, block: Block): string[] {
	const related = finding.related.slice(0, MAX_RELATED);
	const last = Math.max(...[finding, ...related].map(place => place.range?.start.line ?? 0));
	const style = {
		width: block.width,
		unicode: block.options.unicode,
		paint: block.paint,
		digits: String(last + 1 + CONTEXT_LINES).length,
	};
	const lines = excerptLines(
		finding,
		{ ...style, context: CONTEXT_LINES, severity: finding.severity },
		block,
	);
	for (const place of related) {
		const at = { text: `(${placeText(place)})`, style: block.paint.dim, whole: true };
		lines.push(...marginal(`  ${block.signs.dot} `, [{ text: place.message }, at], block));
		lines.push(...excerptLines(place, { ...style, context: 0, severity: null }, block));
	}
	const hidden = finding.related.length - related.length;
	if (hidden > 0) lines.push(block.paint.dim(`  ${block.signs.dot} and ${count(hidden, 'more place')}`));
	return lines;
}

const CONTEXT_LINES = 1;
const MAX_RELATED = 4;

function excerptLines(place: Pick<ShownPlace, 'file' | 'span'>, style: ExcerptStyle, block: Block): string[] {
	const source = block.shown.sourceOf(place.file);
	return source === undefined || place.span === null ? [] : excerpt(source, place.span, style);
}

function fixLines(finding: ShownFinding, block: Block): string[] {
	const fix = finding.fix();
	if (fix === null) return [];
	const label = fix.safe
		? { text: '[safe]', style: block.paint.green }
		: { text: '[needs a look]', style: block.paint.yellow, whole: true };
	return marginal(`  ${block.paint.cyan('fix:')} `, [{ text: fix.title }, label], block);
}

/** Where colours are, the code is a link; elsewhere the page of a rule is named with its first finding. */
function docsLines({ code, docs }: ShownFinding, { options, explained }: Block): string[] {
	if (options.color || explained.has(code)) return [];
	explained.add(code);
	return [`  docs: ${docs}`];
}
