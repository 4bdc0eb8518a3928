import { displayWidth } from './display-width.ts';
import { isPlain, printable } from './printable.ts';

/** A part of a paragraph with the style it is painted in. */
export interface Piece {
	readonly text: string;
	readonly style?: (text: string) => string;
	/** Not broken at its blanks. */
	readonly whole?: boolean;
}

/**
 * Sets pieces as one paragraph of lines no wider than `columns`; any run of white space is one blank, and everything
 * unprintable is written out. A word that is wider than a line stands alone on one and is not broken, so that it can
 * be copied.
 */
export function paragraph(pieces: readonly Piece[], columns: number): string[] {
	const lines: Word[][] = [];
	let line: Word[] = [];
	let used = 0;
	for (const word of pieces.flatMap(wordsOf)) {
		if (line.length > 0 && used + 1 + word.width > columns) {
			lines.push(line);
			line = [];
			used = 0;
		}
		used += (line.length > 0 ? 1 : 0) + word.width;
		line.push(word);
	}
	lines.push(line);
	return lines.map(painted);
}

interface Word {
	readonly text: string;
	readonly width: number;
	readonly style: ((text: string) => string) | undefined;
}

function wordsOf({ text, style, whole }: Piece): Word[] {
	const words = text.split(/\s+/).filter(word => word !== '');
	const units = whole && words.length > 0 ? [words.join(' ')] : words;
	if (isPlain(text)) return units.map(word => ({ text: word, width: word.length, style }));
	return units.map(word => {
		const shown = printable(word);
		return { text: shown, width: displayWidth(shown), style };
	});
}

/** Neighbours of one style are painted together, with the blanks between them. */
function painted(words: readonly Word[]): string {
	const runs: { text: string; style: Word['style'] }[] = [];
	for (const { text, style } of words) {
		const last = runs.at(-1);
		if (last !== undefined && last.style === style) last.text += ` ${text}`;
		else runs.push({ text, style });
	}
	return runs.map(({ text, style }) => (style === undefined ? text : style(text))).join(' ');
}
