import type { Found } from './detection.ts';
import { isHarmlessShape, isUuid } from './harmless.ts';
import { splitName } from './key-name.ts';
import { isDummyBody, isStandIn } from './placeholder.ts';
import { looksGenerated } from './randomness.ts';
import { DIGIT, hasAll } from './signs.ts';

const SHORTEST = 20;
const LONGEST = 400;

/** Names whose values are generated and public: identifiers, hashes, revisions, cache keys, embedded data. */
const PUBLIC_VALUES: ReadonlySet<string> = new Set(
	(
		'id ids uid uuid guid sha sha1 sha256 sha512 md5 hash digest checksum chksum fingerprint integrity etag commit revision rev' +
		' srcrev version tag image layer build trace span correlation request alphabet chars regex pattern public pub png jpg icon' +
		' logo data schema arn topic queue bucket cert certificate ca recipient hosts color'
	).split(' '),
);

/**
 * Values that look generated although nothing says what they are: a hint, never more. One shape is said louder: forty
 * characters of base64 with `/` or `+` in them, thirty bytes, are what AWS secret access keys are and what no common
 * hash is (AWS documentation, "AWS security credentials": 40 characters).
 */
export function findGeneratedValue(key: string | null, value: string, signs: number, out: Found[]): void {
	if (value.length < SHORTEST || value.length > LONGEST || !hasAll(signs, DIGIT)) return;
	if (
		!looksGenerated(value) ||
		isUuid(value) ||
		isHarmlessShape(value, signs) ||
		isStandIn(value, signs) ||
		isDummyBody(value)
	)
		return;
	if (key !== null && splitName(key).some(word => PUBLIC_VALUES.has(word))) return;
	if (isHexDigest(value) || isEncodedText(value)) return;
	const awsShape =
		/^[A-Za-z0-9+/]{40}$/.test(value) && /[+/]/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value);
	out.push({
		kind: awsShape ? 'aws-secret-key-shape' : 'generated-value',
		what: awsShape ? 'a value of the shape of an AWS secret access key' : 'a value that looks generated',
		certainty: awsShape ? 'warning' : 'info',
		start: 0,
		end: value.length,
	});
}

/** Hex of the length of a common hash. */
function isHexDigest(value: string): boolean {
	return /^[0-9a-f]+$/i.test(value) && [32, 40, 48, 56, 64, 96, 128].includes(value.length);
}

/** Base64 of JSON, XML, gzip or a picture, by its first characters. */
function isEncodedText(value: string): boolean {
	return /^(?:eyJ|e30|W3s|PD94|PHN2|H4sI|iVBORw0KGgo|\/9j\/|R0lGOD|UEsDB|JVBERi)/.test(value);
}
