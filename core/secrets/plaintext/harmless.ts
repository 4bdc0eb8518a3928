/**
 * Values that are no secret by their shape, whatever name they stand under: paths, addresses, class names,
 * numbers, times, versions, image references.
 */

import {
	BACKSLASH,
	BRACE,
	CARET,
	COLON,
	DIGIT,
	DOLLAR,
	DOT,
	HYPHEN,
	hasAll,
	hasAny,
	hasShape,
	LETTER,
	LOWER,
	NON_ASCII,
	PERCENT,
	PLUS,
	type Shape,
	SLASH,
	SPACE,
	UPPER,
	WORD,
} from './signs.ts';

/** Longest text whose shape is looked at. */
const LONGEST = 2000;

/** Endings of the names of files. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
	(
		'pem key cer crt cert csr der p12 pfx p8 pk8 jks jceks bks keystore truststore keytab kdbx asc gpg pub json yml yaml xml' +
		' toml ini cfg conf config properties env txt pass passwd password secret token creds credentials sh py rb js sql log' +
		' lst csv zip tgz gz jar war tmpl tpl j2'
	).split(' '),
);

const SHAPES: readonly Shape[] = [
	// an address without credentials in it
	{ needs: COLON | SLASH, pattern: /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s@]*$/i },
	// host:port
	{
		needs: COLON | DIGIT,
		only: LETTER | DIGIT | HYPHEN | DOT | COLON,
		pattern: /^[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63})*:\d{2,5}$/i,
	},
	{
		needs: DIGIT | DOT,
		only: DIGIT | DOT | COLON,
		pattern: /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/,
	},
	// a class, a package, a method: dotted words
	{
		needs: DOT,
		only: WORD | DOT | DOLLAR,
		pattern: /^[A-Za-z_][A-Za-z_]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*){2,}$/,
	},
	// durations, sizes, dates
	{
		needs: DIGIT,
		only: LETTER | DIGIT | DOT | PERCENT,
		pattern:
			/^\d{1,6}(?:\.\d{1,3})?\s?(?:ns|us|ms|s|m|h|d|w|y|min|mins|sec|secs|hours?|days?|k|kb|kib|mb|mib|gb|gib|b|%)$/i,
	},
	{ needs: DIGIT | HYPHEN, pattern: /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.{0,20})?$/ },
	{
		needs: DIGIT | DOT,
		only: LETTER | DIGIT | DOT | PLUS | HYPHEN,
		pattern: /^v?\d{1,4}\.\d{1,6}(?:\.\d{1,6}){0,2}(?:[-+][A-Za-z0-9.]{1,20})?$/,
	},
	// public keys and certificates
	{
		needs: HYPHEN | SPACE | UPPER,
		pattern: /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-ssh-\S+) AAAA/,
	},
	{
		needs: HYPHEN | SPACE | UPPER,
		pattern: /^-----BEGIN (?:[A-Z0-9]+ )?(?:PUBLIC KEY|CERTIFICATE)/,
	},
	{ needs: LOWER | DIGIT, only: LOWER | DIGIT, pattern: /^age1[a-z0-9]{20,}$/ },
	// keys that are made to be published: Stripe, Mapbox, PostHog, PubNub, Flutterwave, Mailgun, Lob, Square application id
	{
		needs: 0,
		pattern:
			/^(?:pk_(?:live|test|prod)_|pk\.eyJ|phc_|(?:pub|sub)-c-|FLWPUBK|pubkey-|(?:live|test)_pub_|sq0idp-)/,
	},
	// password hashes: crypt(3) forms, PHC strings, LDAP and Werkzeug forms
	{
		needs: DOLLAR,
		pattern:
			/^(?:\$(?:1|2[abxy]|5|6|7|y|apr1|sha1|argon2\w{0,2}|pbkdf2[\w-]{0,12}|scrypt|bcrypt[\w-]{0,8})\$|(?:pbkdf2|scrypt|bcrypt|argon2)[_:][\w:]{1,30}\$)/,
	},
	{ needs: BRACE, pattern: /^\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|bcrypt)[\d-]{0,4}\}/ },
	// a regular expression with both anchors
	{ needs: CARET | DOLLAR, pattern: /^\^.*\$$/ },
];

/** True where the shape of a value says that it is no secret. `signs` are those of the value. */
export function isHarmlessShape(value: string, signs: number): boolean {
	const text = value.trim();
	if (text.length === 0 || text.length > LONGEST) return text.length === 0;
	return isPath(text, signs) || hasShape(text, signs, SHAPES) || isHost(text, signs) || isDigest(text, signs);
}

