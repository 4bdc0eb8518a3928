import { applyEdits } from '../../core/edit.ts';
import { REPOSITORY, TOOL_NAME } from '../../core/project.ts';
import type { Position, SourceText, Span } from '../../core/text.ts';
import type { CheckResult } from '../../files/result.ts';
import { type Shown, type ShownFinding, shown } from './shown.ts';

/**
 * The Reviewdog Diagnostic Format (DiagnosticResult of reviewdog.proto): 1-based lines, 1-based columns in bytes of
 * UTF-8, ends exclusive. A fix becomes one suggestion. Suppressed findings are left out.
 */
export function rdjson(result: CheckResult): string {
	const view = shown(result);
	const columns = new ByteColumns(result.sources);
	const diagnostics = view.open.map(finding => diagnostic(finding, result, view, columns));
	const troubles = result.troubles.map(({ path, message }) => ({
		message,
		location: { path: path ?? '.' },
		severity: 'ERROR',
	}));
	const source = { name: TOOL_NAME, url: `https://github.com/${REPOSITORY}` };
	return `${JSON.stringify({ source, diagnostics: [...troubles, ...diagnostics] }, undefined, 2)}\n`;
}

const SEVERITIES = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

function diagnostic(finding: ShownFinding, result: CheckResult, view: Shown, columns: ByteColumns) {
	const { message, file, span, severity, code, docs, related } = finding;
	const suggestion = suggestionFor(finding, result, view, columns);
	const elsewhere = related.filter(place => place.file !== null);
	return {
		message,
		location: columns.location(file, span),
		severity: SEVERITIES[severity],
		code: { value: code, url: docs },
		...(suggestion === null ? {} : { suggestions: [suggestion] }),
		...(elsewhere.length === 0
			? {}
			: {
					related_locations: elsewhere.map(place => ({
						message: place.message,
						location: columns.location(place.file, place.span),
					})),
				}),
	};
}

/** A longer suggestion is of no use in a review; the finding says what to do all the same. */
const MAX_SUGGESTION_LENGTH = 10_000;

/**
 * All edits of a fix as one replacement of the text from the first to the last. None where the text in between holds
 * a secret, since the suggestion would repeat it.
 */
function suggestionFor(finding: ShownFinding, result: CheckResult, view: Shown, columns: ByteColumns) {
	const edits = finding.fix()?.edits ?? [];
	const source = finding.file === null ? undefined : result.sources.get(finding.file);
	const masked = view.sourceOf(finding.file);
	if (edits.length === 0 || source === undefined || masked === undefined) return null;
	const start = Math.min(...edits.map(edit => edit.start));
	const end = Math.max(...edits.map(edit => edit.end));
	if (end - start > MAX_SUGGESTION_LENGTH) return null;
	const moved = edits.map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start }));
	const text = applyEdits(source.text.slice(start, end), moved);
	if (text !== applyEdits(masked.text.slice(start, end), moved)) return null;
	return { range: columns.range(source, { start, end }), text };
}

/** Counts columns in bytes, going on from the last count where it can: a file may be one line of a megabyte. */
class ByteColumns {
	private readonly sources: CheckResult['sources'];
	private last = { source: undefined as SourceText | undefined, line: -1, character: 0, column: 1 };

	constructor(sources: CheckResult['sources']) {
		this.sources = sources;
	}

	location(file: string | null, span: Span | null) {
		const source = file === null ? undefined : this.sources.get(file);
		const path = file ?? '.';
		return source === undefined || span === null ? { path } : { path, range: this.range(source, span) };
	}

	range(source: SourceText, span: Span) {
		const { start, end } = source.range(span);
		return { start: this.position(source, start), end: this.position(source, end) };
	}

	private position(source: SourceText, { line, character }: Position) {
		const { last } = this;
		const goesOn = last.source === source && last.line === line && last.character <= character;
		const from = goesOn ? last : { character: 0, column: line === 0 && source.bom ? 1 + BOM_BYTES : 1 };
		const lineStart = source.lineSpan(line).start;
		const text = source.text.slice(lineStart + from.character, lineStart + character);
		const column = from.column + Buffer.byteLength(text);
		this.last = { source, line, character, column };
		return { line: line + 1, column };
	}
}

/** A byte order mark is part of the first line on disk, although no column of ours counts it. */
const BOM_BYTES = 3;
