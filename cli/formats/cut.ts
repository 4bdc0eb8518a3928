/** The text, or its beginning and `…` in at most `max` UTF-16 units; no surrogate pair is cut in two. */
export function cut(text: string, max: number): string {
	if (text.length <= max) return text;
	const end = max - 1;
	const last = text.charCodeAt(end - 1);
	const isHalf = last >= 0xd800 && last <= 0xdbff;
	return `${text.slice(0, isHalf ? end - 1 : end)}…`;
}
