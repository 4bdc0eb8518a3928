import type { Found } from './detection.ts';
import { isEnough, limitedMatches, MOST_MATCHES } from './limited-matches.ts';
import { isGenericLogin, isPlaceholder } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';
import { isReference } from './reference.ts';
import { COLON, hasAll, SLASH } from './signs.ts';

/** Longest scheme that is looked back for. */
const LONGEST_SCHEME = 30;
/** Longest user information that is read. */
const LONGEST_AUTHORITY = 1000;

/** Passwords in the user information of URLs and in addresses written without a scheme. */
export function findUrlPasswords(text: string, signs: number, out: Found[]): void {
	let at = text.indexOf('://');
	let judged = 0;
	while (at >= 0 && !isEnough(judged, MOST_MATCHES, at)) {
		const start = at + 3;
		const end = endOfAuthority(text, start);
		if (hasScheme(text, at) && readUserInformation(text, start, end, out)) judged++;
		// The next scheme may end in the colon that this authority was read up to: `a://u:p@h,b://…`.
		at = text.indexOf('://', Math.max(end - 1, start));
	}
	if (hasAll(signs, COLON)) findBareAddresses(text, BARE_ADDRESS, out);
	if (hasAll(signs, SLASH)) findBareAddresses(text, ORACLE, out);
}

function hasScheme(text: string, colon: number): boolean {
	const first = Math.max(0, colon - LONGEST_SCHEME);
	for (let i = colon - 1; i >= first; i--) {
		const code = text.charCodeAt(i);
		if (isLetter(code)) return true;
		if (!isDigit(code) && code !== PLUS && code !== HYPHEN && code !== DOT) return false;
	}
	return false;
}

const PLUS = 0x2b;
const HYPHEN = 0x2d;
const DOT = 0x2e;

function isLetter(code: number): boolean {
	const lower = code | 0x20;
	return lower >= 0x61 && lower <= 0x7a;
}

function isDigit(code: number): boolean {
	return code >= 0x30 && code <= 0x39;
}

/** The authority ends at `/`, `?`, `#`, whitespace, a quote or an angle bracket (RFC 3986, 3.2); `{{…}}` and `${…}` may hold any. */
function endOfAuthority(text: string, start: number): number {
	AUTHORITY.lastIndex = start;
	const authority = AUTHORITY.exec(text)?.[0] ?? '';
	return start + Math.min(authority.length, LONGEST_AUTHORITY);
}
const AUTHORITY = /[^/?#\s"'<>\\`|]*/y;

/** Judges what stands before the last `@` of an authority; false where there is none. */
function readUserInformation(text: string, start: number, end: number, out: Found[]): boolean {
	const authority = text.slice(start, end);
	const at = authority.lastIndexOf('@');
	if (at < 0) return false;
	const information = authority.slice(0, at);
	const colon = information.indexOf(':');
	const user = colon < 0 ? information : information.slice(0, colon);
	const password = colon < 0 ? '' : information.slice(colon + 1);
	if (isTokenUser(user, password, colon >= 0 || /^\/[^\s"']*\.git\b/.test(text.slice(end, end + 200)))) {
		out.push({
			kind: 'url-token',
			what: 'a token as the user of a URL',
			certainty: 'error',
			start,
			end: start + user.length,
		});
	} else if (isUrlPassword(user, password)) {
		const from = start + colon + 1;
		out.push({
			kind: 'url-password',
			what: 'the password in a URL',
			certainty: 'error',
			start: from,
			end: start + at,
		});
	}
	return true;
}

/**
 * A token in place of the user: `https://TOKEN:x-oauth-basic@…` (GitHub), `https://KEY:@…` (Stripe's form), or a
 * repository cloned with a token alone. A Sentry DSN also has a lone key there, which is public.
 */
function isTokenUser(user: string, password: string, alone: boolean): boolean {
	return looksGenerated(user) && (password === 'x-oauth-basic' || (password === '' && alone));
}

/** False for references, for placeholders and where both halves only name themselves (`user:password@`). */
function isUrlPassword(user: string, password: string): boolean {
	const plain = decodePercent(password);
	if (plain.length === 0 || isReference(plain) || isPlaceholder(plain)) return false;
	if (/^(?:x-oauth-basic|x-token-auth)$/.test(plain)) return false;
	return !isGenericLogin(user, plain);
}

/** Percent-encoding taken off, or the text as it is where it is not valid. */
function decodePercent(text: string): string {
	if (!text.includes('%')) return text;
	return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
}

/**
 * `user:password@tcp(host:3306)/db` (Go's MySQL driver), `thin:user/password@host` (Oracle) and
 * `user:password@host:5432`. Without a scheme only a port or such a word tells a host from a mail address.
 */
const BARE_ADDRESS =
	/(?<![^\s"'=,;([])([\w.-]{1,64}):([^\s"'@:/\\]{2,128})@(?:(?:tcp|udp|unix)\(|(?:[A-Za-z0-9-]{1,63}\.){0,8}[A-Za-z0-9-]{1,63}:\d{2,5}(?!\w))/g;
const ORACLE =
	/\b(?:(?:thin|oci):|(?:sqlplus|expdp|impdp|sqlldr|connect)\s{1,4}(?:-\w{1,8}\s{1,4}){0,3}["']?)([\w$#]{1,64})\/([^\s"'@/]{2,128})@/g;

function findBareAddresses(text: string, pattern: RegExp, out: Found[]): void {
	for (const match of limitedMatches(text, pattern)) {
		const user = match[1] ?? '';
		const password = match[2] ?? '';
		const start = match.index + match[0].indexOf(password, user.length + 1);
		if (!isUrlPassword(user, password) || /^\d+$/.test(password)) continue;
		out.push({
			kind: 'url-password',
			what: 'the password in an address',
			certainty: 'error',
			start,
			end: start + password.length,
		});
	}
}
