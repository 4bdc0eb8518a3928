import { Recent } from '../../recent.ts';
import { findAuthorizations } from './authorization.ts';
import { findCommandPasswords } from './command-line.ts';
import { findDefaultValues } from './default-value.ts';
import type { Certainty, Detection, Found, Literal, Place } from './detection.ts';
import { findGeneratedValue } from './entropy.ts';
import { classifyName, isServiceName, isShownText } from './key-name.ts';
import { isSecretLiteral, passwordOfPair } from './literal-value.ts';
import type { NameClass } from './name-words.ts';
import { findPairs } from './pairs.ts';
import { findPrivateKeys } from './pem.ts';
import {
	ANGLE,
	AT,
	AUTH_WORD,
	BRACE,
	COLON,
	COMMAND_WORD,
	DOLLAR,
	EQUALS,
	HYPHEN,
	hasAny,
	NON_ASCII,
	PARENTHESIS,
	PASSWORD_WORD,
	SCHEME_WORD,
	SECRET_STEM,
	SPACE,
	signsOf,
} from './signs.ts';
import { findSqlPasswords } from './sql.ts';
import { findStoredLogins } from './stored-login.ts';
import { findUrlPasswords } from './url.ts';
import { findVendorTokens } from './vendor.ts';

export type { Certainty, Detection, Literal, Place } from './detection.ts';

/**
 * Secrets written out in a literal of a job definition, strongest first; empty where there is none. Never throws.
 * Time grows linearly with the length of the value.
 *
 * Tiers, in the order in which one wins over another at the same place: private keys and issuers' token formats, URLs,
 * text inside the value (command lines, pairs, headers, SQL), the name the value stands under, and, as a mere hint,
 * values that look generated.
 */
export function detectSecrets(literal: Literal): readonly Detection[] {
	const { key, value, place } = literal;
	if (value.length < 2) return NONE;
	const signs = signsOf(value);
	if (value.length < SHORTEST_ALONE && key === null && !hasAny(signs, TEXT)) return NONE;
	if (value.length > LONGEST_REMEMBERED) return detect(literal, signs);
	const known = recent.get(value, noNames);
	for (const one of known) if (one.key === key && one.place === place) return one.detections;
	const detections = detect(literal, signs);
	if (known.length < MOST_NAMES) known.push({ key, place, detections });
	return detections;
}

/** The shortest value that is a secret by itself: a token. */
const SHORTEST_ALONE = 16;

interface Remembered {
	readonly key: string | null;
	readonly place: Place;
	readonly detections: readonly Detection[];
}

/**
 * What was found in the values seen last, by value: whole folders of jobs repeat the same images, addresses and
 * variables, and what is shown of a file is looked through again.
 */
const recent = new Recent<Remembered[]>(1024);
const noNames = (): Remembered[] => [];
const LONGEST_REMEMBERED = 1000;
/** Names under which one value is remembered. */
const MOST_NAMES = 16;

function detect({ key, value, place }: Literal, signs: number): readonly Detection[] {
	const found: Found[] = [];
	const dummy = findInside(value, signs, found);
	if (found.length === 0 && key !== null && !dummy) findByName(key, value, place, found);
	if (found.length === 0) findGeneratedValue(key, value, signs, found);
	if (found.length === 0) return NONE;
	const shown = key !== null && isShownText(key);
	return merge(found, value.length, shown);
}

const NONE: readonly Detection[] = [];

interface Family {
	readonly find: (text: string, signs: number, out: Found[]) => void;
	/** Without one of each of these the family finds nothing. */
	readonly needs: readonly number[];
}

/** Words that are no ASCII (`пароль`) are told by their letters. */
const NAMING = SECRET_STEM | NON_ASCII;

/** Families that look into texts, the more exact ones first. */
const FAMILIES: readonly Family[] = [
	{ find: findUrlPasswords, needs: [AT] },
	{
		find: (text, _, out) => findCommandPasswords(text, out),
		needs: [SPACE | NON_ASCII, HYPHEN | COMMAND_WORD | NON_ASCII],
	},
	{
		find: (text, _, out) => findSqlPasswords(text, out),
		needs: [PASSWORD_WORD, SPACE | PARENTHESIS | EQUALS | NON_ASCII],
	},
	{ find: findAuthorizations, needs: [SCHEME_WORD | AUTH_WORD] },
	{ find: findStoredLogins, needs: [COLON | NAMING | AUTH_WORD] },
	{ find: (text, _, out) => findPairs(text, out), needs: [EQUALS | COLON, NAMING] },
	{ find: (text, _, out) => findDefaultValues(text, out), needs: [DOLLAR, BRACE, NAMING] },
];

