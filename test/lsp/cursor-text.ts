import type {
	CompletionItem,
	CompletionList,
	InsertReplaceEdit,
	Position,
	Range,
	TextEdit,
	WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { applyEdits } from '../../core/edit.ts';
import { SourceText } from '../../core/text.ts';

/** Takes the `|` out of a text and says where it stood. */
export function withCursor(marked: string): { readonly text: string; readonly position: Position } {
	const offset = marked.indexOf('|');
	if (offset < 0) throw new Error('the text has no cursor mark');
	const text = marked.slice(0, offset) + marked.slice(offset + 1);
	return { text, position: new SourceText(text).positionAt(offset) };
}

/** The text after edits with UTF-16 positions. */
export function afterEdits(
	text: string,
	edits: readonly { readonly range: Range; readonly newText: string }[],
): string {
	const source = new SourceText(text);
	return applyEdits(
		text,
		edits.map(({ range, newText }) => ({
			start: source.offsetAt(range.start),
			end: source.offsetAt(range.end),
			newText,
		})),
	);
}

/** The text after the edits of one document in a workspace edit. */
export function afterWorkspaceEdit(text: string, uri: string, edit: WorkspaceEdit | undefined): string {
	const edits = (edit?.documentChanges ?? []).flatMap(change =>
		'edits' in change && change.textDocument.uri === uri ? change.edits : [],
	);
	const plain = edits.flatMap(change => ('newText' in change ? [change] : []));
	return afterEdits(text, [...plain, ...(edit?.changes?.[uri] ?? [])]);
}

/** The text after a completion is accepted, replacing what stands behind the cursor or not. */
export function afterCompletion(
	text: string,
	list: CompletionList,
	label: string,
	mode: 'insert' | 'replace' = 'replace',
): string {
	const item = list.items.find(candidate => candidate.label === label);
	if (item === undefined) throw new Error(`${label} is not offered`);
	return afterItem(text, list, item, mode);
}

/** The same for one item of a list; `expand` makes text of what is a snippet. */
export function afterItem(
	text: string,
	list: CompletionList,
	item: CompletionItem,
	mode: 'insert' | 'replace' = 'replace',
	expand: (item: CompletionItem, newText: string) => string = (_, newText) => newText,
): string {
	const { newText, range } = editOf(item, list, mode);
	return afterEdits(text, [{ newText: expand(item, newText), range }, ...(item.additionalTextEdits ?? [])]);
}

function editOf(item: CompletionItem, list: CompletionList, mode: 'insert' | 'replace'): TextEdit {
	const edit: TextEdit | InsertReplaceEdit | undefined = item.textEdit;
	if (edit !== undefined) {
		return { newText: edit.newText, range: 'range' in edit ? edit.range : edit[mode] };
	}
	const range = list.itemDefaults?.editRange;
	if (range === undefined) throw new Error('the item says nowhere what it replaces');
	const newText = item.textEditText ?? item.label;
	return { newText, range: 'insert' in range ? range[mode] : range };
}
