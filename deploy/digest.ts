import { createHmac, randomBytes } from 'node:crypto';
import type { Digest } from './plan-options.ts';

/** HMAC-SHA-256, in hexadecimal. */
export function keyedDigest(key: string | Uint8Array): Digest {
	return text => createHmac('sha256', key).update(text).digest('hex');
}

/** A key for digests that only one process compares. */
export function randomKey(): Uint8Array {
	return randomBytes(32);
}
