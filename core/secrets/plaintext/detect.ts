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
	if (value.length > LONGEST_REMEMBERED) return detect(literal);
	const known = recent.get(value, () => []);
	for (const one of known) if (one.key === key && one.place === place) return one.detections;
	const detections = detect(literal);
	if (known.length < MOST_NAMES) known.push({ key, place, detections });
	return detections;
}

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
const LONGEST_REMEMBERED = 200;
/** Names under which one value is remembered. */
const MOST_NAMES = 16;

function detect({ key, value, place }: Literal): readonly Detection[] {
	const found: Found[] = [];
	const dummy = findInside(value, found);
	if (found.length === 0 && key !== null && !dummy) findByName(key, value, place, found);
	if (found.length === 0) findGeneratedValue(key, value, found);
	if (found.length === 0) return NONE;
	const shown = key !== null && isShownText(key);
	return merge(found, value.length, shown);
}

const NONE: readonly Detection[] = [];

/** What anything but a token needs, so that a plain word costs one look at each character. */
const HAS_TEXT = /[=:@<\s]/;

interface Family {
	readonly find: (text: string, out: Found[]) => void;
	/** Without one of these words, in lower case, the family finds nothing. */
	readonly needs: RegExp;
}

/** Families that look into texts, the more exact ones first. */
const FAMILIES: readonly Family[] = [
	{ find: findUrlPasswords, needs: /@/ },
	{ find: findCommandPasswords, needs: /\s/ },
	{ find: findSqlPasswords, needs: /password|identified/ },
	{ find: findAuthorizations, needs: /auth|bearer|basic|token|apikey|splunk|negotiate/ },
	{ find: findStoredLogins, needs: /:|password|requirepass|masterauth|secret|eyjhdxrocyi6/ },
	{ find: findPairs, needs: /[=:]/ },
	{ find: findDefaultValues, needs: /\$\{/ },
];

/** Runs the families that look into the value; true where it holds the form of a token filled with a dummy. */
function findInside(value: string, found: Found[]): boolean {
	findPrivateKeys(value, found);
	const dummy = findVendorTokens(value, found);
	if (!HAS_TEXT.test(value)) return dummy;
	const lower = value.toLowerCase();
	for (const family of FAMILIES) {
		if (family.needs.test(lower)) family.find(value, found);
	}
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
	order.sort((a, b) => rank(found, a) - rank(found, b) || a - b);
	const kept: Detection[] = [];
	const taken: Found[] = [];
	for (const index of order) {
		const next = found[index];
		if (next === undefined || !takePlace(taken, next)) continue;
		const certainty = shown ? 'info' : next.certainty;
		kept.push({ ...next, certainty, whole: next.start === 0 && next.end === length });
	}
	return kept;
}

/** Enters a finding among those taken, sorted by place; false where one of them overlaps it. */
function takePlace(taken: Found[], next: Found): boolean {
	let low = 0;
	let high = taken.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((taken[middle]?.start ?? 0) < next.start) low = middle + 1;
		else high = middle;
	}
	const before = taken[low - 1];
	const after = taken[low];
	if ((before !== undefined && before.end > next.start) || (after !== undefined && after.start < next.end))
		return false;
	taken.splice(low, 0, next);
	return true;
}

function rank(found: readonly Found[], index: number): number {
	const certainty = found[index]?.certainty;
	return certainty === undefined ? 3 : RANK[certainty];
}
