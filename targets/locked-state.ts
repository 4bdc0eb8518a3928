import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

export type Unlocked =
	| { readonly ok: true; readonly text: string }
	/** Holds neither the key nor anything of the text. */
	| { readonly ok: false; readonly message: string };

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** What GCM is made for (NIST SP 800-38D §5.2.1.1). */
const IV_BYTES = 12;

/**
 * The text of a saved state as it may lie where others can read it, such as an artifact of a workflow: job definitions may
 * hold what nobody should see, so all of it is encrypted, and only the same key opens it again.
 */
export function lockedState(text: string, key: string): string {
	const salt = randomBytes(SALT_BYTES);
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, scryptSync(key, salt, KEY_BYTES), iv);
	const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	const parts = { salt, iv, tag: cipher.getAuthTag(), data };
	const written = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64')]);
	return `${JSON.stringify({ version: 1, kind: 'locked-state', ...Object.fromEntries(written) }, null, '\t')}\n`;
}

/** The text that was locked. Refused: what is none, what was edited, and what another key has locked. */
export function unlockedState(file: string, key: string): Unlocked {
	const parts = partsOf(file);
	if (parts === undefined) return { ok: false, message: 'It is no state that a deploy has saved.' };
	try {
		const opener = createDecipheriv(CIPHER, scryptSync(key, parts.salt, KEY_BYTES), parts.iv);
		opener.setAuthTag(parts.tag);
		const text = Buffer.concat([opener.update(parts.data), opener.final()]).toString('utf8');
		return { ok: true, text };
	} catch {
		return { ok: false, message: 'It was edited after it was saved, or saved with another key.' };
	}
}

/** Whether a file is a locked state, of whatever key. */
export function isLockedState(file: string): boolean {
	return partsOf(file) !== undefined;
}

const PARTS = ['salt', 'iv', 'tag', 'data'] as const;

function partsOf(file: string): Readonly<Record<(typeof PARTS)[number], Buffer>> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(file);
	} catch {
		return undefined;
	}
	const known = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
	if (known.get('version') !== 1 || known.get('kind') !== 'locked-state') return undefined;
	const bytes = (name: string): Buffer => Buffer.from(String(known.get(name) ?? ''), 'base64');
	return { salt: bytes('salt'), iv: bytes('iv'), tag: bytes('tag'), data: bytes('data') };
}
