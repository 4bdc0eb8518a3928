import { createScanner } from 'jsonc-parser';
import type { JsonDocument } from '../json.ts';
import { parseJson } from '../json-parser.ts';
import { Token } from '../json-tokens.ts';

/**
 * Parses settings: JSON in which comments and trailing commas are fine. Both are blanked out before, so that every
 * offset stays that of the text. Never throws.
 */
export function parseSettings(text: string): JsonDocument {
	let plain = withoutComments(text);
	let document = parseJson(plain);
	// The parser stops listing problems after some; a round that finds no comma ends this.
	for (;;) {
		const commas = document.problems.filter(problem => problem.kind === 'trailing-comma');
		if (commas.length === 0) return { ...document, text };
		for (const { start, end } of commas) plain = `${plain.slice(0, start)} ${plain.slice(end)}`;
		document = parseJson(plain);
	}
}

/** The library's own `stripComments` makes every comment one longer (3.3.1), which moves all that follows. */
function withoutComments(text: string): string {
	const scanner = createScanner(text, false);
	const parts: string[] = [];
	let from = 0;
	for (let token = scanner.scan(); token !== Token.End; token = scanner.scan()) {
		if (token !== Token.LineComment && token !== Token.BlockComment) continue;
		const start = scanner.getTokenOffset();
		const end = Math.min(start + scanner.getTokenLength(), text.length);
		parts.push(text.slice(from, start), text.slice(start, end).replaceAll(/[^\r\n]/g, ' '));
		from = end;
	}
	return parts.join('') + text.slice(from);
}
