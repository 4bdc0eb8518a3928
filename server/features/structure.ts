import type { FoldingRange, SelectionRange } from 'vscode-languageserver-protocol';
import type { JsonNode } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import type { Position, Span } from '../../core/text.ts';
import type { Positions } from '../positions.ts';

/** More than a client can use; JSON servers stop at the same number. */
const MOST_FOLDS = 5000;

/** Objects and arrays of more than one line, without the line of the closing bracket. */
export function foldingRanges({ document, source }: FileContext, limit: unknown): FoldingRange[] {
	const most = typeof limit === 'number' && limit > 0 ? Math.min(limit, MOST_FOLDS) : MOST_FOLDS;
	const found: FoldingRange[] = [];
	// Outer ones first, so that a limit takes the inner ones.
	let level: JsonNode[] = document.root === undefined ? [] : [document.root];
	while (level.length > 0 && found.length < most) {
		const next: JsonNode[] = [];
		for (const node of level) {
			if (node.kind !== 'object' && node.kind !== 'array') continue;
			const startLine = source.positionAt(node.start).line;
			const endLine = source.positionAt(node.end).line - (node.closed ? 1 : 0);
			if (endLine > startLine && found.length < most) found.push({ startLine, endLine });
			if (node.kind === 'array') next.push(...node.items);
			else for (const { value } of node.members) if (value !== undefined) next.push(value);
		}
		level = next;
	}
	return found.sort((a, b) => a.startLine - b.startLine);
}

/** What a selection grows to, step by step: the word between the quotes, the string, the member, what is around it. */
export function selectionRange(
	{ document }: FileContext,
	positions: Positions,
	position: Position,
): SelectionRange {
	const offset = positions.offsetAt(position);
	let range: SelectionRange = {
		range: positions.range({ start: 0, end: document.text.length }),
	};
	let last: Span = { start: 0, end: document.text.length };
	for (const span of spansAround(document.root, offset)) {
		if (span.start === last.start && span.end === last.end) continue;
		last = span;
		range = { range: positions.range(span), parent: range };
	}
	return range;
}

/** From the outside in. */
function spansAround(root: JsonNode | undefined, offset: number): Span[] {
	const spans: Span[] = [];
	let node = root;
	while (node !== undefined && isIn(node, offset)) {
		spans.push(node);
		if (node.kind === 'string') {
			const inner = { start: node.start + 1, end: node.closed ? node.end - 1 : node.end };
			if (isIn(inner, offset)) spans.push(inner);
			return spans;
		}
		if (node.kind !== 'object' && node.kind !== 'array') return spans;
		const inside = { start: node.start + 1, end: node.closed ? node.end - 1 : node.end };
		if (!isIn(inside, offset)) return spans;
		spans.push(inside);
		if (node.kind === 'array') node = node.items.find(item => isIn(item, offset));
		else {
			const member = node.members.find(candidate => isIn(candidate, offset));
			if (member === undefined) return spans;
			spans.push({ start: member.start, end: member.end });
			node = isIn(member.key, offset) ? member.key : member.value;
		}
	}
	return spans;
}

function isIn({ start, end }: Span, offset: number): boolean {
	return start <= offset && offset <= end;
}