function canFind({ needs }: Family, signs: number): boolean {
	return needs.every(bits => hasAny(signs, bits));
}

/** Without one of these the text is one word, in which no family finds a secret. */
const TEXT = AT | EQUALS | COLON | ANGLE | SPACE | NON_ASCII;

/** Runs the families that look into the value; true where it holds the form of a token filled with a dummy. */
function findInside(value: string, signs: number, found: Found[]): boolean {
	findPrivateKeys(value, signs, found);
	const dummy = findVendorTokens(value, found);
	if (!hasAny(signs, TEXT)) return dummy;
	for (const family of FAMILIES) if (canFind(family, signs)) family.find(value, signs, found);
	return dummy;
}

/** The name says what the value is. Only in `env` is that sure enough for an error: labels and parameters are free text. */
function findByName(key: string, value: string, place: Place, found: Found[]): void {
	const certainty: Certainty = place === 'env' ? 'error' : 'warning';
	const kind = classifyName(key) ?? classifyBySource(key, value);
	if (kind === null) return;
	const separator = SLASH_LOGIN.test(key) ? '/' : ':';
	const pair = kind === 'login' ? passwordOfPair(value, separator) : null;
	if (pair !== null) {
		found.push({ kind: 'login-value', what: 'the password of a user and password pair', certainty, ...pair });
	} else if (isSecretLiteral(kind, value)) {
		found.push({ kind: VALUE_KINDS[kind], what: VALUE_TEXTS[kind], certainty, start: 0, end: value.length });
	}
}

/** Names that hold a secret although no word in them says so. */
function classifyBySource(key: string, value: string): NameClass | null {
	if (key.startsWith('BUNDLE_') && BUNDLER_SOURCE.test(key)) return 'login';
	return value.length >= SHORTEST_KEY && isServiceName(key) ? 'sealed' : null;
}

/** The shortest key of a service that is told by the name of the service alone. */
const SHORTEST_KEY = 15;

/** Bundler reads the login for a gem server from `BUNDLE_<HOST with __ for dots>` (bundler.io, "bundle config", credentials). */
const BUNDLER_SOURCE = /^BUNDLE_[A-Z0-9_]+__[A-Z0-9_]+$/;

/** Neo4j's image takes `NEO4J_AUTH=neo4j/password` (Neo4j operations manual, Docker). */
const SLASH_LOGIN = /(?:^|_)NEO4J_AUTH$/;

const VALUE_KINDS: Readonly<Record<NameClass, string>> = {
	password: 'password-value',
	secret: 'secret-value',
	token: 'token-value',
	login: 'login-value',
	sealed: 'credential-value',
};

const VALUE_TEXTS: Readonly<Record<NameClass, string>> = {
	password: 'a password',
	secret: 'a secret',
	token: 'a token',
	login: 'a login',
	sealed: 'a credential',
};

const RANK: Readonly<Record<Certainty, number>> = { error: 0, warning: 1, info: 2 };

/** Keeps the strongest of overlapping findings; among equals the family that came first, being the more exact. */
function merge(found: readonly Found[], length: number, shown: boolean): readonly Detection[] {
	const order = found.map((_, index) => index);
	if (order.length > 1) order.sort((a, b) => rank(found, a) - rank(found, b) || a - b);
	const kept: Detection[] = [];
	const taken = new Uint8Array(order.length > 1 ? length : 0);
	for (const index of order) {
		const next = found[index];
		if (next === undefined || isTaken(taken, next)) continue;
		const { kind, what, start, end } = next;
		taken.fill(1, start, end);
		const certainty = shown ? 'info' : next.certainty;
		kept.push({ kind, what, certainty, start, end, whole: start === 0 && end === length });
	}
	return kept;
}

/** True where one unit of the span is taken: the spans of one family do not overlap, so all are read in linear time. */
function isTaken(taken: Uint8Array, { start, end }: Found): boolean {
	for (let at = start; at < end; at++) if (taken[at] === 1) return true;
	return false;
}

function rank(found: readonly Found[], index: number): number {
	const certainty = found[index]?.certainty;
	return certainty === undefined ? 3 : RANK[certainty];
}
