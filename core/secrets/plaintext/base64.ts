/**
 * Decodes base64 or base64url into one character per byte (Latin-1), or null where the text is neither.
 * Padding is optional; whitespace is not accepted. Linear in the length of the text.
 */
export function decodeBase64(text: string): string | null {
	let end = text.length;
	while (end > 0 && text.charCodeAt(end - 1) === EQUALS) end--;
	if (text.length - end > 2 || end % 4 === 1) return null;
	let bytes = '';
	let bits = 0;
	let held = 0;
	for (let i = 0; i < end; i++) {
		const six = sixBits(text.charCodeAt(i));
		if (six < 0) return null;
		held = ((held << 6) | six) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes += String.fromCharCode((held >> bits) & 0xff);
		}
	}
	return bytes;
}

const EQUALS = 0x3d;

function sixBits(code: number): number {
	if (code >= 0x41 && code <= 0x5a) return code - 0x41;
	if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
	if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
	if (code === 0x2b || code === 0x2d) return 62;
	return code === 0x2f || code === 0x5f ? 63 : -1;
}

/** True where every character is printable ASCII, a tab or a line break. */
export function isPrintable(text: string): boolean {
	return /^[\t\n\r -~]*$/.test(text);
}

/** A character of the plain alphabet, padding aside. */
export function isBase64(code: number): boolean {
	return code !== HYPHEN && code !== UNDERSCORE && sixBits(code) >= 0;
}

const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;
