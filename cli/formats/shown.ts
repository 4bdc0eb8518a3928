import type { Edit, Finding, Fix } from '../../core/finding.ts';
import { literalSpans, maskLiterals } from '../../core/secrets/masking.ts';
import type { Range, SourceText, Span } from '../../core/text.ts';
import type { CheckResult } from '../../files/result.ts';

/** A finding as a format may print it: places resolved to lines, no detected secret in any of its texts. */
export interface ShownFinding extends Omit<Finding, 'fix' | 'related' | 'unnecessary'> {
	/** 0-based lines and UTF-16 characters; null where the finding has no place. */
	readonly range: Range | null;
	readonly related: readonly ShownPlace[];
	/** Computed at each call. Null as well where the new text would repeat a detected secret. */
	readonly fix: () => ShownFix | null;
}

export interface ShownPlace {
	/** Never null for a place in a file; the finding's own file is named too. */
	readonly file: string | null;
	readonly pointer: string | null;
	readonly span: Span | null;
	readonly range: Range | null;
	readonly message: string;
}

export interface ShownFix extends Omit<Fix, 'edits'> {
	readonly edits: readonly ShownEdit[];
}

export interface ShownEdit extends Edit {
	readonly range: Range;
}

/** A result without its secrets. */
export interface Shown {
	/** All of them, in the order of the result; suppressed ones say so. */
	readonly findings: readonly ShownFinding[];
	/** Those that nobody suppressed. */
	readonly open: readonly ShownFinding[];
	/**
	 * The text of a file with its literals covered. Undefined where there is none, and where the file was not judged
	 * itself, because nobody knows then which of its literals are secrets.
	 */
	readonly sourceOf: (file: string | null) => SourceText | undefined;
}

/** Prepares a result for printing; every format starts here. */
export function shown(result: CheckResult): Shown {
	const secrets = new Secrets(result);
	const findings = result.findings.map(finding => shownFinding(finding, result, secrets));
	return {
		findings,
		open: findings.filter(finding => finding.suppressed === null),
		sourceOf: file => secrets.maskedSource(file),
	};
}

function shownFinding(finding: Finding, result: CheckResult, secrets: Secrets): ShownFinding {
	const { file, span } = finding;
	const clean = (text: string) => secrets.clean(text, file);
	return {
		...finding,
		message: clean(finding.message),
		range: rangeOf(result, file, span),
		related: finding.related.map(place => {
			const at = place.file ?? file;
			const message = secrets.clean(clean(place.message), at);
			return { ...place, file: at, message, range: rangeOf(result, at, place.span) };
		}),
		fix: () => shownFix(finding, result, secrets),
	};
}

function shownFix(finding: Finding, result: CheckResult, secrets: Secrets): ShownFix | null {
	const fix = finding.fix?.() ?? null;
	if (fix === null) return null;
	const edits: ShownEdit[] = [];
	for (const edit of fix.edits) {
		const range = rangeOf(result, finding.file, edit);
		if (range === null || secrets.areIn(edit.newText, finding.file)) return null;
		edits.push({ ...edit, range });
	}
	return { title: secrets.clean(fix.title, finding.file), safe: fix.safe, edits };
}

function rangeOf(result: CheckResult, file: string | null, span: Span | null): Range | null {
	if (file === null || span === null) return null;
	return result.sources.get(file)?.range(span) ?? null;
}

/** The detected literals of each file. */
class Secrets {
	private readonly result: CheckResult;
	private readonly findings = new Map<string, readonly Finding[]>();
	private readonly sources = new Map<string, SourceText>();
	private readonly literals = new Map<string, readonly string[]>();

	constructor(result: CheckResult) {
		this.result = result;
		for (const { path, findings } of result.files) this.findings.set(path, findings);
		for (const [file, findings] of byFile(result.findings)) {
			this.findings.set(file, [...(this.findings.get(file) ?? []), ...findings]);
		}
	}

	maskedSource(file: string | null): SourceText | undefined {
		const source = file === null ? undefined : this.result.sources.get(file);
		const findings = file === null ? undefined : this.findings.get(file);
		if (file === null || source === undefined || findings === undefined) return undefined;
		let masked = this.sources.get(file);
		if (masked === undefined) {
			masked = maskLiterals(source, findings);
			this.sources.set(file, masked);
		}
		return masked;
	}

	/** Covers the literals of a file in a text that should not hold any. */
	clean(text: string, file: string | null): string {
		let cleaned = text;
		for (const literal of this.of(file)) {
			if (cleaned.includes(literal)) cleaned = cleaned.replaceAll(literal, COVERED);
		}
		return cleaned;
	}

	areIn(text: string, file: string | null): boolean {
		return this.of(file).some(literal => text.includes(literal));
	}

	/** As written and as read, longest first. */
	private of(file: string | null): readonly string[] {
		if (file === null) return [];
		let literals = this.literals.get(file);
		if (literals === undefined) {
			literals = literalsOf(this.result.sources.get(file), this.findings.get(file) ?? []);
			this.literals.set(file, literals);
		}
		return literals;
	}
}

function byFile(findings: readonly Finding[]): Map<string, Finding[]> {
	const map = new Map<string, Finding[]>();
	for (const finding of findings) {
		if (finding.file === null) continue;
		const same = map.get(finding.file);
		if (same === undefined) map.set(finding.file, [finding]);
		else same.push(finding);
	}
	return map;
}

/** What covers a literal inside a message; says nothing of its length. */
const COVERED = '••••••';

/** A plain word such as `password` is no secret by itself, and covering it would cover half of the messages. */
const PLAIN_WORD = /^[a-z]+$|^.{0,3}$/s;

function literalsOf(source: SourceText | undefined, findings: readonly Finding[]): readonly string[] {
	if (source === undefined) return [];
	const literals = new Set<string>();
	for (const { start, end } of literalSpans(source, findings)) {
		const written = source.text.slice(start, end);
		for (const literal of [written, unescaped(written)]) {
			if (PLAIN_WORD.test(literal)) for (const quote of QUOTES) literals.add(`${quote}${literal}${quote}`);
			else literals.add(literal);
		}
	}
	return [...literals].sort((a, b) => b.length - a.length);
}

const QUOTES = ["'", '"', '`'];

/** The inside of a JSON string as its reader sees it; as written where it is no such thing. */
function unescaped(written: string): string {
	if (!written.includes('\\')) return written;
	try {
		const value: unknown = JSON.parse(`"${written}"`);
		return typeof value === 'string' ? value : written;
	} catch {
		return written;
	}
}
