import { isAscii, isUtf8 } from 'node:buffer';

/** The encodings that Metronome's reader tells apart by the first bytes of a body. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** The first place where bytes are no text. */
export interface ByteProblem {
	/** UTF-16 offset into the text without its byte order mark, where a U+FFFD stands. */
	readonly offset: number;
	readonly message: string;
}

export interface Decoded {
	/** With its byte order mark, where there is one. */
	readonly text: string;
	readonly encoding: Encoding;
	readonly problem: ByteProblem | undefined;
}

/**
 * Makes text of bytes as Metronome's reader does. Undefined: a binary file.
 * Source: Jackson `ByteSourceJsonBootstrapper.detectEncoding`; recordings v1-01775 … v1-01781.
 */
export function decode(bytes: Buffer): Decoded | undefined {
	const encoding = detectEncoding(bytes);
	switch (encoding) {
		case 'utf-8':
			return isUtf8(bytes) ? plainUtf8(bytes) : looksBinary(bytes) ? undefined : damagedUtf8(bytes);
		case 'utf-16le':
		case 'utf-16be':
			return { text: utf16(bytes, encoding), encoding, problem: undefined };
		case 'utf-32le':
		case 'utf-32be':
			return utf32(bytes, encoding);
	}
}

function plainUtf8(bytes: Buffer): Decoded {
	const text = isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
	return { text, encoding: 'utf-8', problem: undefined };
}

/** By a byte order mark, or by where the zeros are: JSON starts with an ASCII character. */
export function detectEncoding(bytes: Uint8Array): Encoding {
	const [a = 1, b = 1, c = 1, d = 1] = bytes;
	if (bytes.length >= 4) {
		if (a === 0 && b === 0 && ((c === 0xfe && d === 0xff) || c === 0)) return 'utf-32be';
		if (c === 0 && d === 0 && ((a === 0xff && b === 0xfe) || b === 0)) return 'utf-32le';
		if (a === 0xfe && b === 0xff) return 'utf-16be';
		if (a === 0xff && b === 0xfe) return 'utf-16le';
	}
	if (bytes.length >= 2 && (a === 0 || b === 0)) return a === 0 ? 'utf-16be' : 'utf-16le';
	return 'utf-8';
}

/** How far to look for zeros; git does the same for the same purpose. */
const BINARY_PREFIX = 8000;

function looksBinary(bytes: Buffer): boolean {
	return bytes.subarray(0, BINARY_PREFIX).includes(0);
}

const REPLACEMENT = '\uFFFD';

/** Half a unit at the end becomes one U+FFFD, as in Java. */
function utf16(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): string {
	const whole = bytes.subarray(0, bytes.length & ~1);
	const text = (encoding === 'utf-16le' ? whole : Buffer.from(whole).swap16()).toString('utf16le');
	return whole.length === bytes.length ? text : text + REPLACEMENT;
}

function utf32(bytes: Buffer, encoding: 'utf-32le' | 'utf-32be'): Decoded {
	const parts: string[] = [];
	let length = 0;
	let problem: ByteProblem | undefined;
	for (let at = 0; at < bytes.length; at += 4) {
		const isWhole = at + 4 <= bytes.length;
		const code = isWhole ? (encoding === 'utf-32le' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) : -1;
		const isCharacter = code >= 0 && code <= 0x10ffff;
		const part = isCharacter ? String.fromCodePoint(code) : REPLACEMENT;
		if (!isCharacter) {
			problem ??= { offset: offsetWithoutMark(length, parts[0]), message: utf32Message(code) };
		}
		parts.push(part);
		length += part.length;
	}
	return { text: parts.join(''), encoding, problem };
}

function utf32Message(code: number): string {
	return code < 0
		? 'The file ends in the middle of a UTF-32 character'
		: `0x${code.toString(16)} is no character of UTF-32`;
}

function offsetWithoutMark(offset: number, text: string | undefined): number {
	return text?.charCodeAt(0) === 0xfeff ? offset - 1 : offset;
}

/**
 * UTF-8 with mistakes, read as the server reads it: it looks at the form of each sequence of bytes, and not at which
 * character it makes (overlong forms and surrogates pass). Source: Jackson `UTF8StreamJsonParser._decodeUtf8_2` …
 * `_4`, `CharTypes.sInputCodesUTF8`; recordings v1-01780, v1-01781.
 */
function damagedUtf8(bytes: Buffer): Decoded {
	const parts: string[] = [];
	let problem: ByteProblem | undefined;
	let length = 0;
	let at = 0;
	while (at < bytes.length) {
		const sequence = sequenceAt(bytes, at);
		const part = sequence.text ?? REPLACEMENT;
		if (sequence.text === undefined) {
			problem ??= { offset: offsetWithoutMark(length, parts[0]), message: utf8Message(bytes, at) };
		}
		parts.push(part);
		length += part.length;
		at += sequence.size;
	}
	return { text: parts.join(''), encoding: 'utf-8', problem };
}

function utf8Message(bytes: Buffer, at: number): string {
	const hex = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
	return `The byte 0x${hex} starts no UTF-8 character`;
}

interface Sequence {
	readonly size: number;
	/** Undefined: a byte that starts no character, or is not followed by what it needs. */
	readonly text: string | undefined;
}

function sequenceAt(bytes: Buffer, at: number): Sequence {
	const first = bytes[at] ?? 0;
	if (first < 0x80) return { size: 1, text: String.fromCharCode(first) };
	const size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1;
	if (size === 1) return { size, text: undefined };
	let code = first & (0x7f >> size);
	for (let i = 1; i < size; i++) {
		const next = bytes[at + i];
		if (next === undefined || (next & 0xc0) !== 0x80) return { size: 1, text: undefined };
		code = (code << 6) | (next & 0x3f);
	}
	if (size < 4) return { size, text: String.fromCharCode(code) };
	const beyond = code - 0x10000;
	return { size, text: String.fromCharCode(0xd800 | (beyond >> 10), 0xdc00 | (beyond & 0x3ff)) };
}

/** Makes bytes of text. The text has its byte order mark where it shall have one. */
export function encode(text: string, encoding: Encoding): Buffer {
	switch (encoding) {
		case 'utf-8':
			return Buffer.from(text, 'utf8');
		case 'utf-16le':
			return Buffer.from(text, 'utf16le');
		case 'utf-16be':
			return Buffer.from(text, 'utf16le').swap16();
		case 'utf-32le':
		case 'utf-32be':
			return encodeUtf32(text, encoding);
	}
}

function encodeUtf32(text: string, encoding: 'utf-32le' | 'utf-32be'): Buffer {
	const codes = Array.from(text, character => character.codePointAt(0) ?? 0);
	const bytes = Buffer.alloc(codes.length * 4);
	for (const [index, code] of codes.entries()) {
		if (encoding === 'utf-32le') bytes.writeUInt32LE(code, index * 4);
		else bytes.writeUInt32BE(code, index * 4);
	}
	return bytes;
}
