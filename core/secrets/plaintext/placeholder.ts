import { splitName } from './key-name.ts';
import { NOUNS } from './name-words.ts';
import { isReference } from './reference.ts';
import {
	BACKSLASH,
	BRACKET,
	canBeOnly,
	DOT,
	HYPHEN,
	hasAny,
	LETTER,
	NON_ASCII,
	PARENTHESIS,
	STAR,
	signsOf,
	UNDERSCORE,
} from './signs.ts';

/** Longest text looked at: a longer one is no placeholder. */
const LONGEST = 400;

/** Words that people write where a value shall go, or that a redactor left behind. */
const STAND_IN_WORDS: ReadonlySet<string> = new Set(
	(
		'your yours insert replace replaceme changeme changethis fillme fillin example examples sample dummy fake placeholder' +
		' redacted masked hidden removed omitted censored todo fixme tbd tbc xxx notreal lorem foobar'
	).split(' '),
);

/** Whole values that say "no value" or name a type or a choice, not a secret. */
const NO_VALUE: ReadonlySet<string> = new Set(
	(
		'none null nil undefined unset empty void na n/a not-set not_set notset no-password nopassword default auto' +
		' string str text varchar char integer int number bool boolean object uuid value bytes base64 any' +
		' true false yes no on off enabled disabled enable disable required optional allow deny always never' +
		' unused notused not-used notneeded not-needed ignored irrelevant missing' +
		' prompt ask interactive stdin env environment file vault keychain keyring secretsmanager' +
		' basic bearer plain token-based oauth oauth2 oidc saml ldap kerberos ntlm digest md5 sha256 scram scram-sha-256 trust peer'
	).split(' '),
);

/** Longest of those. */
const LONGEST_NO_VALUE = 16;

/** `...`, `***`, `xxxxx`, `[redacted]`: somebody took the value out. */
const ELIDED = /\.\.\.|…|\*{3,}|•{2,}|x{5,}|\[(?:redacted|hidden|masked|removed|filtered)\]/i;

