import { decodeBase64, isBase64 } from './base64.ts';
import type { Found } from './detection.ts';
import { limitedMatches } from './limited-matches.ts';
import { isDummyBody } from './placeholder.ts';
import { COLON, DIGIT, HYPHEN, hasAll, hasAny, LETTER, OTHER, SPACE, UPPER } from './signs.ts';

/** Private keys: PEM, PEM in base64, DER in base64, PuTTY files and JSON Web Keys. */
export function findPrivateKeys(text: string, signs: number, out: Found[]): void {
	if (text.length < SHORTEST_KEY || !hasAny(signs, UPPER | COLON)) return;
	if (hasAll(signs, HYPHEN | SPACE | UPPER)) findPem(text, out);
	if (hasAll(signs, LETTER | DIGIT)) findWrappedPem(text, out);
	if (hasAll(signs, UPPER)) findDer(text, out);
	if (hasAll(signs, COLON | OTHER)) findJwk(text, out);
	if (hasAll(signs, HYPHEN | COLON | UPPER)) findPutty(text, out);
}

/** Base64 characters of the shortest private key (Ed25519: 48 bytes). */
const SHORTEST_KEY = 60;
/** A body with fewer base64 characters is an example (`***`, `xxx`). */
const SHORTEST_BODY = 40;

/** Different characters in a real body; keys have long runs of `A` in them, so runs do not tell. */
const FEWEST_CHARACTERS = 16;
/** So much of a body is enough to judge it. */
const JUDGED = 2000;
/** Line breaks (also escaped ones) and header lines such as `Proc-Type: 4,ENCRYPTED`. */
const PEM_FILLING = /\\+[nrt]|\s+(?:[A-Z][A-Za-z-]{2,30}: [^\n\\]*)?/g;

const BEGIN = '-----BEGIN ';
/** The rest of the header line: RFC 7468 labels, OpenSSH and PGP ones included. */
const PRIVATE_HEADER = /[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;

function findPem(text: string, out: Found[]): void {
	for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + BEGIN.length)) {
		PRIVATE_HEADER.lastIndex = at + BEGIN.length;
		const header = PRIVATE_HEADER.exec(text)?.[0];
		if (header === undefined) continue;
		const bodyStart = at + BEGIN.length + header.length;
		const bodyEnd = endOfBody(text, bodyStart);
		const body = text.slice(bodyStart, Math.min(bodyEnd, bodyStart + JUDGED)).replace(PEM_FILLING, '');
		if (body.length >= SHORTEST_BODY && new Set(body).size >= FEWEST_CHARACTERS) {
			const end = endOfFooter(text, bodyEnd);
			out.push({ kind: 'private-key', what: 'a private key', certainty: 'error', start: at, end });
		}
		at = bodyEnd - 1;
	}
}

/** The body ends at the dashes of the footer or at the end of the text. */
function endOfBody(text: string, start: number): number {
	const dashes = text.indexOf('-----', start);
	return dashes < 0 ? text.length : dashes;
}

function endOfFooter(text: string, at: number): number {
	FOOTER.lastIndex = at;
	return at + (FOOTER.exec(text)?.[0].length ?? 0);
}
const FOOTER = /-----END [A-Z0-9 ]{0,60}-----(?:\\n|\n)?/y;

/** Base64 of `-----BEGIN`. */
const WRAPPED_BEGIN = 'LS0tLS1CRUdJTi';
const BASE64_RUN = /[A-Za-z0-9+/_=\s-]+/y;

function findWrappedPem(text: string, out: Found[]): void {
	for (let at = text.indexOf(WRAPPED_BEGIN); at >= 0; at = text.indexOf(WRAPPED_BEGIN, at + 1)) {
		BASE64_RUN.lastIndex = at;
		const run = (BASE64_RUN.exec(text)?.[0] ?? '').trimEnd();
		const head = decodeBase64(run.slice(0, 80).replace(/\s/g, '').slice(0, 64)) ?? '';
		if (/PRIVATE KEY/.test(head) && run.length > 120) {
			out.push({
				kind: 'private-key',
				what: 'a private key in base64',
				certainty: 'error',
				start: at,
				end: at + run.length,
			});
		}
		at += run.length;
	}
}

/**
 * A DER sequence whose first member is the version number 0, 1 or 3: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017), SEC 1
 * (RFC 5915) private keys and PKCS#12 files (RFC 7292). Certificates and public keys start differently.
 *
 * A run that is long enough covers one of the places that are so far apart.
 */
function findDer(text: string, out: Found[]): void {
	for (let probe = SHORTEST_KEY - 1; probe < text.length; ) {
		let start = probe;
		while (isBase64(text.charCodeAt(start - 1))) start--;
		let end = probe;
		while (isBase64(text.charCodeAt(end))) end++;
		if (end - start >= SHORTEST_KEY && isPrivateDer(text, start)) {
			let padding = 0;
			while (padding < 2 && text[end + padding] === '=') padding++;
			out.push({
				kind: 'private-key',
				what: 'a private key in DER form',
				certainty: 'error',
				start,
				end: end + padding,
			});
		}
		probe = end + SHORTEST_KEY;
	}
}

function isPrivateDer(text: string, start: number): boolean {
	if (text[start] !== 'M') return false;
	const bytes = decodeBase64(text.slice(start, start + 16)) ?? '';
	return /^\x30(?:[\x20-\x7f]|\x81[\s\S]|\x82[\s\S]{2})\x02\x01[\0\x01\x03]/.test(bytes);
}

const JWK_PART = /\\?["'](?:d|k)\\?["']\s{0,4}:\s{0,4}\\?["']([\w-]{22,})/g;

/** The private members `d` (RSA, EC) and `k` (symmetric) of a JSON Web Key (RFC 7518, section 6). */
function findJwk(text: string, out: Found[]): void {
	if (!text.includes('kty')) return;
	for (const match of limitedMatches(text, JWK_PART)) {
		const part = match[1] ?? '';
		if (isDummyBody(part)) continue;
		const end = match.index + match[0].length;
		out.push({
			kind: 'private-key',
			what: 'a private JSON Web Key',
			certainty: 'error',
			start: end - part.length,
			end,
		});
	}
}

function findPutty(text: string, out: Found[]): void {
	const at = text.indexOf('PuTTY-User-Key-File-');
	if (at < 0 || !text.includes('Private-Lines:', at)) return;
	out.push({
		kind: 'private-key',
		what: 'a PuTTY private key',
		certainty: 'error',
		start: at,
		end: text.length,
	});
}
