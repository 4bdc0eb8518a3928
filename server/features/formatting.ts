import type { FormattingOptions, TextEdit } from 'vscode-languageserver-protocol';
import { indentUnit } from '../../core/edit.ts';
import type { Edit } from '../../core/finding.ts';
import type { ArrayNode, JsonNode, ObjectNode } from '../../core/json.ts';
import type { FileContext } from '../../core/rule.ts';
import type { Range, SourceText, Span } from '../../core/text.ts';
import type { Positions } from '../positions.ts';

/** A list or object that a file on one line may keep on one line: this many characters, and nothing nested in it. */
const SHORT = 60;

/**
 * The edits that put a job file in order, in its own style: its step of indentation and its line ends, and what its
 * author wrote on one line stays on one line. Only blanks change. A file that cannot be read gets none.
 */
export function format(
	{ document, source }: FileContext,
	positions: Positions,
	options: FormattingOptions,
	range?: Range,
): TextEdit[] {
	const { root, problems, rest, text } = document;
	if (root === undefined || problems.length > 0 || rest !== undefined) return [];
	const layout = new Layout(source, root, unitOf(source, options));
	layout.gap(0, root.start, '');
	layout.node(root, 0);
	const behind = text.slice(root.end);
	if (behind === '') {
		if (options.insertFinalNewline === true) layout.gap(root.end, root.end, source.lineEnd);
	} else layout.gap(root.end, text.length, /[\r\n]/.test(behind) ? source.lineEnd : '');
	const within = range === undefined ? undefined : linesOf(range, positions, source);
	return layout.edits
		.filter(({ start, end }) => within === undefined || (start >= within.start && end <= within.end))
		.map(({ start, end, newText }) => ({ range: positions.range({ start, end }), newText }));
}

/** What the file does; where it shows nothing, what the client wants. */
function unitOf(source: SourceText, { insertSpaces, tabSize }: FormattingOptions): string {
	if (/[\r\n][ \t]+\S/.test(source.text)) return indentUnit(source);
	if (insertSpaces === false) return '\t';
	const size = typeof tabSize === 'number' && tabSize >= 1 && tabSize <= 16 ? Math.trunc(tabSize) : 2;
	return ' '.repeat(size);
}

/** A range means its lines, with the line end before the first. */
function linesOf(range: Range, positions: Positions, source: SourceText): Span {
	const first = source.positionAt(positions.offsetAt(range.start)).line;
	const last = source.positionAt(positions.offsetAt(range.end)).line;
	return {
		start: first === 0 ? 0 : source.lineSpan(first - 1).end,
		end: source.lineSpan(last).end,
	};
}

class Layout {
	readonly edits: Edit[] = [];
	private readonly source: SourceText;
	private readonly unit: string;
	/** The whole file is on one line: nobody has chosen what stays together. */
	private readonly isFlat: boolean;

	constructor(source: SourceText, root: JsonNode, unit: string) {
		this.source = source;
		this.unit = unit;
		this.isFlat = !/[\r\n]/.test(source.text.slice(root.start, root.end));
	}

	/** Makes a stretch that holds nothing but blanks, and maybe one sign, read like this. */
	gap(start: number, end: number, wanted: string): void {
		if (this.source.text.slice(start, end) !== wanted) this.edits.push({ start, end, newText: wanted });
	}

	/** The nesting is limited by the parser. */
	node(node: JsonNode, depth: number): void {
		if (node.kind !== 'object' && node.kind !== 'array') return;
		const entries = node.kind === 'object' ? node.members : node.items;
		const first = entries[0];
		const last = entries.at(-1);
		if (first === undefined || last === undefined) return this.gap(node.start + 1, node.end - 1, '');
		if (this.staysOnOneLine(node)) return;
		const line = this.line(depth + 1);
		this.gap(node.start + 1, first.start, line);
		for (const [at, entry] of entries.entries()) {
			const next = entries[at + 1];
			if (next !== undefined) this.gap(entry.end, next.start, `,${line}`);
			if ('key' in entry) {
				if (entry.value === undefined) continue;
				this.gap(entry.key.end, entry.value.start, ': ');
				this.node(entry.value, depth + 1);
			} else this.node(entry, depth + 1);
		}
		this.gap(last.end, node.end - 1, this.line(depth));
	}

	private staysOnOneLine(node: ObjectNode | ArrayNode): boolean {
		if (!this.isFlat) return !/[\r\n]/.test(this.source.text.slice(node.start, node.end));
		const entries = node.kind === 'object' ? node.members.map(({ value }) => value) : node.items;
		const isPlain = entries.every(entry => entry?.kind !== 'object' && entry?.kind !== 'array');
		return isPlain && node.parent !== undefined && node.end - node.start <= SHORT;
	}

	private line(depth: number): string {
		return this.source.lineEnd + this.unit.repeat(depth);
	}
}
