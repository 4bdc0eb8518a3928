import { fileContext } from '../../core/check.ts';
import type { FileContext } from '../../core/rule.ts';
import { SourceText, type Span } from '../../core/text.ts';
import { type Cursor, cursorAt } from '../cursor.ts';

/** Where a key or a value is, or is to be, with what is missing around it. */
export interface Slot {
	/** What an accepted string replaces: between quotes only the content, so that what is typed begins it. */
	readonly content: Span;
	/** The same with its quotes: what anything but a string replaces. */
	readonly whole: Span;
	/** What stands of the content before the cursor, as written. */
	readonly typed: string;
	/** The opening quote is there. */
	readonly opened: boolean;
	/** The closing quote is there. */
	readonly closed: boolean;
}

/** A bare word that is about to become a key or a value. */
const WORD = /[\w./@-]*/y;

/**
 * The slot at an offset, in a key or in a value. `text` is as the client has it; undefined where the cursor is behind
 * or before something that is complete.
 */
export function slotAt({ leaf }: Cursor, offset: number, text: string): Slot | undefined {
	if (leaf?.kind === 'string' && text[leaf.start] === '"') return stringSlot(leaf, offset, text);
	const start = wordStart(text, offset);
	if (!/[\s:,{[]/.test(text[start - 1] ?? ' ')) return undefined;
	const end = wordEnd(text, offset);
	// Right before something else the word would melt into it.
	if (/["{[\w]/.test(text[end] ?? '')) return undefined;
	const span = { start, end };
	return { content: span, whole: span, typed: text.slice(start, offset), opened: false, closed: false };
}

function stringSlot(
	leaf: Span & { readonly closed: boolean },
	offset: number,
	text: string,
): Slot | undefined {
	const start = leaf.start + 1;
	// The tree may be that of the text with a closing quote put in.
	const isClosed = leaf.closed && text[leaf.end - 1] === '"' && !isRunOn(leaf, offset, text);
	const end = isClosed ? leaf.end - 1 : wordEnd(text, offset);
	if (offset < start || offset > end) return undefined;
	return {
		content: { start, end },
		whole: { start: leaf.start, end: isClosed ? end + 1 : end },
		typed: text.slice(start, offset),
		opened: true,
		closed: isClosed,
	};
}

function wordStart(text: string, offset: number): number {
	let start = offset;
	while (start > 0 && offset - start < MAX_WORD && /[\w./@-]/.test(text[start - 1] ?? '')) start--;
	return start;
}

function wordEnd(text: string, offset: number): number {
	WORD.lastIndex = offset;
	const length = WORD.exec(text)?.[0].length ?? 0;
	return offset + Math.min(length, MAX_WORD);
}

const MAX_WORD = 512;

/** How far to look behind a string for what closes it off. */
const LOOK_AHEAD = 200;

/**
 * A string that lacks its closing quote and so ends at the opening quote of another one: `"secret": "|}, "NEXT": …`.
 * It swallows signs, and what follows its seeming end is no sign that may follow a string.
 */
function isRunOn(leaf: Span, offset: number, text: string): boolean {
	if (!/[{}[\],:]/.test(text.slice(offset, leaf.end))) return false;
	return !/^\s*([,:}\]]|$)/.test(text.slice(leaf.end, leaf.end + LOOK_AHEAD));
}

/** Reading the text again would take longer than whoever types waits, in UTF-16 units. */
const LARGE = 200_000;

/** A string without its end takes in the rest of its line; in a large text its declarations are found even so. */
function swallowsSigns(leaf: Span, offset: number, text: string): boolean {
	return text.length < LARGE && !/^[^"{}[\]:,]*,?\s*$/.test(text.slice(offset, leaf.end));
}

/**
 * A string that is being typed and has no closing quote yet takes in the rest of its line, or turns everything behind
 * it inside out. Such a text is read as it will be, with the quote; it changes nothing before the end of the word at
 * the cursor. Where the string has swallowed nothing that matters the tree is as good without.
 */
export function withStringClosed(context: FileContext, offset: number): FileContext {
	const { text, root, problems } = context.document;
	if (problems.length === 0) return context;
	const { leaf } = cursorAt(root, offset);
	if (leaf?.kind !== 'string' || text[leaf.start] !== '"' || offset <= leaf.start) return context;
	if (leaf.closed ? !isRunOn(leaf, offset, text) : !swallowsSigns(leaf, offset, text)) return context;
	const end = wordEnd(text, offset);
	const closed = new SourceText(`${text.slice(0, end)}"${text.slice(end)}`);
	return fileContext(context.file, closed, context);
}