/** A piece of a regular expression: `password=(\S+)` redacts a log, it does not set a password. */
const PATTERN = /\\[SsWwdD][+*)]|\.[*+](?:\?|\)|\/|$)|\[\^/;

/**
 * True where a text is unmistakably no secret of anybody: a placeholder (`YOUR_API_KEY`, `<password>`, `changeme`,
 * `xxxx-xxxx`), a redacted value, a type name or a "none". A weak but working password (`password`, `secret`,
 * `changeit`) is not a placeholder: a job with it is deployed with it. `signs` are those of the text.
 */
export function isPlaceholder(text: string, signs: number = signsOf(text)): boolean {
	const trimmed = text.trim();
	if (trimmed.length === 0) return true;
	if (trimmed.length > LONGEST) return false;
	if (trimmed.length <= LONGEST_NO_VALUE && NO_VALUE.has(trimmed.toLowerCase())) return true;
	if (hasAny(signs, BRACKET | PARENTHESIS) && /^\[[\w ./-]*\]$|^\([\w ./-]*\)$/.test(trimmed)) return true;
	if (hasAny(signs, LETTER | DOT | STAR | BRACKET | NON_ASCII) && ELIDED.test(trimmed)) return true;
	if (hasAny(signs, BACKSLASH | DOT | BRACKET) && PATTERN.test(trimmed)) return true;
	return isOneCharacter(trimmed) || hasStandInWords(trimmed);
}

/**
 * `my-token`, `someApiKey`: a thing named instead of written. Where a token is expected nobody writes that as the
 * value; as a password people do (`my-secret-pw`).
 */
export function isNamedThing(text: string, signs: number): boolean {
	if (!canBeOnly(signs, LETTER | UNDERSCORE | DOT | HYPHEN) || !/^[A-Za-z_ .-]+$/.test(text)) return false;
	const words = splitName(text);
	return POSSESSIVES.has(words[0] ?? '') && words.some(word => NOUNS.has(word));
}

const POSSESSIVES: ReadonlySet<string> = new Set(['my', 'some', 'any', 'the', 'a', 'an', 'our', 'test']);

const GENERIC_USERS = /^(?:my|your|db|the)?[-_]?(?:user|username|usr|login|name|id|test|foo)$/i;
const GENERIC_PASSWORDS =
	/^(?:my|your|db|the|user)?[-_]?(?:password|passwd|pass|pwd|pw|test|bar|token|secret)$/i;

/** `user:password`, `username:pass`: both halves only name what stands there. (`root:password` is a weak login.) */
export function isGenericLogin(user: string, password: string): boolean {
	return GENERIC_USERS.test(user) && GENERIC_PASSWORDS.test(password);
}

/** Reference or placeholder: in either case nothing secret is written here. */
export function isStandIn(text: string, signs: number = signsOf(text)): boolean {
	return isReference(text, signs) || isPlaceholder(text, signs);
}

/** `aaaa`, `a-a-a`, `--`: at least three of one character, or only separators. */
function isOneCharacter(text: string): boolean {
	let only = '';
	let count = 0;
	for (let i = 0; i < text.length; i++) {
		const char = text[i] ?? '';
		if (char === '-' || char === '_' || char === '.' || char === ' ') continue;
		if (count++ === 0) only = char;
		else if (char !== only) return false;
	}
	return count === 0 || count >= 3;
}

function hasStandInWords(text: string): boolean {
	const words = splitName(text);
	if (words.some(word => STAND_IN_WORDS.has(word))) return true;
	if (text.includes('EXAMPLE') && /(?:^|[^A-Za-z])EXAMPLE|EXAMPLE(?:KEY)?$/.test(text)) return true;
	for (let i = 0; i + 1 < words.length; i++) {
		const pair = `${words[i]} ${words[i + 1]}`;
		if (pair === 'not a' || pair === 'not real') return true;
		if (pair === 'change me' || pair === 'change this')
			return words.length <= 5 && /^[A-Za-z_ .-]+$/.test(text);
	}
	const naming = words.some(word => NOUNS.has(word));
	if (/^your(?:password|passwd|secret|token|key|apikey)$/i.test(text)) return true;
	if (!naming || words.length < 2) return naming && /^[A-Z]+[\])>}]*$/.test(text);
	return words.includes('here') || /^[A-Z]+(?:_[A-Z]+)+[\])>}]*$/.test(text);
}

/** `abc…z1234567`: so few ascending runs in twenty characters and more are typed, not drawn. */
const MOST_ASCENDING_RUNS = 4;

/** Shortest body of a token that is judged by its make-up. */
const SHORTEST_BODY = 8;

/** How often each character of a body occurs. */
const COUNTS = new Uint32Array(128);

/**
 * True where the random part of a token was typed by hand: a long run of one character, hardly any different
 * characters, the alphabet in order, or a stand-in word between separators. Bodies are ASCII.
 */
export function isDummyBody(body: string): boolean {
	if (body.length < SHORTEST_BODY) return ELIDED.test(body) || hasStandInWords(body);
	COUNTS.fill(0);
	let run = 1;
	let longest = 1;
	let ascents = 0;
	let most = 0;
	let different = 0;
	let before = -1;
	for (let i = 0; i < body.length; i++) {
		const code = body.charCodeAt(i);
		const count = (COUNTS[code & 127] ?? 0) + 1;
		COUNTS[code & 127] = count;
		if (count === 1) different++;
		if (count > most) most = count;
		run = code === before ? run + 1 : 1;
		if (run > longest) longest = run;
		if (code === before + 1 && i > 0) ascents++;
		before = code;
	}
	if (longest >= 8 || most * 2 > body.length || different <= 3) return true;
	if (body.length >= 20 && body.length - ascents <= MOST_ASCENDING_RUNS) return true;
	return isDummyText(body);
}

/** The words of a token's body, taken apart at separators only: a random body may spell "fake" in its middle. */
function isDummyText(body: string): boolean {
	if (body.length > LONGEST) return false;
	if (/\.\.\.|\*{3,}|x{6,}|X{6,}|EXAMPLE$/.test(body)) return true;
	const words = body.toLowerCase().split(/[^a-z0-9]+/);
	if (words.some(word => STAND_IN_WORDS.has(word))) return true;
	return words.length > 2 && words.every(word => /^[a-z]*$/.test(word));
}
