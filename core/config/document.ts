import { stripComments } from 'jsonc-parser';
import type { JsonDocument } from '../json.ts';
import { parseJson } from '../json-parser.ts';

/**
 * Parses settings: JSON in which comments and trailing commas are fine. Both are blanked out before, so that every
 * offset stays that of the text. Never throws.
 */
export function parseSettings(text: string): JsonDocument {
	let plain = stripComments(text, ' ');
	let document = parseJson(plain);
	// The parser stops listing problems after some; a round that finds no comma ends this.
	for (;;) {
		const commas = document.problems.filter(problem => problem.kind === 'trailing-comma');
		if (commas.length === 0) return { ...document, text };
		for (const { start, end } of commas) plain = `${plain.slice(0, start)} ${plain.slice(end)}`;
		document = parseJson(plain);
	}
}
