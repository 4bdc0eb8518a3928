/** A place in a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A place for people and editors: both 0-based, `character` in UTF-16 units. */
export interface Position {
	readonly line: number;
	readonly character: number;
}

export interface Range {
	readonly start: Position;
	readonly end: Position;
}

/**
 * The text of one file, without its byte order mark, so that columns equal an editor's.
 * Lines end at LF, CRLF and CR, and nowhere else (as in the Language Server Protocol).
 */
export class SourceText {
	readonly text: string;
	/** The file began with a byte order mark, which whoever writes the text back must keep. */
	readonly bom: boolean;
	#lineStarts: readonly number[] | undefined;

	constructor(text: string) {
		this.bom = text.charCodeAt(0) === BYTE_ORDER_MARK;
		this.text = this.bom ? text.slice(1) : text;
	}

	get lineCount(): number {
		return this.#starts().length;
	}

	/** The position of an offset; one outside the text is moved to its nearest end. */
	positionAt(offset: number): Position {
		const starts = this.#starts();
		const wanted = Math.min(Math.max(offset, 0), this.text.length);
		let low = 0;
		let high = starts.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((starts[middle] ?? 0) <= wanted) low = middle;
			else high = middle;
		}
		return { line: low, character: wanted - (starts[low] ?? 0) };
	}

	/** The offset of a position; one outside the text is moved to the nearest place inside. */
	offsetAt(position: Position): number {
		const starts = this.#starts();
		const start = starts[position.line];
		if (start === undefined) return position.line < 0 ? 0 : this.text.length;
		const line = this.lineSpan(position.line);
		return Math.min(Math.max(start + position.character, start), line.end);
	}

	range(span: Span): Range {
		return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
	}

	/** The offsets of a line without its line end. */
	lineSpan(line: number): Span {
		const starts = this.#starts();
		const start = starts[line] ?? this.text.length;
		let end = starts[line + 1] ?? this.text.length;
		while (end > start && isLineEnd(this.text.charCodeAt(end - 1))) end--;
		return { start, end };
	}

	/** The line end this file uses: that of its first line, LF for a text of one line. */
	get lineEnd(): '\n' | '\r\n' | '\r' {
		const at = this.text.search(/[\r\n]/);
		if (at < 0 || this.text[at] === '\n') return '\n';
		return this.text[at + 1] === '\n' ? '\r\n' : '\r';
	}

	#starts(): readonly number[] {
		this.#lineStarts ??= lineStarts(this.text);
		return this.#lineStarts;
	}
}

const BYTE_ORDER_MARK = 0xfeff;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function isLineEnd(code: number): boolean {
	return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Leaps from one line end to the next: on each key stroke in a large file, looking at every character would show. */
function lineStarts(text: string): number[] {
	const starts = [0];
	let feed = text.indexOf('\n');
	let carriage = text.indexOf('\r');
	while (feed >= 0 || carriage >= 0) {
		if (carriage >= 0 && (feed < 0 || carriage < feed)) {
			if (feed !== carriage + 1) starts.push(carriage + 1);
			carriage = text.indexOf('\r', carriage + 1);
		} else {
			starts.push(feed + 1);
			feed = text.indexOf('\n', feed + 1);
		}
	}
	return starts;
}
