import type { Span } from '../text.ts';

/** A stretch of a patched text, and where it was taken from. */
export interface Piece {
	readonly text: string;
	/** Undefined: the file that is patched; else the settings file, as findings name it. */
	readonly file: string | undefined;
	/** As long as `text`; or of any length, for signs that stand in no file just so. */
	readonly from: Span;
}

/** Replaces a span of the text that pieces make up. */
export interface PieceEdit extends Span {
	readonly pieces: readonly Piece[];
}

/** Where an offset of a patched text is in the files. */
export interface Origin {
	readonly file: string | undefined;
	readonly offset: number;
}

/** A text put together from several files. Offsets are UTF-16 units. */
export class Pieces {
	readonly list: readonly Piece[];
	readonly text: string;
	private readonly starts: readonly number[];

	constructor(list: readonly Piece[]) {
		this.list = list.filter(({ text }) => text !== '');
		this.text = this.list.map(({ text }) => text).join('');
		let at = 0;
		this.starts = this.list.map(({ text }) => {
			at += text.length;
			return at - text.length;
		});
	}

	/** Edits do not overlap, and stand in their order. */
	with(edits: readonly PieceEdit[]): Pieces {
		const list: Piece[] = [];
		let from = 0;
		for (const { start, end, pieces } of edits) {
			list.push(...this.between(from, start), ...pieces);
			from = end;
		}
		return new Pieces([...list, ...this.between(from, this.text.length)]);
	}

	/** The file and place of a character; at the end of the text that of its end. */
	originOf(offset: number): Origin {
		const index = this.indexAt(offset);
		const piece = this.list[index];
		if (piece === undefined) return { file: undefined, offset };
		const inside = offset - (this.starts[index] ?? 0);
		const { start, end } = piece.from;
		const isVerbatim = end - start === piece.text.length;
		return { file: piece.file, offset: isVerbatim ? start + inside : start };
	}

	/** The span in the file in which `start` is; what lies in another one is left out. */
	spanOf({ start, end }: Span): Span & { readonly file: string | undefined } {
		const first = this.originOf(start);
		if (end <= start) return { file: first.file, start: first.offset, end: first.offset };
		const last = this.originOf(end - 1);
		const isSame = last.file === first.file && last.offset >= first.offset;
		return { file: first.file, start: first.offset, end: (isSame ? last.offset : first.offset) + 1 };
	}

	/** Whether a span was taken from the patched file in one piece, so that it can be changed there. */
	isWhole({ start, end }: Span): boolean {
		const index = this.indexAt(start);
		const piece = this.list[index];
		const limit = (this.starts[index] ?? 0) + (piece?.text.length ?? 0);
		return piece !== undefined && piece.file === undefined && end <= limit;
	}

	private between(start: number, end: number): Piece[] {
		return this.list.flatMap((piece, index) => {
			const from = this.starts[index] ?? 0;
			const first = Math.max(start - from, 0);
			const last = Math.min(end - from, piece.text.length);
			if (last <= first) return [];
			const isVerbatim = piece.from.end - piece.from.start === piece.text.length;
			const place = isVerbatim
				? { start: piece.from.start + first, end: piece.from.start + last }
				: piece.from;
			return [{ ...piece, text: piece.text.slice(first, last), from: place }];
		});
	}

	private indexAt(offset: number): number {
		let low = 0;
		let high = this.list.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((this.starts[middle] ?? 0) <= offset) low = middle;
			else high = middle;
		}
		return low;
	}
}
