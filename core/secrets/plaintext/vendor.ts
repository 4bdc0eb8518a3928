import type { Found } from './detection.ts';
import { isDummyBody } from './placeholder.ts';
import { ANCHORED_TOKENS, type AnchoredToken } from './vendors/anchored.ts';
import { CLOUD_TOKENS } from './vendors/clouds.ts';
import { CODE_TOKENS } from './vendors/code.ts';
import { FORMAT_TOKENS } from './vendors/formats.ts';
import { MODEL_TOKENS } from './vendors/models.ts';
import { SERVICE_TOKENS } from './vendors/services.ts';
import type { PrefixedToken } from './vendors/token.ts';

interface Entry {
	readonly prefix: string;
	readonly token: PrefixedToken;
}

/** Prefixes by their first two characters (first × 128 + second): one look-up dismisses most positions. */
const BY_START: ReadonlyMap<number, readonly Entry[]> = indexPrefixes([
	...CODE_TOKENS,
	...CLOUD_TOKENS,
	...MODEL_TOKENS,
	...SERVICE_TOKENS,
	...FORMAT_TOKENS,
]);

function indexPrefixes(tokens: readonly PrefixedToken[]): ReadonlyMap<number, readonly Entry[]> {
	const index = new Map<number, Entry[]>();
	for (const token of tokens) {
		for (const prefix of token.prefixes) {
			const start = prefix.charCodeAt(0) * 128 + prefix.charCodeAt(1);
			const entries = index.get(start);
			if (entries === undefined) index.set(start, [{ prefix, token }]);
			else entries.push({ prefix, token });
		}
	}
	return index;
}

/** Shortest text that can hold a vendor's token. */
const SHORTEST = 16;

/**
 * Tokens that can be told by the form their issuer gives them. One pass over the text: candidates start only where a
 * word starts, and what a candidate has matched is not read again. Returns true where such a form
 * was filled with a dummy (`AKIAXXXX…`): the text is an example then, whatever its name says.
 */
export function findVendorTokens(text: string, out: Found[]): boolean {
	if (text.length < SHORTEST) return false;
	const seen: Seen = { out, dummy: false };
	let previous = 0;
	for (let i = 0; i + 1 < text.length; i++) {
		const code = text.charCodeAt(i);
		if (!isWordCharacter(previous) && previous !== DOT && (isWordCharacter(code) || code === UNDERSCORE)) {
			const entries = BY_START.get(code * 128 + text.charCodeAt(i + 1));
			const end = entries === undefined ? i : matchAt(text, i, entries, seen);
			if (end > i) {
				i = end - 1;
				previous = text.charCodeAt(i);
				continue;
			}
		}
		previous = code;
	}
	findAnchoredTokens(text, seen);
	return seen.dummy;
}

interface Seen {
	readonly out: Found[];
	dummy: boolean;
}

/** Tries the tokens whose prefix stands at `start`; returns where the longest match ended, or `start`. */
function matchAt(text: string, start: number, entries: readonly Entry[], seen: Seen): number {
	let furthest = start;
	for (const { prefix, token } of entries) {
		if (!text.startsWith(prefix, start)) continue;
		token.tail.lastIndex = start + prefix.length;
		const tail = token.tail.exec(text)?.[0];
		if (tail === undefined) continue;
		const end = start + prefix.length + tail.length;
		furthest = Math.max(furthest, end);
		if (isWordCharacter(text.charCodeAt(end))) continue;
		const whole = text.slice(start, end);
		if (token.accepts !== undefined && !token.accepts(whole)) continue;
		if (token.structured !== true && isDummyBody(tail)) {
			seen.dummy = true;
			continue;
		}
		const certainty = token.checksum === undefined || token.checksum(whole) ? 'error' : 'warning';
		seen.out.push({ kind: token.kind, what: token.what, certainty, start, end });
		return end;
	}
	return furthest;
}

const UNDERSCORE = 0x5f;
/** `video.ico-…` is a file name, not a token. */
const DOT = 0x2e;

/** Letters, digits and `_`: a token next to one of them is part of a longer word. */
function isWordCharacter(code: number): boolean {
	return (
		(code >= 0x61 && code <= 0x7a) ||
		(code >= 0x41 && code <= 0x5a) ||
		(code >= 0x30 && code <= 0x39) ||
		code === UNDERSCORE
	);
}

function findAnchoredTokens(text: string, seen: Seen): void {
	for (const token of ANCHORED_TOKENS) {
		let at = text.indexOf(token.anchor, 1);
		while (at >= 0) {
			token.after.lastIndex = at;
			const after = token.after.exec(text)?.[0];
			let next = at + token.anchor.length;
			if (after !== undefined) {
				// One character more than the token may have, so that `before` can see where it starts.
				const before = token.before.exec(text.slice(Math.max(0, at - token.back - 1), at))?.[0];
				const end = at + after.length;
				if (before !== undefined && !isWordCharacter(text.charCodeAt(end))) {
					report(token, text, at - before.length, end, seen);
					next = end;
				}
			}
			at = text.indexOf(token.anchor, next);
		}
	}
}

function report(token: AnchoredToken, text: string, start: number, end: number, seen: Seen): void {
	const whole = text.slice(start, end);
	if (token.accepts?.(whole) === false) return;
	if (isDummyBody(whole.replace(token.anchor, ''))) seen.dummy = true;
	else seen.out.push({ kind: token.kind, what: token.what, certainty: 'error', start, end });
}
