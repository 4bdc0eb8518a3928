import { readDecimal } from '../decimal.ts';
import { lineIndent } from '../edit.ts';
import type { Edit } from '../finding.ts';
import type { ArrayNode, JsonDocument, JsonNode, ObjectNode, SyntaxProblem } from '../json.ts';
import { isPlaceholderAt, withoutQuotes } from '../json-lexis.ts';
import type { SourceText } from '../text.ts';
import { cut, insert, type Repair } from './repair.ts';

/** How a syntax problem can be put right; undefined where nobody can tell what was meant. */
export function repairedSyntax(
	problem: SyntaxProblem,
	document: JsonDocument,
	source: SourceText,
): Repair | undefined {
	const { start, end } = problem;
	const text = document.text.slice(start, end);
	switch (problem.kind) {
		case 'trailing-comma':
			return { title: 'Remove the comma', safe: true, edits: [cut(start, end)] };
		case 'missing-comma':
			return { title: 'Put a comma here', safe: true, edits: [insert(start, ',')] };
		case 'missing-colon':
			// `"cpus"{{x}}` wants more than a colon.
			if (isPlaceholderAt(document.text, start)) return undefined;
			return { title: 'Put a colon here', safe: true, edits: [insert(start, ':')] };
		case 'comment':
			return { title: 'Remove the comment', safe: false, edits: [commentCut(problem, source)] };
		case 'odd-blank':
			return { title: 'Write a plain space', safe: true, edits: [{ start, end, newText: ' ' }] };
		case 'bad-key':
			return { title: 'Put the key in double quotes', safe: true, edits: inDoubleQuotes(start, text) };
		case 'bad-word':
			return repairedWord(start, text);
		case 'bad-number':
			return repairedNumber(start, end, text);
		case 'control-character':
		case 'bad-escape':
			return repairedString(start, text);
		case 'behind':
			return {
				title: 'Remove what follows',
				safe: false,
				edits: [cut(start, document.text.trimEnd().length)],
			};
		case 'unclosed':
			return closedContainers(document, source);
		default:
			return undefined;
	}
}

/** The comment with the blanks before it, and with its line where it has one to itself. */
function commentCut({ start, end }: SyntaxProblem, source: SourceText): Edit {
	const first = source.lineSpan(source.positionAt(start).line);
	const last = source.lineSpan(source.positionAt(end).line);
	const before = source.text.slice(first.start, start);
	const isAlone = before.trim() === '' && source.text.slice(end, last.end).trim() === '';
	if (!isAlone) return cut(start - (before.length - before.trimEnd().length), end);
	const next = source.positionAt(end).line + 1;
	return cut(first.start, next < source.lineCount ? source.lineSpan(next).start : last.end);
}

function inDoubleQuotes(start: number, text: string): Edit[] {
	const end = start + text.length;
	if (withoutQuotes(text) === text) return [insert(start, '"'), insert(end, '"')];
	const inner = text.slice(1, -1);
	const escaped = [...inner.matchAll(/"/g)].map(({ index }) => insert(start + 1 + index, '\\'));
	return [{ start, end: start + 1, newText: '"' }, ...escaped, { start: end - 1, end, newText: '"' }];
}

const WORDS: ReadonlyMap<string, string> = new Map([
	['true', 'true'],
	['false', 'false'],
	['null', 'null'],
	['none', 'null'],
	['nil', 'null'],
	['undefined', 'null'],
]);

function repairedWord(start: number, text: string): Repair | undefined {
	const end = start + text.length;
	const word = WORDS.get(text.toLowerCase());
	if (word !== undefined)
		return { title: `Write ${word}`, safe: true, edits: [{ start, end, newText: word }] };
	if (withoutQuotes(text) !== text && !text.includes('\\')) {
		return { title: 'Use double quotes', safe: true, edits: inDoubleQuotes(start, text) };
	}
	return repairedNumber(start, end, text);
}

/** `.5`, `+5`, `5.` and `1_000`; a leading zero may mean an octal number. */
function repairedNumber(start: number, end: number, text: string): Repair | undefined {
	const plain = text
		.replace(/^\+/, '')
		.replace(/^(-?)\./, '$10.')
		.replace(/\.$/, '')
		.replaceAll('_', '');
	const json = plain.replace(/^(-?)0+(?=\d)/, '$1');
	if (readDecimal(json) === undefined) return undefined;
	return { title: 'Write it as a JSON number', safe: json === plain, edits: [{ start, end, newText: json }] };
}

function escapes(start: number, text: string): Edit[] {
	return [...text.matchAll(/[\u0000-\u001f]/g)].map(({ index, 0: character }) => ({
		start: start + index,
		end: start + index + 1,
		newText: JSON.stringify(character).slice(1, -1),
	}));
}

/** The scanner tells one mistake of a string; it may have several. */
function repairedString(start: number, text: string): Repair | undefined {
	// Backslash and line end: a string of several lines, as shells have it.
	const backslashes = /\\[\r\n]/.test(text) ? [] : doubledBackslashes(start, text);
	const edits = [...escapes(start, text), ...backslashes];
	if (edits.length === 0) return undefined;
	return backslashes.length === 0
		? { title: 'Write an escape for it', safe: true, edits }
		: { title: 'Write the backslash twice', safe: false, edits };
}

/** Backslashes that begin no escape JSON knows; `\'` only loses its own. */
function doubledBackslashes(start: number, text: string): Edit[] {
	const edits: Edit[] = [];
	for (let at = 1; at < text.length; at++) {
		if (text[at] !== '\\') continue;
		const rest = text.slice(at + 1);
		if (rest.startsWith("'")) edits.push(cut(start + at, start + at + 1));
		else if (!/^(["\\/bfnrt]|u[0-9a-fA-F]{4}|$)/.test(rest)) edits.push(insert(start + at, '\\'));
		if (/^["\\/bfnrt']/.test(rest)) at++;
	}
	return edits;
}

/** Adds what closes every container still open; only where the last of it is whole. */
function closedContainers({ problems, root, text }: JsonDocument, source: SourceText): Repair | undefined {
	if (problems.length > 1) return undefined;
	const end = text.trimEnd().length;
	const signs: string[] = [];
	for (let node = lastContainer(root); node !== undefined; node = node.parent) {
		const isOneLine = source.positionAt(node.start).line === source.positionAt(end).line;
		const before = isOneLine ? '' : source.lineEnd + lineIndent(source, node.start);
		signs.push(before + (node.kind === 'object' ? '}' : ']'));
	}
	if (signs.length === 0 || text[end - 1] === ',') return undefined;
	const title = signs.length === 1 ? 'Add what closes it' : 'Add the missing braces and brackets';
	return { title, safe: false, edits: [insert(end, signs.join(''))] };
}

/** The innermost container that the end of the text cuts off. */
function lastContainer(root: JsonNode | undefined): ObjectNode | ArrayNode | undefined {
	let innermost: ObjectNode | ArrayNode | undefined;
	let node = root;
	while ((node?.kind === 'object' || node?.kind === 'array') && !node.closed) {
		innermost = node;
		node = node.kind === 'object' ? node.members.at(-1)?.value : node.items.at(-1);
	}
	return innermost;
}
