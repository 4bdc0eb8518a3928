import { parseJson } from '../json-parser.ts';
import type { SourceText, Span } from '../text.ts';
import { asFound, type FoundSecret, foundSecrets } from './found-secrets.ts';
import { writtenSecrets } from './written.ts';

/** What stands in place of each UTF-16 unit of a secret: one unit as well, so that columns stay. */
const MASK = '•';

/** A file's secrets, hidden. Made once per file and used for whatever of it is shown. */
export interface Mask {
	/** The file's text with every secret in it hidden; offsets, lines and columns are those of the source. */
	readonly text: string;
	/**
	 * Another text made from this file (the new text of an edit, a line after a fix, a live definition beside it)
	 * with the same secrets hidden. A text that changes here must not be offered for applying.
	 */
	readonly hide: (other: string) => string;
}

/**
 * Finds the secrets in a file's text and hides them. Needs no findings and no settings: a literal is hidden even where
 * its rule is off, below a baseline, or only a hint; what is written a second time elsewhere is hidden there too.
 */
export function maskSecrets(source: SourceText): Mask {
	const { text } = source;
	const spans = foundSecrets(source) ?? secretSpans(text);
	if (spans.length === 0) return { text, hide: other => other };
	const literals = new Set<string>();
	for (const { start, end, value } of spans) {
		literals.add(text.slice(start, end));
		literals.add(value);
		literals.add(JSON.stringify(value).slice(1, -1));
	}
	const hide = (other: string): string => {
		let hidden = other;
		for (const literal of literals) hidden = hideLiteral(hidden, literal);
		return hidden;
	};
	return { text: hide(hideSpans(text, spans)), hide };
}

/** The secrets of every JSON value in a text, also of what the server drops behind the first one. */
function secretSpans(text: string): readonly FoundSecret[] {
	const found: FoundSecret[] = [];
	for (let from = 0; from < text.length; ) {
		const part = from === 0 ? text : text.slice(from);
		const { root, rest, problems } = parseJson(part);
		if (root === undefined) {
			from += Math.max(problems[0]?.end ?? part.length, 1);
			continue;
		}
		for (const secret of writtenSecrets(root, part)) {
			const { start, end, value } = asFound(secret);
			found.push({ start: from + start, end: from + end, value });
		}
		from += Math.max(rest?.start ?? part.length, 1);
	}
	return found;
}

function hideSpans(text: string, spans: readonly Span[]): string {
	const parts: string[] = [];
	let at = 0;
	for (const { start, end } of spans) {
		if (end <= at) continue;
		const from = Math.max(start, at);
		parts.push(text.slice(at, from), MASK.repeat(end - from));
		at = end;
	}
	parts.push(text.slice(at));
	return parts.join('');
}

/** Shortest literal that is hidden inside other text; a shorter one only as a whole string. */
const SHORTEST_INSIDE = 6;

/** A plain word (`password`, `changeit`) stands in texts for itself: it is hidden only as a whole string value. */
function hideLiteral(text: string, literal: string): string {
	if (literal === '' || !text.includes(literal)) return text;
	if (literal.length >= SHORTEST_INSIDE && !/^[A-Za-z]+$/.test(literal)) {
		return text.replaceAll(literal, MASK.repeat(literal.length));
	}
	const pattern = new RegExp(`"${literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}"(?!\\s*:)`, 'g');
	return text.replace(pattern, `"${MASK.repeat(literal.length)}"`);
}
