import type { JsonNode } from '../json.ts';
import { valueSpans } from '../json-string.ts';
import type { Span } from '../text.ts';
import { literalsOf, type WrittenLiteral } from './literals.ts';
import { type Detection, detectSecrets } from './plaintext/detect.ts';
import type { Detect } from './plaintext/detection.ts';

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
export function writtenSecrets(
	root: JsonNode,
	text: string,
	detect: Detect = detectSecrets,
): readonly WrittenSecret[] {
	const found: WrittenSecret[] = [];
	for (const literal of literalsOf(root, text)) {
		// Ids, images and descriptions look generated often enough; only a sure sign counts there.
		const all = detect(literal);
		if (all.length === 0) continue;
		const detections = all.filter(({ certainty }) => literal.place !== 'value' || certainty !== 'info');
		const spanOf = spansOf(literal, text);
		for (const detection of detections) {
			const span = spanOf(literal.offset + detection.start, literal.offset + detection.end);
			found.push({ literal, detection, span, whole: detection.whole && literal.offset === 0 });
		}
	}
	return found.sort((a, b) => a.span.start - b.span.start);
}

function spansOf({ node }: WrittenLiteral, text: string): (start: number, end: number) => Span {
	if (node.kind === 'string') return valueSpans(text, node);
	return (start, end) => ({ start: node.start + start, end: node.start + end });
}
