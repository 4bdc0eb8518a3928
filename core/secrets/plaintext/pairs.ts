import type { Found } from './detection.ts';
import { classifyName } from './key-name.ts';
import { isEnough } from './limited-matches.ts';
import { isSecretLiteral, passwordOfPair } from './literal-value.ts';
import type { NameClass } from './name-words.ts';

/** Longest name that is looked back for before `=` or `:`. */
const LONGEST_NAME = 100;
/** The shortest name of a secret is `pw`. */
const SHORTEST_NAME = 2;
/** Longest value that is judged; a longer one is a document of its own. */
const LONGEST_VALUE = 2000;

const EQUALS = 0x3d;
const COLON = 0x3a;
const SPACE = 0x20;
const GREATER = 0x3e;

/** A value beside a name: where it stands, and how it was written. */
interface Written {
	readonly start: number;
	readonly end: number;
	readonly quoted: boolean;
	/** Where to read on. */
	readonly next: number;
}

/**
 * Names with values inside a text: properties (`-Ddb.password=…`), query strings, connection strings, `X=… command`,
 * flags with `=`, JSON, YAML, INI, JAAS, HTTP headers. One pass; a value that is taken is not read again, and a name
 * is looked back for over a bounded distance.
 */
export function findPairs(text: string, out: Found[]): void {
	const known = new Map<string, NameClass | null>();
	/** JSON and XML also write a pair as two: `"name": "DB_PASSWORD", "value": "…"`. */
	let named: string | null = null;
	/** Up to here a value that was no secret is read once more for pairs inside it. */
	let nestedUntil = 0;
	let judgedValues = 0;
	for (
		let i = nextSeparator(text, 0);
		i < text.length && !isEnough(judgedValues, MOST_VALUES, i);
		i = nextSeparator(text, i)
	) {
		const name = nameBefore(text, i);
		if (name === '') {
			i++;
			continue;
		}
		if (NAMING.has(name) && quoteAfter(text, i)) {
			const given = valueAfter(text, i);
			named = text.slice(given.start, Math.min(given.end, given.start + LONGEST_NAME));
		}
		const judged = named !== null && VALUE_NAMES.has(name) ? named : name;
		const kind = judged === '' ? null : classify(judged, known);
		if (kind === null) {
			i++;
			continue;
		}
		judgedValues++;
		const value = valueAfter(text, i);
		const found = report(text, judged, kind, value, text.charCodeAt(i), out);
		if (judged !== name) named = null;
		if (found || i < nestedUntil) i = Math.max(value.next, i + 1);
		else {
			nestedUntil = value.next;
			i++;
		}
	}
}

const NAMING: ReadonlySet<string> = new Set(['name', 'key', 'Name', 'Key']);
const VALUE_NAMES: ReadonlySet<string> = new Set(['value', 'Value']);

function nextSeparator(text: string, from: number): number {
	let i = from;
	for (; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code === EQUALS || code === COLON) break;
	}
	return i;
}

/** Names kept for one text, so that a text which repeats them is cheap. */
const MOST_KNOWN = 256;
/** Values under sensitive names that are judged in a text longer than a definition may be. */
const MOST_VALUES = 2048;

function classify(name: string, known: Map<string, NameClass | null>): NameClass | null {
	const found = known.get(name);
	if (found !== undefined) return found;
	const kind = classifyName(name);
	if (known.size < MOST_KNOWN) known.set(name, kind);
	return kind;
}

/** The name that ends before the separator at `at`, closing quote, brackets and spaces taken off; empty where there is none. */
function nameBefore(text: string, at: number): string {
	let end = at;
	while (end > 0 && at - end < 4 && text.charCodeAt(end - 1) === SPACE) end--;
	const quote = text.charCodeAt(end - 1);
	if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) {
		end--;
		while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) end--;
	} else if (end < at && text.charCodeAt(at) === COLON) return '';
	if (end === 0 || !isNameCharacter(text.charCodeAt(end - 1))) return '';
	let start = end;
	while (start > 0 && end - start < LONGEST_NAME && isNameCharacter(text.charCodeAt(start - 1))) start--;
	if (end - start < SHORTEST_NAME || isInPath(text, start) || isExpansion(text, start)) return '';
	return text.slice(start, end);
}

/** `/etc/passwd:/etc/passwd` is a path; in `cmdkey /pass:…` and `?a=/pass=…` the slash starts a word. */
function isInPath(text: string, start: number): boolean {
	if (start < 2 || text.charCodeAt(start - 1) !== SLASH) return false;
	const before = text.charCodeAt(start - 2);
	return isNameCharacter(before) || before === SLASH;
}

