import { LARGEST_BODY } from '../../definition/body.ts';

/**
 * Whether enough of a text was judged, up to `at` in UTF-16 units: all that Metronome would take (a unit has at least a
 * byte), and of what is beyond that (rule `body-too-large`) so much that a text made of nothing else stays cheap.
 */
export function isEnough(count: number, most: number, at: number): boolean {
	return count >= most && at >= LARGEST_BODY;
}

/** Matches of one pattern that are judged in a longer text. */
export const MOST_MATCHES = 4096;

const NONE: readonly RegExpExecArray[] = [];

/**
 * Like `matchAll` for a global pattern that matches no empty text, but ends after so many matches that a text made of
 * nothing else stays cheap; and most texts, having none, cost no allocation.
 */
export function limitedMatches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
	pattern.lastIndex = 0;
	let match = pattern.exec(text);
	if (match === null) return NONE;
	const matches: RegExpExecArray[] = [];
	while (match !== null && !isEnough(matches.length, MOST_MATCHES, match.index)) {
		matches.push(match);
		match = pattern.exec(text);
	}
	return matches;
}
