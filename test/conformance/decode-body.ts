/**
 * The text of a request body in the encoding that its first bytes show, as the server's parser finds it out (RFC 4627:
 * the first two characters of JSON are ASCII). Undefined where the bytes are not text in that encoding.
 */
export function decodeBody(bytes: Uint8Array): string | undefined {
	const [a, b, c, d] = bytes;
	if (a === 0 && b === 0 && (c !== 0 || d !== 0)) return utf32(bytes, false);
	if (a !== 0 && b === 0 && c === 0 && d === 0) return utf32(bytes, true);
	if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return decoded(bytes, 'utf-16le');
	if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0)) return decoded(bytes, 'utf-16be');
	return decoded(bytes, 'utf-8');
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function utf32(bytes: Uint8Array, littleEndian: boolean): string | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let text = '';
	for (let at = 0; at + 4 <= bytes.length; at += 4) {
		const code = view.getUint32(at, littleEndian);
		if (code > 0x10ffff) return undefined;
		text += String.fromCodePoint(code);
	}
	return bytes.length % 4 === 0 ? text : undefined;
}
