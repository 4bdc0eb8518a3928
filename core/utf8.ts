/** How many bytes a text takes in UTF-8; half a surrogate pair counts as the three of a replacement character. */
export function utf8Length(text: string): number {
	let length = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 0x80) length += 1;
		else if (code < 0x800) length += 2;
		else if (isPair(code, text.charCodeAt(at + 1))) {
			length += 4;
			at++;
		} else length += 3;
	}
	return length;
}

function isPair(code: number, next: number): boolean {
	return (code & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
}
