import type { Found } from './detection.ts';
import { limitedMatches } from './limited-matches.ts';
import { isEncodedLogin } from './literal-value.ts';
import { isStandIn } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';
import { AUTH_WORD, COLON, EQUALS, hasAll, hasAny, SCHEME_WORD, SPACE } from './signs.ts';

/** `Bearer …`, `Basic …` and the like, in a header or alone (RFC 7235; `Token` and `token=` are used by DRF and DC/OS). */
const SCHEME = /\b(bearer|basic|token|apikey|api-token|splunk|negotiate)[ \t]{1,4}(?=[\w=~@.+/$<{[-])/gi;
const HEADER = /\b(?:proxy-)?authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?/gi;
const CREDENTIAL = /[\w=~@.+/:%-]*/y;

/** Shortest token that is believed; words that follow "bearer" in prose are shorter or plain. */
const SHORTEST_TOKEN = 8;

/** Authorization headers, whole or only the credential with its scheme. */
export function findAuthorizations(text: string, signs: number, out: Found[]): void {
	if (hasAll(signs, SCHEME_WORD | SPACE)) findSchemes(text, out);
	if (hasAll(signs, AUTH_WORD) && hasAny(signs, COLON | EQUALS)) findHeaders(text, out);
}

function findSchemes(text: string, out: Found[]): void {
	for (const match of limitedMatches(text, SCHEME)) {
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
}

function findHeaders(text: string, out: Found[]): void {
	for (const match of limitedMatches(text, HEADER)) {
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
