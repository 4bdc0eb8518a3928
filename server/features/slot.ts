import { fileContext } from '../../core/check.ts';
import type { FileContext } from '../../core/rule.ts';
import { SourceText, type Span } from '../../core/text.ts';
import { type Cursor, cursorAt } from '../cursor.ts';

/** Where the content of a string is, or is to be, with what is missing around it. */
export interface Slot {
	/** What an accepted name replaces. */
	readonly span: Span;
	/** What stands of it before the cursor, as written. */
	readonly typed: string;
	readonly open: '"' | '';
	readonly close: '"' | '';
}

/**
 * Between the quotes of a string only its content is replaced: then what the user types is the beginning of the name
 * for every client. A bare word and an empty place get the quotes they lack.
 */
export function slotAt(cursor: Cursor, offset: number, text: string, close: Slot['close']): Slot | undefined {
	const { member, part, leaf } = cursor;
	if (part !== 'value' || member === undefined) return undefined;
	if (leaf?.kind === 'string') {
		const span = { start: leaf.start + 1, end: leaf.closed ? leaf.end - 1 : leaf.end };
		if (offset < span.start || offset > span.end) return undefined;
		return { span, typed: text.slice(span.start, offset), open: '', close };
	}
	if (member.value !== undefined && member.value !== leaf) return undefined;
	const bare = /^\s*:\s*([\w./@-]*)$/.exec(text.slice(member.key.end, offset));
	if (bare === null) return undefined;
	const typed = bare[1] ?? '';
	return { span: { start: offset - typed.length, end: wordEnd(text, offset) }, typed, open: '"', close: '"' };
}

function wordEnd(text: string, offset: number): number {
	const rest = /^[\w./@-]*/.exec(text.slice(offset, offset + MAX_WORD))?.[0] ?? '';
	return offset + rest.length;
}

const MAX_WORD = 512;

/**
 * A string that is being typed and has no closing quote yet takes in the rest of its line, or turns everything behind
 * it inside out: `{"secret": "|}, "NEXT": "…`. Such a text is read as it will be, with the quote; it changes nothing
 * before the end of the word at the cursor.
 */
export function withStringClosed(
	context: FileContext,
	offset: number,
): { context: FileContext; close: '"' | '' } {
	const { text, root, problems } = context.document;
	const { leaf, part } = cursorAt(root, offset);
	if (problems.length === 0 || part !== 'value' || leaf?.kind !== 'string') return { context, close: '' };
	const hasRunOn = /[{}[\],:]/.test(text.slice(offset, leaf.end));
	if ((leaf.closed && !hasRunOn) || offset === leaf.start) return { context, close: '' };
	const end = wordEnd(text, offset);
	const closed = new SourceText(`${text.slice(0, end)}"${text.slice(end)}`);
	return { context: fileContext(context.file, closed, context), close: '"' };
}
