import { detectSecrets } from './secrets/plaintext/detect.ts';
import { maskHint } from './secrets/plaintext/mask.ts';

/** Longest text a message quotes, in UTF-16 units. */
const LONGEST = 80;

/** Behind it no secret begins that would be shown, and a private key of 8192 bits fits; in UTF-16 units. */
const LONGEST_LOOKED_AT = 8192;

/**
 * A value as a message quotes it: in single quotes, control characters as escapes, cut where it is long. A value that
 * looks like a secret itself (someone wrote it where its alias belongs) is masked.
 */
export function quoted(text: string): string {
	const value = text.length > LONGEST_LOOKED_AT ? text.slice(0, LONGEST_LOOKED_AT) : text;
	const secret = detectSecrets({ key: null, value, place: 'value' })[0];
	if (secret !== undefined) return maskHint(secret.kind, text.length);
	const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
	return `'${JSON.stringify(shown).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[], word: 'and' | 'or' = 'and'): string {
	const last = parts.at(-1) ?? '';
	return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}