const TOP_DOMAIN =
	/^(?:com|net|org|io|dev|mesos|thisdcos|directory|local|internal|corp|svc|cloud|example|test|localhost)(?::\d{2,5})?$/i;
const HOST_LABELS = /^(?:[a-z0-9][a-z0-9-]{0,62}\.)+$/i;

/** A host name with a dot and a well-known end, with a port and a path or without. */
function isHost(text: string, signs: number): boolean {
	if (!hasAll(signs, DOT)) return false;
	const slash = text.indexOf('/');
	const host = slash < 0 ? text : text.slice(0, slash);
	const top = host.lastIndexOf('.') + 1;
	if (!TOP_DOMAIN.test(host.slice(top)) || !HOST_LABELS.test(host.slice(0, top))) return false;
	return slash < 0 || !/\s/.test(text.slice(slash));
}

/** Longest name of a digest, with the character before it. */
const LONGEST_DIGEST_NAME = 8;

/** An image by digest, a digest by name: `@sha256:…`. */
function isDigest(text: string, signs: number): boolean {
	if (!hasAll(signs, DIGIT) || !hasAny(signs, COLON | HYPHEN)) return false;
	const at = Math.max(text.lastIndexOf(':'), text.lastIndexOf('-'));
	const name = text.slice(Math.max(0, at - LONGEST_DIGEST_NAME), at);
	return (
		/(?:^|@)(?:sha1|sha256|sha384|sha512|md5|crc32c?)$/.test(name) &&
		/^[A-Za-z0-9+/=]{6,}$/.test(text.slice(at + 1))
	);
}

/**
 * Absolute and relative file paths, Windows paths, paths in a secret store (`prod/etl/db-password`), file names.
 * `signs` are those of the text, or of a text that it is part of.
 */
export function isPath(text: string, signs: number): boolean {
	if (hasAll(signs, BACKSLASH) && /^(?:[A-Za-z]:\\|\\\\|%\w+%\\)[\w\\. $-]+$/.test(text)) return true;
	if (!hasAny(signs, SLASH | DOT) || (hasAny(signs, SPACE | NON_ASCII) && /\s/.test(text))) return false;
	if (hasAll(signs, SLASH)) {
		if (hasAll(signs, DOLLAR) && /^\$[A-Za-z_]\w*\/[\w./-]*$/.test(text)) return true;
		if (/^@?(?:~|\.{1,2})?\/[\w.+@/-]*$/.test(text))
			return isEachWordy(text) && (/.\/./.test(text) || /^\/[a-z_.-]*$/.test(text));
	}
	const ending = text.slice(text.lastIndexOf('.') + 1);
	if (ending.length < text.length && FILE_ENDINGS.has(ending.toLowerCase()) && /^[\w.@+/-]+$/.test(text))
		return isWordy(text, text.lastIndexOf('/') + 1, text.length);
	return hasAll(signs, SLASH) && STORE_PATH.test(text) && isEachWordy(text);
}

/** `secret/data/etl`, `jupyter/serviceCredential`: small letters, camelCase at most. */
const STORE_PATH = /^[a-z][a-z0-9_.-]*(?:\/(?:[a-z0-9_.-]+(?:[A-Z][a-z]+)*))+$/;

/** Every part between slashes. */
function isEachWordy(text: string): boolean {
	let start = 0;
	while (start <= text.length) {
		const slash = text.indexOf('/', start);
		const end = slash < 0 ? text.length : slash;
		if (!isWordy(text, start, end)) return false;
		start = end + 1;
	}
	return true;
}

/** Two characters of mixed kinds in a row, as generated values have and words do not. */
function isWordy(text: string, start: number, end: number): boolean {
	return changesOfKind(text, start, end) * 4 < end - start + 8;
}

/** How often neighbouring characters differ in kind (lower, upper, digit); a capital before lower case counts as lower. */
export function changesOfKind(text: string, start: number, end: number): number {
	let changes = 0;
	let before = 0;
	for (let i = start; i < end; i++) {
		const code = text.charCodeAt(i);
		const kind =
			code >= 0x61 && code <= 0x7a
				? 1
				: code >= 0x41 && code <= 0x5a
					? 2
					: code >= 0x30 && code <= 0x39
						? 3
						: 0;
		if (kind !== 0 && before !== 0 && kind !== before && !(before === 2 && kind === 1)) changes++;
		before = kind;
	}
	return changes;
}

/** True for whole numbers and decimals, with sign, and for hex numbers written `0x…`. */
export function isNumber(text: string): boolean {
	return /^[+-]?\d+(?:[.,]\d+)*$/.test(text) || /^0x[0-9a-f]+$/i.test(text);
}

const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;

export function isUuid(text: string): boolean {
	return UUID.test(text);
}
