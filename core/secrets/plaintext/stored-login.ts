import { decodeBase64 } from './base64.ts';
import type { Found } from './detection.ts';
import { isEncodedLogin, isSecretLiteral } from './literal-value.ts';
import { isStandIn } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';

/** Logins as files and headers hold them: Authorization headers, Docker's and npm's configuration, `.netrc`, `.pgpass`. */
export function findStoredLogins(text: string, out: Found[]): void {
	findAuthorization(text, out);
	findAuthMembers(text, out);
	findNetrc(text, out);
	findPgpass(text, out);
	findMarkup(text, out);
	findRedisPassword(text, out);
	findDockerConfig(text, out);
}

/** `Bearer …`, `Basic …` and the like, in a header or alone (RFC 7235; `Token` and `token=` are used by DRF and DC/OS). */
const SCHEME = /\b(bearer|basic|token|apikey|api-token|splunk|negotiate)[ \t]{1,4}(?=[\w=~@.+/$<{[-])/gi;
const HEADER = /\b(?:proxy-)?authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?/gi;
const CREDENTIAL = /[\w=~@.+/:%-]*/y;

/** Shortest token that is believed; words that follow "bearer" in prose are shorter or plain. */
const SHORTEST_TOKEN = 8;

function findAuthorization(text: string, out: Found[]): void {
	for (const match of text.matchAll(SCHEME)) {
		const start = match.index + match[0].length;
		const credential = credentialAt(text, start);
		const basic = match[1]?.toLowerCase() === 'basic';
		if (basic ? isEncodedLogin(credential) : isHeaderToken(credential)) {
			out.push({
				kind: basic ? 'basic-auth' : 'authorization-token',
				what: basic ? 'a user and password in Basic form' : 'the token of an Authorization header',
				certainty: 'error',
				start,
				end: start + credential.length,
			});
		}
	}
	for (const match of text.matchAll(HEADER)) {
		const start = match.index + match[0].length;
		const credential = credentialAt(text, start).replace(/^token=/i, '');
		if (!isHeaderToken(credential)) continue;
		const from = text.startsWith('token=', start) ? start + 'token='.length : start;
		out.push({
			kind: 'authorization-token',
			what: 'the token of an Authorization header',
			certainty: 'error',
			start: from,
			end: from + credential.length,
		});
	}
}

function credentialAt(text: string, start: number): string {
	CREDENTIAL.lastIndex = start;
	return CREDENTIAL.exec(text)?.[0] ?? '';
}

function isHeaderToken(token: string): boolean {
	if (token.length < SHORTEST_TOKEN || token.length > 4000 || !/\d/.test(token) || isStandIn(token))
		return false;
	return (
		looksGenerated(token) ||
		(/[A-Za-z]/.test(token) && /^[\w.~+/=-]+$/.test(token) && !/^[a-z]+[-_.]?\d{1,2}$/i.test(token))
	);
}

/** Docker's `"auth": "<base64>"`, npm's and pip's `_auth=<base64>`. */
const AUTH_MEMBER = /\b_?auth\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?=[A-Za-z0-9+/]{8})/g;

function findAuthMembers(text: string, out: Found[]): void {
	if (!text.includes('auth')) return;
	for (const match of text.matchAll(AUTH_MEMBER)) {
		const start = match.index + match[0].length;
		const credential = credentialAt(text, start);
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
	if (!/\b(?:machine|default)\s/.test(text) || !/\blogin\s/.test(text)) return;
	for (const match of text.matchAll(NETRC_PASSWORD)) {
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

function findPgpass(text: string, out: Found[]): void {
	if (text.length > 20_000) return;
	for (const match of text.matchAll(PGPASS_LINE)) {
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
	for (const match of text.matchAll(ELEMENT)) {
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
	for (const match of text.matchAll(REDIS_SETTING)) {
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
