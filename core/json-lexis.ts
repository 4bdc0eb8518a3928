import { readDecimal } from './decimal.ts';
import type { SyntaxProblem, SyntaxProblemKind } from './json.ts';

/** What stands where JSON wants a value or a key, and is none: told apart so that each can be named and repaired. */
export interface OddWord {
	readonly kind: Extract<SyntaxProblemKind, 'bad-word' | 'placeholder' | 'odd-blank' | 'comment'>;
	/** UTF-16 offset behind it. */
	readonly end: number;
}

/** Blanks of other alphabets and of word processors; Jackson takes space, tab, CR and LF (recordings v1-01696, v1-01772, v1-01773). */
const ODD_BLANKS = /[\u000b\u000c\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/y;
const PLACEHOLDER = /\{\{[^{}\n\r]*\}\}|\$\{[^{}\n\r]*\}|<[^<>\n\r"]*>/y;
/** Quoted otherwise than JSON does, on one line. */
const QUOTED = /'[^'\n\r]*'|`[^`\n\r]*`|[“”„][^“”"\n\r]*[“”]|‘[^’\n\r]*’/y;
const HASH_COMMENT = /#[^\n\r]*/y;

/** The odd word that begins at an offset. `tokenEnd`: how far the scanner got. */
export function oddWordAt(text: string, start: number, tokenEnd: number): OddWord {
	const blanks = matchEnd(ODD_BLANKS, text, start);
	if (blanks !== undefined) return { kind: 'odd-blank', end: blanks };
	const comment = matchEnd(HASH_COMMENT, text, start);
	if (comment !== undefined) return { kind: 'comment', end: comment };
	const placeholder = matchEnd(PLACEHOLDER, text, start);
	if (placeholder !== undefined) return { kind: 'placeholder', end: placeholder };
	return { kind: 'bad-word', end: matchEnd(QUOTED, text, start) ?? tokenEnd };
}

/** `{{name}}` begins here, which no JSON does. */
export function isPlaceholderAt(text: string, start: number): boolean {
	// An object, nearly always.
	if (text.charCodeAt(start) === OPEN_BRACE && text.charCodeAt(start + 1) !== OPEN_BRACE) return false;
	return matchEnd(PLACEHOLDER, text, start) !== undefined;
}

const OPEN_BRACE = 0x7b;

function matchEnd(pattern: RegExp, text: string, start: number): number | undefined {
	pattern.lastIndex = start;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Something someone may have meant as a key: `id`, `'id'`, `$ref`, `my-key`. */
export function looksLikeKey(word: string): boolean {
	return /^['"`“„‘\w$.-]/.test(word);
}

/** A word without the quotes JSON does not know. */
export function withoutQuotes(word: string): string {
	return word.length > 1 && /^['`“”„‘]/.test(word) ? word.slice(1, -1) : word;
}

/** Where a number that goes on as JSON's do not ends: `064`, `0x40`, `6_4`, `64m`. */
export function numberWordEnd(text: string, tokenEnd: number): number {
	return matchEnd(/[\w.+-]+/y, text, tokenEnd) ?? tokenEnd;
}

/** Longest number and largest scale that newer servers take (recordings v1-01712, v1-01713, v1-01716). */
const MAX_NUMBER_LENGTH = 310;
const MAX_SCALE = 6178;

type WordProblem = Pick<SyntaxProblem, 'kind' | 'message'>;

/**
 * What is wrong with a number as written; undefined for one that every server reads. Numbers and words are not quoted
 * here: what stands in place of a value may be a secret.
 */
export function numberProblem(raw: string): WordProblem | undefined {
	if (PLAIN_NUMBER.test(raw)) return undefined;
	const value = readDecimal(raw);
	if (value === undefined) return { kind: 'bad-number', message: numberFault(raw) };
	if (/^-?0\d/.test(raw)) return { kind: 'bad-number', message: 'A JSON number has no leading zero' };
	if (raw.length > MAX_NUMBER_LENGTH || Math.abs(value.exponent) > MAX_SCALE) {
		const message = 'This number has more digits or a larger exponent than the server reads';
		return { kind: 'number-too-long', message };
	}
	return undefined;
}

/** Nearly all numbers of a definition. */
const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

function numberFault(raw: string): string {
	return /[.eE+-]$/.test(raw)
		? 'Digits are missing at the end of this number'
		: 'This is not a JSON number: JSON has digits, one point and an exponent, and no units';
}

/** The errors of jsonc-parser's scanner; its own enum is a `const enum`, which modules cannot import. */
export const TokenError = { None: 0, EndOfString: 2, Unicode: 4, Escape: 5, Character: 6 } as const;

/** What is wrong with a string, by the scanner's error. */
export function stringProblem(error: number): WordProblem {
	switch (error) {
		case TokenError.Unicode:
			return { kind: 'bad-escape', message: 'A \\u escape needs four hexadecimal digits' };
		case TokenError.Escape:
			return {
				kind: 'bad-escape',
				message: 'Unknown escape in a string: JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX',
			};
		case TokenError.Character:
			return {
				kind: 'control-character',
				message: 'A control character stands in a string; it must be escaped, a tab as \\t',
			};
		default:
			return { kind: 'unclosed-string', message: 'The closing quote of this string is missing' };
	}
}

/** Longest text that a syntax problem quotes, in UTF-16 units. */
const LONGEST_QUOTE = 40;

/** A piece of the text for a message: on one line and not too long. */
export function quote(text: string): string {
	const shown = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
	return `'${JSON.stringify(shown).slice(1, -1).replaceAll('\\"', '"')}'`;
}
