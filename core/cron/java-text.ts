/*
 * The server reads cron expressions with Java's own string functions. Where they differ from JavaScript's, the
 * difference shows in what it accepts, so these mirror them.
 */

const LARGEST_INT = 2_147_483_647;

/** Java's `split`: empty pieces at the end are dropped, so `"1-2-"` has two pieces and `"-"` has none. */
export function javaSplit(text: string, separator: string): string[] {
	if (!text.includes(separator)) return [text];
	const pieces = text.split(separator);
	while (pieces.at(-1) === '') pieces.pop();
	return pieces;
}

/** Java's `trim`: drops every character up to U+0020 at both ends, NUL included, and no other blank. */
export function javaTrim(text: string): string {
	let start = 0;
	let end = text.length;
	while (start < end && text.charCodeAt(start) <= 0x20) start++;
	while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
	return text.slice(start, end);
}

/** Java's `Integer.parseInt`: a sign is fine, blanks, fractions and numbers beyond an int are not. */
export function parseJavaInt(text: string): number | undefined {
	if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
	const value = Number(text);
	return value <= LARGEST_INT && value >= -LARGEST_INT - 1 ? value : undefined;
}
