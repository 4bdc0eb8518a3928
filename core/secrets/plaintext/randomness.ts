import { changesOfKind } from './harmless.ts';

/** Shannon entropy of an ASCII text in bits per character. */
function entropyPerCharacter(text: string): number {
	const counts = new Uint32Array(128);
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i) & 127;
		counts[code] = (counts[code] ?? 0) + 1;
	}
	let bits = 0;
	for (const count of counts) {
		if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
	}
	return bits;
}

/** Shortest text that can be told from words by its make-up; below `SURE` only if it changes all the time. */
const SHORTEST = 10;
const SURE = 16;
/** Longest part that is looked at. */
const LONGEST = 400;

/**
 * True where a text looks generated: no spaces, ten characters or more, digits among the letters, and the kind
 * of character (lower, upper, digit) changing often, which words, camelCase and file names do not. Entropy is
 * measured against the most a text of this length can have, so that short values are not put at a disadvantage.
 */
export function looksGenerated(text: string): boolean {
	if (text.length < SHORTEST || !/^[A-Za-z0-9+/_=.~%-]+$/.test(text)) return false;
	const part = text.length > LONGEST ? text.slice(0, LONGEST) : text;
	let digits = 0;
	let lower = 0;
	let upper = 0;
	for (let i = 0; i < part.length; i++) {
		const code = part.charCodeAt(i);
		if (code >= 0x61 && code <= 0x7a) lower++;
		else if (code >= 0x41 && code <= 0x5a) upper++;
		else if (code >= 0x30 && code <= 0x39) digits++;
	}
	if (digits === 0 || lower + upper === 0) return isMixedCase(part);
	const changes = changesOfKind(part, 0, part.length);
	if (text.length < SURE) return changes * 5 >= part.length * 2 && upper > 0 && lower > 0;
	return (
		changes * 5 >= part.length && entropyPerCharacter(part) >= 0.62 * Math.log2(Math.min(part.length, 64))
	);
}

/** Letters only, as base62 sometimes comes out: capitals in the middle far more often than camelCase has them. */
function isMixedCase(text: string): boolean {
	const humps = text.match(/[a-z][A-Z]/g)?.length ?? 0;
	const capitals = text.match(/[A-Z][A-Z]/g)?.length ?? 0;
	return /^[A-Za-z+/=_-]{20,}$/.test(text) && humps * 6 >= text.length && capitals >= 2;
}
