/**
 * Characters that steer a terminal or hide what a text says: controls (C0, C1 and so ESC and CSI), line and paragraph
 * separators, marks that change the direction of writing (CVE-2021-42574), invisible blanks, tags, and halves of
 * surrogate pairs. The joiner of emoji (U+200D) stays.
 */
const UNPRINTABLE =
	/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The text with every unprintable character written out: `\x1b`, `\u202e`. Gives one line. */
export function printable(text: string): string {
	return isPlain(text) ? text : text.replace(UNPRINTABLE, written);
}

/** The same, but line ends stay, each as LF. */
export function printableLines(text: string): string {
	return text
		.split(/\r\n|\n|\r/)
		.map(printable)
		.join('\n');
}

/** Only ASCII that shows: every character is printable as it is and takes one column. */
export function isPlain(text: string): boolean {
	return PLAIN.test(text);
}

const PLAIN = /^[ -~]*$/;

function written(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
	return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
