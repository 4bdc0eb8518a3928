import type { LinkedEditingRanges } from 'vscode-languageserver-protocol';
import type { FileContext } from '../../core/rule.ts';
import type { Positions } from '../positions.ts';
import { contentSpan, nameAt, occurrencesIn } from './names.ts';

/** The places of an alias that change together while it is typed; null where there is only one, or none. */
export function linkedEditing(
	context: FileContext,
	positions: Positions,
	offset: number,
): LinkedEditingRanges | null {
	const name = nameAt(context, offset);
	if (name?.kind !== 'alias') return null;
	const { text } = context.document;
	const spans = occurrencesIn(context, name).map(({ node }) => contentSpan(node));
	const written = new Set(spans.map(({ start, end }) => text.slice(start, end)));
	// They must be equal as written: an escape in one of them would be typed into all.
	if (spans.length < 2 || written.size !== 1) return null;
	return { ranges: spans.map(span => positions.range(span)), wordPattern: '[^"\\\\\\r\\n]+' };
}
