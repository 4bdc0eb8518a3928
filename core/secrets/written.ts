import type { JsonNode } from '../json.ts';
import { valueSpan } from '../json-string.ts';
import type { Span } from '../text.ts';
import { literalsOf, type WrittenLiteral } from './literals.ts';
import { type Detection, detectSecrets } from './plaintext/detect.ts';

/** A secret that stands in the text of a file. */
export interface WrittenSecret {
	readonly literal: WrittenLiteral;
	readonly detection: Detection;
	/** Exactly the secret, in the source text: between the quotes, escapes whole. */
	readonly span: Span;
	/** It is all that stands in its string. */
	readonly whole: boolean;
}

/** The secrets written out below a node, in source order. `text` is the text the node was parsed from. */
export function writtenSecrets(root: JsonNode, text: string): readonly WrittenSecret[] {
	const found: WrittenSecret[] = [];
	for (const literal of literalsOf(root, text)) {
		for (const detection of detectSecrets(literal)) {
			// Ids, images and descriptions look generated often enough; only a sure sign counts there.
			if (literal.place === 'value' && detection.certainty === 'info') continue;
			found.push(written(literal, detection, text));
		}
	}
	return found.sort((a, b) => a.span.start - b.span.start);
}

function written(literal: WrittenLiteral, detection: Detection, text: string): WrittenSecret {
	const { node, offset } = literal;
	const start = offset + detection.start;
	const end = offset + detection.end;
	const span =
		node.kind === 'string'
			? valueSpan(text, node, start, end)
			: { start: node.start + start, end: node.start + end };
	return { literal, detection, span, whole: detection.whole && offset === 0 };
}
