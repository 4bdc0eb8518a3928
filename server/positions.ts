import type { Position, Range, SourceText, Span } from '../core/text.ts';

/** How a client counts the `character` of a position. */
export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

/**
 * The one place where the client's positions and core's offsets meet: UTF-16 offsets into the text without its byte
 * order mark inside, lines and characters of the negotiated encoding outside. A byte order mark that the client kept
 * in its document counts there as the character it is.
 */
export class Positions {
	private readonly source: SourceText;
	private readonly encoding: Encoding;
	private plain: boolean | undefined;

	constructor(source: SourceText, encoding: Encoding) {
		this.source = source;
		this.encoding = encoding;
	}

	/** A position outside the text, or not made of numbers, is moved to the nearest place inside. */
	offsetAt(position: Position): number {
		return Math.max(this.offsetWithMarkAt(position) - this.markLength, 0);
	}

	/** The same offset, counted in the text as the client has it: behind a byte order mark one more. */
	offsetWithMarkAt(position: Position): number {
		const line = wholeNumber(position.line);
		const wanted = wholeNumber(position.character);
		const character = line === 0 ? wanted - this.markWidth : wanted;
		if (character < 0) return 0;
		return this.markLength + this.offsetInLine(line, character);
	}

	positionAt(offset: number): Position {
		const { line, character } = this.source.positionAt(offset);
		const mark = line === 0 ? this.markWidth : 0;
		if (this.isPlain) return { line, character: character + mark };
		const start = this.source.lineSpan(line).start;
		const before = this.source.text.slice(start, start + character);
		return { line, character: mark + widthOf(before, this.encoding) };
	}

	range(span: Span): Range {
		return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
	}

	private offsetInLine(line: number, character: number): number {
		if (this.isPlain) return this.source.offsetAt({ line, character });
		const { start, end } = this.source.lineSpan(line);
		let offset = start;
		for (let width = 0; offset < end; ) {
			const code = this.source.text.codePointAt(offset) ?? 0;
			width += widthOfCodePoint(code, this.encoding);
			if (width > character) break;
			offset += code > LAST_OF_BASIC_PLANE ? 2 : 1;
		}
		return offset;
	}

	/** All three encodings count plain ASCII alike, and most documents are that. */
	private get isPlain(): boolean {
		this.plain ??= this.encoding === 'utf-16' || isAscii(this.source.text);
		return this.plain;
	}

	private get markLength(): number {
		return this.source.bom ? 1 : 0;
	}

	private get markWidth(): number {
		return this.source.bom ? widthOfCodePoint(BYTE_ORDER_MARK, this.encoding) : 0;
	}
}

const BYTE_ORDER_MARK = 0xfeff;
const LAST_OF_BASIC_PLANE = 0xffff;

function isAscii(text: string): boolean {
	return !/[^\0-\x7f]/.test(text);
}

function widthOf(text: string, encoding: Encoding): number {
	let width = 0;
	for (const character of text) width += widthOfCodePoint(character.codePointAt(0) ?? 0, encoding);
	return width;
}

function widthOfCodePoint(code: number, encoding: Encoding): number {
	if (encoding === 'utf-32') return 1;
	if (encoding === 'utf-16') return code > LAST_OF_BASIC_PLANE ? 2 : 1;
	if (code < 0x80) return 1;
	if (code < 0x800) return 2;
	return code > LAST_OF_BASIC_PLANE ? 4 : 3;
}

function wholeNumber(value: unknown): number {
	return typeof value === 'number' && value > 0 ? Math.trunc(value) : 0;
}
