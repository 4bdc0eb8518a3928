/** Splits a text into what a reader sees as characters, with the columns each takes in a terminal: 0, 1 or 2. */
export function* graphemes(text: string): Generator<{ readonly text: string; readonly width: number }> {
	if (SIMPLE.test(text)) {
		for (const character of text) yield { text: character, width: 1 };
		return;
	}
	for (const { segment } of segmenter().segment(text)) yield { text: segment, width: widthOf(segment) };
}

/** Columns a text of printable characters takes in a terminal. */
export function displayWidth(text: string): number {
	if (SIMPLE.test(text)) return text.length;
	let width = 0;
	for (const grapheme of graphemes(text)) width += grapheme.width;
	return width;
}

/** One column each and never joined: ASCII, Latin letters, and what the formats themselves draw with. */
const SIMPLE = /^[ -~\u00a1-\u00ac\u00af-\u02ff·…│─•✖▲ℹ✔‹›“”„‘’–—→≤≥]*$/;

/** Made when first wanted, since that takes longer than all the rest of a small run (9 ms, measured). */
function segmenter(): Intl.Segmenter {
	madeSegmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
	return madeSegmenter;
}

let madeSegmenter: Intl.Segmenter | undefined;
const EMOJI = /^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f|^\p{Regional_Indicator}{2}/u;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Format}]+$/u;

function widthOf(grapheme: string): number {
	const code = grapheme.codePointAt(0) ?? 0;
	if (code < FIRST_WIDE) return EMOJI.test(grapheme) ? 2 : WITHOUT_WIDTH.test(grapheme) ? 0 : 1;
	if (EMOJI.test(grapheme) || isWide(code)) return 2;
	return WITHOUT_WIDTH.test(grapheme) ? 0 : 1;
}

const FIRST_WIDE = 0x1100;

/** Blocks whose characters are Wide or Fullwidth (Unicode 15.1, EastAsianWidth.txt), emoji apart; ends inclusive. */
const WIDE: readonly (readonly [number, number])[] = [
	[0x1100, 0x115f],
	[0x2e80, 0x303e],
	[0x3041, 0x4dbf],
	[0x4e00, 0xa4cf],
	[0xa960, 0xa97c],
	[0xac00, 0xd7a3],
	[0xf900, 0xfaff],
	[0xfe10, 0xfe19],
	[0xfe30, 0xfe6b],
	[0xff01, 0xff60],
	[0xffe0, 0xffe6],
	[0x16fe0, 0x18d08],
	[0x1aff0, 0x1b2fb],
	[0x1f200, 0x1f265],
	[0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
	return WIDE.some(([from, to]) => code >= from && code <= to);
}