/** `${NAME:-default}` is read by `default-value.ts`. */
function isExpansion(text: string, start: number): boolean {
	return text.charCodeAt(start - 1) === OPEN_BRACE && text.charCodeAt(start - 2) === DOLLAR;
}

const DOLLAR = 0x24;
const OPEN_BRACE = 0x7b;
const SLASH = 0x2f;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const BACKSLASH = 0x5c;

function isNameCharacter(code: number): boolean {
	return (
		(code >= 0x61 && code <= 0x7a) ||
		(code >= 0x41 && code <= 0x5a) ||
		(code >= 0x30 && code <= 0x39) ||
		code === 0x5f ||
		code === 0x2d ||
		code === 0x2e ||
		code > 0x7f
	);
}

const SPACES = /[ \t]{0,8}/y;
const QUOTE = /\\{0,3}(["'`])/y;
/** A reference may hold characters that end a plain value. */
const REFERENCE =
	/\$\{[^{}]{0,200}\}|\$\([^()]{0,300}\)|\{\{[^{}]{0,200}\}\}|<[^<>\n]{0,100}>|\[[A-Za-z][^[\]\n]{0,60}\]/y;
const PLAIN = /[^\s"'`;,&}<>]+/y;

/** The value after the separator at `at`: in quotes, a reference, or up to the next delimiter. */
function valueAfter(text: string, at: number): Written {
	const start = startOfValue(text, at);
	QUOTE.lastIndex = start;
	const quote = QUOTE.exec(text);
	if (quote !== null) {
		const open = start + quote[0].length;
		const close = text.indexOf(quote[0], open);
		if (close >= 0) return { start: open, end: close, quoted: true, next: close + quote[0].length };
		return { start: open, end: open, quoted: true, next: text.length };
	}
	let end = start;
	for (let part = partLength(text, end); part > 0; part = partLength(text, end)) end += part;
	return { start, end, quoted: false, next: Math.max(end, at + 1) };
}

/** After the separator (`=`, `:`, `==`, `=>`) and spaces. */
function startOfValue(text: string, at: number): number {
	let from = at + 1;
	if (text.charCodeAt(from) === EQUALS || text.charCodeAt(from) === GREATER) from++;
	return from + matchLength(SPACES, text, from);
}

function quoteAfter(text: string, at: number): boolean {
	return matchLength(QUOTE, text, startOfValue(text, at)) > 0;
}

function partLength(text: string, from: number): number {
	return matchLength(REFERENCE, text, from) || matchLength(PLAIN, text, from);
}

function matchLength(pattern: RegExp, text: string, from: number): number {
	pattern.lastIndex = from;
	return pattern.exec(text)?.[0].length ?? 0;
}

/** Judges a value; true where it is a secret and was reported. */
function report(
	text: string,
	name: string,
	kind: NameClass,
	value: Written,
	separator: number,
	out: Found[],
): boolean {
	const length = value.end - value.start;
	if (length === 0 || length > LONGEST_VALUE) return false;
	const written = text.slice(value.start, value.end);
	if (separator === COLON && !value.quoted && !isProperty(text, value, written, kind)) return false;
	const pair = kind === 'login' ? passwordOfPair(written) : null;
	if (pair === null && !isSecretLiteral(kind, written)) return false;
	const start = value.start + (pair?.start ?? 0);
	const certainty = isJdkDefault(name, written) ? 'info' : 'error';
	out.push({
		kind: `${KIND_NAMES[kind]}-in-text`,
		what: `${KIND_TEXTS[kind]} written inside the text`,
		certainty,
		start,
		end: value.end,
	});
	return true;
}

const KIND_NAMES: Readonly<Record<NameClass, string>> = {
	password: 'password',
	secret: 'secret',
	token: 'token',
	login: 'login',
	sealed: 'credential',
};

const KIND_TEXTS: Readonly<Record<NameClass, string>> = {
	password: 'a password',
	secret: 'a secret',
	token: 'a token',
	login: 'a login',
	sealed: 'a credential',
};

/**
 * `name: value` without quotes is also how prose is written ("password: required"). A plain word there is no secret
 * unless it ends the line, as in YAML.
 */
function isProperty(text: string, value: Written, written: string, kind: NameClass): boolean {
	if (/[^A-Za-z]/.test(written)) return true;
	const after = text.charCodeAt(value.end);
	return (
		kind === 'password' &&
		text.charCodeAt(value.start - 1) === SPACE &&
		(Number.isNaN(after) || after === 0x0a || after === 0x0d)
	);
}

/**
 * `changeit` is the JDK's documented default for trust stores, which hold public certificates; Java options of stock
 * packages carry it (keytool documentation, "cacerts").
 */
function isJdkDefault(name: string, value: string): boolean {
	return value === 'changeit' && /trust-?_?\.?store/i.test(name);
}
