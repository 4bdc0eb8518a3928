import type { Found } from './detection.ts';
import { isEnough, MOST_MATCHES } from './limited-matches.ts';
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
const BY_START: readonly (readonly Entry[] | undefined)[] = indexPrefixes([
	...CODE_TOKENS,
	...CLOUD_TOKENS,
	...MODEL_TOKENS,
	...SERVICE_TOKENS,
	...FORMAT_TOKENS,
]);

function indexPrefixes(tokens: readonly PrefixedToken[]): readonly (readonly Entry[] | undefined)[] {
	const index = new Array<Entry[] | undefined>(128 * 128).fill(undefined);
	for (const token of tokens) {
		for (const prefix of token.prefixes) {
			const start = prefix.charCodeAt(0) * 128 + prefix.charCodeAt(1);
			const entries = index[start];
			if (entries === undefined) index[start] = [{ prefix, token }];
			else entries.push({ prefix, token });
		}
	}
	return index;
}

const WORD_CHARACTERS = Uint8Array.from({ length: 128 }, (_, code) =>
	/\w/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Anchors by their first character where that ends a word; the others stand inside a run of word characters. */
const AT_WORD_END: readonly (readonly AnchoredToken[] | undefined)[] = Array.from(
	{ length: 128 },
	(_, code) => {
		const tokens = ANCHORED_TOKENS.filter(
			({ anchor }) => anchor.charCodeAt(0) === code && !isWordCharacter(code),
		);
		return tokens.length === 0 ? undefined : tokens;
	},
);
const INSIDE_WORD = ANCHORED_TOKENS.filter(({ anchor }) => isWordCharacter(anchor.charCodeAt(0)));
/** Shortest run of word characters that holds one of those. */
const SHORTEST_RUN = 36;

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
	const before = out.length;
	let longRun = false;
	for (let i = 0; i < text.length; i++) {
		if (isEnough(out.length - before, MOST_MATCHES, i)) {
			hideRest(text, out);
			return seen.dummy;
		}
		if (!isWordCharacter(text.charCodeAt(i))) continue;
		const start = i;
		const read = prefixedAt(text, start, seen);
		i = endOfWord(text, read);
		if (i > read && i - start > SHORTEST_RUN) longRun = true;
		const code = i < text.length ? text.charCodeAt(i) : 0;
		const anchored = code < 128 ? AT_WORD_END[code] : undefined;
		if (anchored === undefined) continue;
		for (const token of anchored) if (i - start >= token.run) readAnchor(token, text, i, seen);
	}
	if (longRun) for (const token of INSIDE_WORD) findInsideWords(token, text, seen);
	return seen.dummy;
}

/** The last token stands for all that is behind it as well: nobody reads so many, and nothing of it is shown. */
function hideRest(text: string, out: Found[]): void {
	const last = out.pop();
	if (last !== undefined) out.push({ ...last, end: text.length });
}

interface Seen {
	readonly out: Found[];
	dummy: boolean;
}

/** Where the token that begins with the word at `start` ends; `start` where none does. */
function prefixedAt(text: string, start: number, seen: Seen): number {
	if (start + 1 >= text.length || (start > 0 && text.charCodeAt(start - 1) === DOT)) return start;
	const entries = BY_START[text.charCodeAt(start) * 128 + text.charCodeAt(start + 1)];
	return entries === undefined ? start : matchAt(text, start, entries, seen);
}

function endOfWord(text: string, from: number): number {
	let end = from;
	while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
	return end;
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

/** `video.ico-…` is a file name, not a token. */
const DOT = 0x2e;

/** Letters, digits and `_`: a token next to one of them is part of a longer word. */
function isWordCharacter(code: number): boolean {
	return code < 128 && WORD_CHARACTERS[code] === 1;
}

function findInsideWords(token: AnchoredToken, text: string, seen: Seen): void {
	let at = text.indexOf(token.anchor, 1);
	while (at >= 0)
		at = text.indexOf(token.anchor, Math.max(readAnchor(token, text, at, seen), at + token.anchor.length));
}

/** Reports the token around an anchor; returns where it ends, or 0 where there is none. */
function readAnchor(token: AnchoredToken, text: string, at: number, seen: Seen): number {
	if (!text.startsWith(token.anchor, at)) return 0;
	token.after.lastIndex = at;
	const after = token.after.exec(text)?.[0];
	if (after === undefined || isWordCharacter(text.charCodeAt(at + after.length))) return 0;
	// One character more than the token may have, so that `before` can see where it starts.
	const before = token.before.exec(text.slice(Math.max(0, at - token.back - 1), at))?.[0];
	if (before === undefined) return 0;
	report(token, text, at - before.length, at + after.length, seen);
	return at + after.length;
}

function report(token: AnchoredToken, text: string, start: number, end: number, seen: Seen): void {
	const whole = text.slice(start, end);
	if (token.accepts?.(whole) === false) return;
	if (isDummyBody(whole.replace(token.anchor, ''))) seen.dummy = true;
	else seen.out.push({ kind: token.kind, what: token.what, certainty: 'error', start, end });
}
