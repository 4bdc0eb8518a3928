/**
 * Matches of one pattern that are judged in one text. No text that runs has more: Linux takes no argument or variable
 * beyond 128 KiB (MAX_ARG_STRLEN, execve(2)), and no pattern here matches fewer than eight characters on average.
 */
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
	while (match !== null && matches.length < MOST_MATCHES) {
		matches.push(match);
		match = pattern.exec(text);
	}
	return matches;
}
