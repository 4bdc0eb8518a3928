import { isHarmlessShape, isNumber, isPath, isUuid } from './harmless.ts';
import { classifyName, type NameClass, splitName } from './key-name.ts';
import { isStandIn } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';

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
export function isSecretLiteral(kind: NameClass, value: string): boolean {
	if (value.length === 0 || isStandIn(value)) return false;
	switch (kind) {
		case 'password':
			return isPasswordLiteral(value);
		case 'secret':
			return isPasswordLiteral(value) && !/\s/.test(value.trim()) && !namesASecret(value);
		case 'token':
			return isTokenLiteral(value);
		case 'sealed':
			return isSealedLiteral(value);
	}
}

function isPasswordLiteral(value: string): boolean {
	if (isNumber(value)) return value.length >= SHORTEST_PIN && /^\d+$/.test(value);
	if (value.length < 2) return false;
	return !isHarmlessShape(value);
}

/** `spark-secret`, `db_password`, `my-service/token`: the name of a secret in a store, not its value. */
function namesASecret(value: string): boolean {
	if (!/^[a-z][a-z._/-]*[._/-][a-z._/-]*$/.test(value)) return false;
	return splitName(value).some(word => classifyName(word) !== null);
}

function isTokenLiteral(value: string): boolean {
	if (value.length < SHORTEST_TOKEN || /\s/.test(value.trim()) || isNumber(value)) return false;
	if (isUuid(value)) return true;
	if (isHarmlessShape(value) || namesASecret(value)) return false;
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
	return value.length < LONG_NAME && /^[A-Za-z]+(?:[-_.]v?(?:[A-Za-z]+|\d{1,10}))+$/.test(value);
}

function isSealedLiteral(value: string): boolean {
	if (isUuid(value) || isPath(value) || isHarmlessShape(value)) return false;
	return looksGenerated(value);
}

/** The password in `user:password`, as `CURLOPT_USERPWD` or a `BASIC_AUTH` variable holds them, or null. */
export function passwordOfPair(value: string): { readonly start: number; readonly end: number } | null {
	const pair = /^[^\s:/@]{1,100}:(?!\/\/)([^\s]{1,200})$/.exec(value);
	const password = pair?.[1];
	if (password === undefined || /^\d{1,5}$/.test(password) || !isSecretLiteral('password', password))
		return null;
	return { start: value.length - password.length, end: value.length };
}
