/**
 * Longest text of which all is judged, in UTF-16 units: Metronome takes no definition beyond 100 KiB (rule
 * `body-too-large`). Of a longer one so much is judged that a text made of nothing else stays cheap.
 */
const LONGEST_BODY = 102_400;

/** Whether enough of a text was judged: so many of its parts, and all that a server would take. */
export function isEnough(count: number, most: number, at: number): boolean {
	return count >= most && at >= LONGEST_BODY;
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
