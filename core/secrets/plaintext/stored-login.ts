import { decodeBase64 } from './base64.ts';
import type { Found } from './detection.ts';
import { limitedMatches } from './limited-matches.ts';
import { isEncodedLogin, isSecretLiteral } from './literal-value.ts';
import {
	ANGLE,
	AUTH_WORD,
	COLON,
	EQUALS,
	hasAll,
	hasAny,
	NON_ASCII,
	PASSWORD_WORD,
	SECRET_STEM,
	SLASH,
	SPACE,
} from './signs.ts';

/** Logins as files hold them: Docker's and npm's configuration, `.netrc`, `.pgpass`, Redis settings, XML elements. */
export function findStoredLogins(text: string, signs: number, out: Found[]): void {
	if (hasAll(signs, AUTH_WORD)) {
		if (hasAny(signs, COLON | EQUALS)) findAuthMembers(text, out);
		findDockerConfig(text, out);
	}
	if (hasAll(signs, PASSWORD_WORD) && hasAny(signs, SPACE | NON_ASCII)) findNetrc(text, out);
	if (hasAll(signs, COLON)) findPgpass(text, out);
	if (hasAll(signs, ANGLE | SLASH | SECRET_STEM)) findMarkup(text, out);
	if (hasAll(signs, SPACE | SECRET_STEM)) findRedisPassword(text, out);
}

/** Docker's `"auth": "<base64>"`, npm's and pip's `_auth=<base64>`. */
const AUTH_MEMBER = /\b_?auth\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?=[A-Za-z0-9+/]{8})/g;

function findAuthMembers(text: string, out: Found[]): void {
	for (const match of limitedMatches(text, AUTH_MEMBER)) {
		const start = match.index + match[0].length;
		const credential = /^[\w+/=-]{8,1000}/.exec(text.slice(start, start + 1000))?.[0] ?? '';
		if (!isEncodedLogin(credential)) continue;
		out.push({
			kind: 'registry-login',
			what: 'a user and password in base64',
			certainty: 'error',
			start,
			end: start + credential.length,
		});
	}
}

/** `machine HOST login USER password SECRET`, in any order and over lines (curl and ftp manuals). */
const NETRC_PASSWORD = /\bpassword\s{1,8}(?=[^\s"'=:])/g;

function findNetrc(text: string, out: Found[]): void {
	if (!text.includes('login') || !/\b(?:machine|default)\s/.test(text) || !/\blogin\s/.test(text)) return;
	for (const match of limitedMatches(text, NETRC_PASSWORD)) {
		const start = match.index + match[0].length;
		const password = /^[^\s"'\\]{1,200}/.exec(text.slice(start, start + 200))?.[0] ?? '';
		if (!isSecretLiteral('password', password)) continue;
		out.push({
			kind: 'netrc-password',
			what: 'a password in .netrc form',
			certainty: 'error',
			start,
			end: start + password.length,
		});
	}
}

/** `host:port:database:user:password`, one a line (PostgreSQL documentation, "The Password File"). */
const PGPASS_LINE = /^[^\s:]{1,255}:(?:\d{2,5}|\*):[^\s:]{1,64}:[^\s:]{1,64}:([^\s]{1,200})$/gm;

/** A longer text is not a list of databases. */
const LONGEST_PGPASS = 20_000;

function findPgpass(text: string, out: Found[]): void {
	if (text.length > LONGEST_PGPASS || !/:(?:\d{2,5}|\*):[^:]+:[^:]+:/.test(text)) return;
	for (const match of limitedMatches(text, PGPASS_LINE)) {
		const password = match[1] ?? '';
		if (!isSecretLiteral('password', password)) continue;
		const end = match.index + match[0].length;
		out.push({
			kind: 'pgpass-password',
			what: 'a password in .pgpass form',
			certainty: 'error',
			start: end - password.length,
			end,
		});
	}
}

/** `<password>…</password>`, as Maven's and Jenkins' files have it. */
const ELEMENT = /<(?:[\w.-]{0,30}(?:password|passwd|passphrase|secret))>([^<>\s]{1,200})<\//gi;

function findMarkup(text: string, out: Found[]): void {
	if (!text.includes('</')) return;
	for (const match of limitedMatches(text, ELEMENT)) {
		const password = match[1] ?? '';
		if (!isSecretLiteral('password', password)) continue;
		const start = match.index + match[0].length - 2 - password.length;
		out.push({
			kind: 'password-in-text',
			what: 'a password written inside the text',
			certainty: 'error',
			start,
			end: start + password.length,
		});
	}
}

/** `requirepass X` and `masterauth X` of a Redis configuration, in lines or as flags. */
const REDIS_SETTING = /\b(?:requirepass|masterauth)[ \t]{1,8}(?=\S)/g;

function findRedisPassword(text: string, out: Found[]): void {
	if (!text.includes('requirepass') && !text.includes('masterauth')) return;
	for (const match of limitedMatches(text, REDIS_SETTING)) {
		const start = match.index + match[0].length;
		const password = /^[^\s"']{1,200}/.exec(text.slice(start, start + 200))?.[0] ?? '';
		if (!isSecretLiteral('password', password)) continue;
		out.push({
			kind: 'password-in-text',
			what: 'a password written inside the text',
			certainty: 'error',
			start,
			end: start + password.length,
		});
	}
}

/** Base64 of `{"auths":`, the start of a Docker configuration as Kubernetes' `.dockerconfigjson` and CI variables hold it. */
const ENCODED_AUTHS = 'eyJhdXRocyI6';

function findDockerConfig(text: string, out: Found[]): void {
	const start = text.indexOf(ENCODED_AUTHS);
	if (start < 0) return;
	const encoded = /^[A-Za-z0-9+/]{1,20000}={0,2}/.exec(text.slice(start, start + 20_002))?.[0] ?? '';
	const inner: Found[] = [];
	findAuthMembers(decodeBase64(encoded) ?? '', inner);
	if (inner.length === 0) return;
	out.push({
		kind: 'registry-login',
		what: 'a Docker configuration with a login, in base64',
		certainty: 'error',
		start,
		end: start + encoded.length,
	});
}
