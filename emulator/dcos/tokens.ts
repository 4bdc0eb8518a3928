import { type KeyObject, sign, verify } from 'node:crypto';
import { parseUnknown, partAt } from '../../stores/name-list.ts';

/** What a token says. `exp` in s since 1970. Source: facts metronome-and-dcos §2. */
export interface Claims {
	readonly uid: string;
	readonly exp: number;
}

/** A JSON web token signed with RS256, as both a login and a service account's proof of itself are. */
export function signToken(claims: Claims, key: KeyObject): string {
	const parts = [
		{ alg: 'RS256', typ: 'JWT' },
		{ uid: claims.uid, exp: claims.exp },
	];
	const signed = parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
	return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

/** The claims of a token as they stand there, whoever signed it; undefined for what is no RS256 token. */
export function unverifiedClaims(token: string): Claims | undefined {
	const [header, payload] = token.split('.').map(part => parseUnknown(fromBase64(part)));
	if (partAt(header, ['alg']) !== 'RS256') return undefined;
	const [uid, exp] = [partAt(payload, ['uid']), partAt(payload, ['exp'])];
	return typeof uid === 'string' && typeof exp === 'number' && Number.isInteger(exp)
		? { uid, exp }
		: undefined;
}

/** Whether the token was signed with the private key that belongs to a public one. */
export function isSignedBy(token: string, key: KeyObject): boolean {
	const parts = token.split('.');
	const [header, payload, signature] = parts;
	if (header === undefined || payload === undefined || signature === undefined || parts.length !== 3) {
		return false;
	}
	return verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

function fromBase64(part: string): string {
	return Buffer.from(part, 'base64url').toString('utf8');
}
