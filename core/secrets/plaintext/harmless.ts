/**
 * Values that are no secret by their shape, whatever name they stand under: paths, addresses, class names,
 * numbers, times, versions, image references.
 */

/** Longest text whose shape is looked at. */
const LONGEST = 2000;

const FILE_ENDING =
	/\.(?:pem|key|cer|crt|cert|csr|der|p12|pfx|p8|pk8|jks|jceks|bks|keystore|truststore|keytab|kdbx|asc|gpg|pub|json|ya?ml|xml|toml|ini|cfg|conf|config|properties|env|txt|pass|passwd|password|secret|token|creds|credentials|sh|py|rb|js|sql|log|lst|csv|zip|tgz|gz|jar|war|tmpl|tpl|j2)$/i;

const SHAPES: readonly RegExp[] = [
	// an address without credentials in it
	/^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s@]*$/i,
	// host name with a dot, and a port or a well-known end; host:port
	/^(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+(?:com|net|org|io|dev|mesos|thisdcos|directory|local|internal|corp|svc|cloud|example|test|localhost)(?::\d{2,5})?(?:\/\S*)?$/i,
	/^[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63})*:\d{2,5}$/i,
	/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/,
	// a class, a package, a method: dotted words
	/^[A-Za-z_][A-Za-z_]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*){2,}$/,
	// durations, sizes, dates
	/^\d{1,6}(?:\.\d{1,3})?\s?(?:ns|us|ms|s|m|h|d|w|y|min|mins|sec|secs|hours?|days?|k|kb|kib|mb|mib|gb|gib|b|%)$/i,
	/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.{0,20})?$/,
	/^v?\d{1,4}\.\d{1,6}(?:\.\d{1,6}){0,2}(?:[-+][A-Za-z0-9.]{1,20})?$/,
	// an image by digest, a digest by name
	/(?:^|@)(?:sha1|sha256|sha384|sha512|md5|crc32c?)[:-][A-Za-z0-9+/=]{6,}$/,
	// public keys and certificates
	/^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-ssh-\S+) AAAA/,
	/^-----BEGIN (?:[A-Z0-9]+ )?(?:PUBLIC KEY|CERTIFICATE)/,
	/^age1[a-z0-9]{20,}$/,
	// keys that are made to be published: Stripe, Mapbox, PostHog, PubNub, Flutterwave, Mailgun, Lob, Square application id
	/^(?:pk_(?:live|test|prod)_|pk\.eyJ|phc_|(?:pub|sub)-c-|FLWPUBK|pubkey-|(?:live|test)_pub_|sq0idp-)/,
	// password hashes: crypt(3) forms, PHC strings, LDAP and Werkzeug forms
	/^(?:\$(?:1|2[abxy]|5|6|7|y|apr1|sha1|argon2\w{0,2}|pbkdf2[\w-]{0,12}|scrypt|bcrypt[\w-]{0,8})\$|\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|bcrypt)[\d-]{0,4}\}|(?:pbkdf2|scrypt|bcrypt|argon2)[_:][\w:]{1,30}\$)/,
	// a regular expression with both anchors
	/^\^.*\$$/,
];

/** True where the shape of a value says that it is no secret. */
export function isHarmlessShape(value: string): boolean {
	const text = value.trim();
	if (text.length === 0 || text.length > LONGEST) return text.length === 0;
	return isPath(text) || SHAPES.some(shape => shape.test(text));
}

/** Absolute and relative file paths, Windows paths, paths in a secret store (`prod/etl/db-password`), file names. */
export function isPath(text: string): boolean {
	if (/^(?:[A-Za-z]:\\|\\\\|%\w+%\\)[\w\\. $-]+$/.test(text)) return true;
	if (/\s/.test(text)) return false;
	if (/^\$[A-Za-z_]\w*\/[\w./-]*$/.test(text)) return true;
	if (/^@?(?:~|\.{1,2})?\/[\w.+@/-]*$/.test(text)) {
		return text.split('/').every(isWordy) && (/.\/./.test(text) || /^\/[a-z_.-]*$/.test(text));
	}
	if (FILE_ENDING.test(text) && /^[\w.@+/-]+$/.test(text))
		return isWordy(text.slice(text.lastIndexOf('/') + 1));
	return STORE_PATH.test(text) && text.split('/').every(isWordy);
}

/** `secret/data/etl`, `jupyter/serviceCredential`: small letters, camelCase at most. */
const STORE_PATH = /^[a-z][a-z0-9_.-]*(?:\/(?:[a-z0-9_.-]+(?:[A-Z][a-z]+)*))+$/;

/** Two characters of mixed kinds in a row, as generated values have and words do not. */
function isWordy(segment: string): boolean {
	return changesOfKind(segment) * 4 < segment.length + 8;
}

/** How often neighbouring characters differ in kind (lower, upper, digit); a capital before lower case counts as lower. */
export function changesOfKind(text: string): number {
	let changes = 0;
	let before = 0;
	for (let i = 0; i < text.length; i++) {
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
