import { isEnough } from './limited-matches.ts';

/** A word of a command line. Offsets are UTF-16 units in the text it was read from, without its outer quotes. */
export interface Word {
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/** First word of a command: at the start, or after `;`, `|`, `&`, a line break or an opening parenthesis. */
	readonly first: boolean;
}

/** Words that are read of a line longer than a definition may be. */
const MOST_WORDS = 16_384;

const SPACE = /\s+/y;
const OPERATOR = /[;|&()]+/y;
/** Plain characters and quoted parts; a backslash takes the next character with it. */
const PLAIN = /[^\s"'`\\;|&()]+/y;

/**
 * Splits a command line as a POSIX shell would, roughly: quotes group, operators end a command, nothing is expanded.
 * `curl -u a:'b c'` gives three words. A quote that is never closed is an ordinary character. Linear.
 */
export function shellWords(text: string): readonly Word[] {
	const words: Word[] = [];
	let first = true;
	let i = 0;
	while (i < text.length && !isEnough(words.length, MOST_WORDS, i)) {
		const blank = lengthOf(SPACE, text, i);
		if (blank > 0) {
			if (text.slice(i, i + blank).includes('\n')) first = true;
			i += blank;
			continue;
		}
		const operator = lengthOf(OPERATOR, text, i);
		if (operator > 0) {
			first = true;
			i += operator;
			continue;
		}
		const end = endOfWord(text, i);
		words.push(wordAt(text, i, end, first));
		first = false;
		i = end;
	}
	return words;
}

function endOfWord(text: string, start: number): number {
	let i = start;
	while (i < text.length) {
		const plain = lengthOf(PLAIN, text, i);
		if (plain > 0) {
			i += plain;
			continue;
		}
		const char = text[i] ?? '';
		if (char === '\\') {
			i += /\s/.test(text[i + 1] ?? ' ') ? 1 : 2;
		} else if (char === '"' || char === "'" || char === '`') {
			const close = text.indexOf(char, i + 1);
			i = close < 0 ? i + 1 : close + 1;
			if (close < 0) return endOfPlain(text, i);
		} else break;
	}
	return Math.min(i, text.length);
}

/** After a quote that is never closed, the word goes on to the next space. */
function endOfPlain(text: string, start: number): number {
	UNTIL_SPACE.lastIndex = start;
	return start + (UNTIL_SPACE.exec(text)?.[0].length ?? 0);
}
const UNTIL_SPACE = /\S*/y;

/** Takes off outer quotes, also escaped ones (`\"…\"`, as JSON inside JSON has them). */
function wordAt(text: string, start: number, end: number, first: boolean): Word {
	let from = start;
	let to = end;
	const escaped = text[from] === '\\' && isQuote(text[from + 1]) ? 1 : 0;
	const quote = text[from + escaped];
	if (isQuote(quote) && to - from > 1 + 2 * escaped && text[to - 1] === quote) {
		from += 1 + escaped;
		to -= 1 + (escaped && text[to - 2] === '\\' ? 1 : 0);
	}
	return { start: from, end: Math.max(from, to), text: text.slice(from, Math.max(from, to)), first };
}

/** A backtick groups as well, but it stays: what is in it is a command, not a text. */
function isQuote(char: string | undefined): boolean {
	return char === '"' || char === "'";
}

function lengthOf(pattern: RegExp, text: string, from: number): number {
	pattern.lastIndex = from;
	return pattern.exec(text)?.[0].length ?? 0;
}
