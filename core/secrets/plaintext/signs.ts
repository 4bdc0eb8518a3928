/**
 * What a text holds, as bits: the kinds of its characters, and whether words stand in it without which a family of
 * secrets cannot be. One pass tells which of some hundred patterns need not be tried.
 */
export const LOWER = 1 << 0;
export const UPPER = 1 << 1;
export const DIGIT = 1 << 2;
export const UNDERSCORE = 1 << 3;
export const HYPHEN = 1 << 4;
export const DOT = 1 << 5;
export const SLASH = 1 << 6;
export const COLON = 1 << 7;
export const AT = 1 << 8;
export const EQUALS = 1 << 9;
export const PLUS = 1 << 10;
/** ASCII whitespace; other whitespace counts as {@link NON_ASCII}. */
export const SPACE = 1 << 11;
export const DOLLAR = 1 << 12;
/** Of brackets, braces and angles only the opening one counts. */
export const BRACE = 1 << 13;
export const PARENTHESIS = 1 << 14;
export const BRACKET = 1 << 15;
export const ANGLE = 1 << 16;
export const PERCENT = 1 << 17;
export const BACKTICK = 1 << 18;
export const BACKSLASH = 1 << 19;
export const HASH = 1 << 20;
export const TILDE = 1 << 21;
export const STAR = 1 << 22;
export const QUESTION = 1 << 23;
export const CARET = 1 << 24;
export const OTHER = 1 << 25;
export const NON_ASCII = 1 << 26;
/** A part of some word that makes a name one of a secret (`key-name.ts`), unless that word is not ASCII. */
export const SECRET_STEM = 1 << 27;
/** A word before a credential in a header. */
export const SCHEME_WORD = 1 << 28;
/** A command that reads a password, or one that sets something. */
export const COMMAND_WORD = 1 << 29;
/** `password`, or `identified` as SQL has it. */
export const PASSWORD_WORD = 1 << 30;
/** `auth`, plain or as the start of a Docker configuration in base64. */
export const AUTH_WORD = 1 << 31;

const CHARACTERS = (1 << 27) - 1;
export const LETTER = LOWER | UPPER;
export const WORD = LETTER | DIGIT | UNDERSCORE;

/**
 * The words of each bit, in lower case. A space stands for whitespace or the start of the text, a dot for any other
 * character that is no letter.
 */
const WORDS: readonly (readonly [number, readonly string[]])[] = [
	[
		SECRET_STEM,
		(
			'pass pasw psw pss pw secret geheim token key cred auth bearer cookie salt pepper nonce sig seed session jwt' +
			' hmac sas mnemonic login api kennwort wachtwoord contrase senha mdp haslo'
		).split(' '),
	],
	[SCHEME_WORD, ['bearer', 'basic', 'token', 'apikey', 'splunk', 'negotiate']],
	[COMMAND_WORD, ['kinit', 'passwd', 'cryptsetup', 'sudo', ' su', '.su', 'set ', 'convertto']],
	[PASSWORD_WORD, ['password', 'identified']],
	[AUTH_WORD, ['auth', 'eyjhdxrocyi']],
];

const ROW = 32;
const SPACE_CLASS = 27;

/** Of an ASCII character: a letter by its place in the alphabet, whitespace, or 0. */
function classOf(code: number): number {
	const lower = code | 0x20;
	if (lower >= 0x61 && lower <= 0x7a && code >= 0x41) return lower - 0x60;
	return isSpace(code) ? SPACE_CLASS : 0;
}

function isSpace(code: number): boolean {
	return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** In the order of their bits from {@link UNDERSCORE} on; the space is that of {@link SPACE}. */
const MARKS = '_-./:@=+ ${([<%`\\#~*?^';

function kindOf(code: number): number {
	if (code >= 0x61 && code <= 0x7a) return LOWER;
	if (code >= 0x41 && code <= 0x5a) return UPPER;
	if (code >= 0x30 && code <= 0x39) return DIGIT;
	if (isSpace(code)) return SPACE;
	const at = MARKS.indexOf(String.fromCharCode(code));
	return at < 0 ? OTHER : UNDERSCORE << at;
}

const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => classOf(code));
const KINDS = Int32Array.from({ length: 128 }, (_, code) => kindOf(code));

/** Where reading goes from a state with a class of character, {@link ROW} to a state, and what has been read there. */
interface Reader {
	readonly next: Uint16Array;
	readonly found: Int32Array;
}

/** All words at once, each character looked at once (Aho and Corasick, 1975). */
function readerOf(words: typeof WORDS): Reader {
	const most = words.reduce((sum, [, list]) => sum + list.join('').length, 1);
	const next = new Uint16Array(most * ROW);
	const found = new Int32Array(most);
	let states = 1;
	for (const [bit, list] of words) {
		for (const word of list) {
			let state = 0;
			for (let i = 0; i < word.length; i++) {
				const edge = state * ROW + classOf(word.charCodeAt(i));
				if (next[edge] === 0) next[edge] = states++;
				state = next[edge] ?? 0;
			}
			found[state] = (found[state] ?? 0) | bit;
		}
	}
	const shorter = new Uint16Array(states);
	const queue = [0];
	for (const state of queue) {
		const from = (shorter[state] ?? 0) * ROW;
		for (let kind = 0; kind <= SPACE_CLASS; kind++) {
			const edge = state * ROW + kind;
			const child = next[edge] ?? 0;
			const back = state === 0 ? 0 : (next[from + kind] ?? 0);
			if (child === 0) next[edge] = back;
			else {
				shorter[child] = back;
				found[child] = (found[child] ?? 0) | (found[back] ?? 0);
				queue.push(child);
			}
		}
	}
	return { next, found };
}

const { next: NEXT, found: FOUND } = readerOf(WORDS);
const START = NEXT[SPACE_CLASS] ?? 0;

/** The bits of all that a text holds. */
export function signsOf(text: string): number {
	let signs = 0;
	let state = START;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 128) {
			state = NEXT[state * ROW + (CLASSES[code] ?? 0)] ?? 0;
			signs |= (KINDS[code] ?? 0) | (FOUND[state] ?? 0);
		} else {
			state = 0;
			signs |= NON_ASCII;
		}
	}
	return signs;
}

/** True where all of these stand in the text. */
export function hasAll(signs: number, bits: number): boolean {
	return (signs & bits) === bits;
}

/** True where one of these stands in the text. */
export function hasAny(signs: number, bits: number): boolean {
	return (signs & bits) !== 0;
}

/** False where other characters stand in the text, whitespace around it (also whitespace that is no ASCII) left aside. */
export function canBeOnly(signs: number, bits: number): boolean {
	return (signs & CHARACTERS & ~(bits | SPACE | NON_ASCII)) === 0;
}

/** A pattern for a whole text, and what rules it out before it is tried: characters it needs, and all it allows. */
export interface Shape {
	readonly pattern: RegExp;
	readonly needs: number;
	readonly only?: number;
}

export function hasShape(text: string, signs: number, shapes: readonly Shape[]): boolean {
	for (const { pattern, needs, only } of shapes) {
		if (hasAll(signs, needs) && (only === undefined || canBeOnly(signs, only)) && pattern.test(text))
			return true;
	}
	return false;
}
