import type { CompletionItem, CompletionItemKind, CompletionList } from 'vscode-languageserver-protocol';
import type { Edit } from '../../core/finding.ts';
import type { Span } from '../../core/text.ts';
import type { Client } from '../capabilities.ts';
import type { OpenDocument } from '../documents.ts';
import type { About } from './completion-docs.ts';

/** One thing that may be typed at the cursor. */
export interface Candidate {
	readonly label: string;
	readonly kind: CompletionItemKind;
	readonly detail?: string | undefined;
	/** What the client compares with what stands in `span` before the cursor; the label where it is left out. */
	readonly filter?: string | undefined;
	readonly newText: string;
	readonly isSnippet?: boolean | undefined;
	/** What is replaced; where the client inserts, what stands behind the cursor stays if `keepsRest`. */
	readonly span: Span;
	readonly keepsRest: boolean;
	/** Further edits, not touching `span`. */
	readonly also?: readonly Edit[] | undefined;
	/** What its documentation is made of, when somebody looks. */
	readonly about?: About | undefined;
}

/** `CompletionItemKind`; none that a client of an old protocol would not know. */
export const KIND = { property: 10, value: 12, enum: 13, snippet: 15, reference: 18 } as const;

/** More than this and the client asks again as the name grows. */
export const MAX_ITEMS = 200;

/** The candidates in this order as the client wants them. `isIncomplete`: with more letters there may be others. */
export function listOf(
	offered: readonly Candidate[],
	isIncomplete: boolean,
	offset: number,
	{ positions }: OpenDocument,
	client: Client,
): CompletionList {
	const { insertReplace, defaultEditRange } = client.completion;
	const usual = offered.find(({ keepsRest }) => keepsRest)?.span;
	const rangesOf = memo((span: Span) => positions.range(span));
	const insertOf = memo((span: Span) => positions.range({ start: span.start, end: offset }));
	const items = offered.map((candidate, index): CompletionItem => {
		const { label, kind, detail, filter, newText, span, keepsRest, also, about } = candidate;
		const item: CompletionItem = { label, kind, sortText: String(index).padStart(SORT_DIGITS, '0') };
		if (detail !== undefined) item.detail = detail;
		if (filter !== undefined && filter !== label) item.filterText = filter;
		if (candidate.isSnippet) item.insertTextFormat = SNIPPET;
		if (
			newText.includes('\n') &&
			client.announced.textDocument?.completion?.completionItem?.insertTextModeSupport
		)
			item.insertTextMode = AS_IS;
		if (also !== undefined && also.length > 0) {
			item.additionalTextEdits = also.map(edit => ({ range: positions.range(edit), newText: edit.newText }));
		}
		if (about !== undefined) item.data = about;
		const replace = rangesOf(span);
		if (defaultEditRange && span === usual && keepsRest) {
			if (newText !== label) item.textEditText = newText;
		} else if (insertReplace) {
			item.textEdit = { newText, insert: keepsRest ? insertOf(span) : replace, replace };
		} else item.textEdit = { newText, range: replace };
		return item;
	});
	if (!defaultEditRange || usual === undefined) return { isIncomplete, items };
	const [insert, replace] = [insertOf(usual), rangesOf(usual)];
	return { isIncomplete, itemDefaults: { editRange: insertReplace ? { insert, replace } : replace }, items };
}

const SORT_DIGITS = 3;

/** `InsertTextFormat.Snippet`. */
const SNIPPET = 2;

/** `InsertTextMode.asIs`: lines come with their indentation. */
const AS_IS = 1;

/** Most candidates of a list replace the same. */
function memo<R>(work: (span: Span) => R): (span: Span) => R {
	const known = new Map<Span, R>();
	return span => {
		const result = known.get(span) ?? work(span);
		known.set(span, result);
		return result;
	};
}

/**
 * Of very many names those worth a candidate: the ones that go on as typed before those in which the letters merely
 * occur, in this order, which is the way editors filter. `cut` is told where some are left out.
 */
export function narrowed<T>(
	names: readonly T[],
	nameOf: (name: T) => string,
	typed: string,
	cut: () => void,
): readonly T[] {
	if (names.length <= MAX_ITEMS) return names;
	cut();
	const letters = typed.toLowerCase();
	if (letters === '') return names.slice(0, MAX_ITEMS);
	const begun: T[] = [];
	const spelled: T[] = [];
	for (const name of names) {
		const small = nameOf(name).toLowerCase();
		if (small.startsWith(letters)) begun.push(name);
		else if (spelled.length < MAX_ITEMS && isSpelledIn(letters, small)) spelled.push(name);
		if (begun.length === MAX_ITEMS) break;
	}
	return [...begun, ...spelled].slice(0, MAX_ITEMS);
}

/** The letters occur in the name, in this order; both in lower case. */
export function isSpelledIn(letters: string, name: string): boolean {
	let at = 0;
	for (const letter of letters) {
		at = name.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}
