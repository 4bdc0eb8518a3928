import { decodeBase64, isPrintable } from './base64.ts';
import { isHarmlessShape, isNumber, isPath, isUuid } from './harmless.ts';
import { classifyName, splitName } from './key-name.ts';
import type { NameClass } from './name-words.ts';
import { isGenericLogin, isNamedThing, isStandIn } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';
import {
	canBeOnly,
	DIGIT,
	DOT,
	HYPHEN,
	hasAll,
	hasAny,
	LETTER,
	NON_ASCII,
	SLASH,
	SPACE,
	signsOf,
	UNDERSCORE,
} from './signs.ts';

/** So much of a value is enough to judge it, in UTF-16 units. */
const LONGEST = 2000;
/** Shortest run of digits that is taken for a password. */
const SHORTEST_PIN = 4;
const SHORTEST_TOKEN = 8;
/** From here on a run of letters is longer than words are. */
const LONG_TOKEN = 16;
/** From here on words with numbers between separators are longer than names are. */
const LONG_NAME = 24;

/**
 * Whether a value under a name of this class is a secret written out: no reference, no placeholder, no path or
 * address, and, the less the name says, the more the value has to look like a secret itself.
 */
export function isSecretLiteral(kind: NameClass, written: string): boolean {
	const value = written.length > LONGEST ? written.slice(0, LONGEST) : written;
	if (value.length === 0) return false;
	const signs = signsOf(value);
	if (isStandIn(value, signs) || (kind !== 'password' && isNamedThing(value, signs))) return false;
	switch (kind) {
		case 'password':
			return isPasswordLiteral(value, signs);
		case 'secret':
			return isPasswordLiteral(value, signs) && isOneWord(value, signs) && !namesASecret(value, signs);
		case 'token':
			return isTokenLiteral(value, signs);
		case 'login':
			return isSealedLiteral(value, signs) || isEncodedLogin(value);
		case 'sealed':
			return isSealedLiteral(value, signs);
	}
}

function isPasswordLiteral(value: string, signs: number): boolean {
	if (hasAll(signs, DIGIT) && isNumber(value)) return value.length >= SHORTEST_PIN && /^\d+$/.test(value);
	return value.length >= 2 && !isHarmlessShape(value, signs);
}

function isOneWord(value: string, signs: number): boolean {
	return !hasAny(signs, SPACE | NON_ASCII) || !/\s/.test(value.trim());
}

/** Things that secrets are named after, besides the words that mean a secret. */
const STORED_THINGS: ReadonlySet<string> = new Set(
	'keystore truststore keytab jaas krb cert certificate bundle ca account principal'.split(' '),
);

/**
 * `spark-secret`, `serviceCredential`, `my-service/token`, `AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY`: names of
 * secrets in a store or of variables, not their values.
 */
function namesASecret(value: string, signs: number): boolean {
	if (value.includes(','))
		return value.split(',').every(part => isVariableName(part) || isPath(part, signs) || isStandIn(part));
	if (!canBeOnly(signs, LETTER | DOT | UNDERSCORE | SLASH | HYPHEN) || !/^[a-z][A-Za-z._/-]*$/.test(value))
		return false;
	const words = splitName(value);
	return words.length > 1 && words.some(word => STORED_THINGS.has(word) || classifyName(word) !== null);
}

function isVariableName(text: string): boolean {
	return /^[A-Z]+(?:_[A-Z]+)*$/.test(text);
}

function isTokenLiteral(value: string, signs: number): boolean {
	if (value.length < SHORTEST_TOKEN || !isOneWord(value, signs)) return false;
	if (hasAll(signs, DIGIT) && isNumber(value)) return false;
	if (isUuid(value)) return true;
	if (isHarmlessShape(value, signs) || namesASecret(value, signs)) return false;
	if (/\d/.test(value) && /[A-Za-z]/.test(value)) return !isWordsWithNumber(value);
	return isLetterToken(value);
}

/** Letters only: no words between separators, no camelCase, and longer than a word. */
function isLetterToken(value: string): boolean {
	if (value.length < LONG_TOKEN || /^[A-Za-z]+(?:[-_. ][A-Za-z]+)+$/.test(value)) return false;
	return !/^(?:[A-Z]?[a-z]{3,14})(?:[A-Z][a-z]{2,14}){1,8}$/.test(value);
}

/** `prod-v2`, `my-app-2024`, `DOC_Vector_5`: words and numbers between separators. */
function isWordsWithNumber(value: string): boolean {
	return value.length < LONG_NAME && /^[A-Za-z]+(?:[-_.](?:v?\d{1,10}|[A-Za-z]+))+$/.test(value);
}

function isSealedLiteral(value: string, signs: number): boolean {
	if (!looksGenerated(value)) return false;
	return !isUuid(value) && !isPath(value, signs) && !isHarmlessShape(value, signs);
}

/** Base64 of `user:password`, as HTTP's Basic scheme and Docker's configuration have it. */
export function isEncodedLogin(value: string): boolean {
	if (value.length < 8 || value.length > 1000) return false;
	const decoded = decodeBase64(value);
	const colon = decoded?.indexOf(':') ?? -1;
	if (decoded === null || colon < 0 || !isPrintable(decoded)) return false;
	const password = decoded.slice(colon + 1);
	return isSecretLiteral('password', password) && !isGenericLogin(decoded.slice(0, colon), password);
}

/** Words before a colon that name a method, not a user. */
const METHODS: ReadonlySet<string> = new Set(
	'ldap oauth oauth2 oidc saml basic digest md5 http https tcp ssl type mode'.split(' '),
);

/** The password in `user:password`, as `CURLOPT_USERPWD` or a `BASIC_AUTH` variable holds them, or null. */
export function passwordOfPair(
	value: string,
	separator: ':' | '/' = ':',
): { readonly start: number; readonly end: number } | null {
	const at = value.indexOf(separator);
	const user = value.slice(0, at);
	const password = value.slice(at + 1);
	if (at < 1 || at > 100 || /[\s:/@]/.test(user) || password.length > 200 || /\s|^\/\//.test(password))
		return null;
	if (METHODS.has(user.toLowerCase()) || /^\d{1,5}$/.test(password) || !isSecretLiteral('password', password))
		return null;
	return { start: at + 1, end: value.length };
}
