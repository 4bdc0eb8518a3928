import type { Edit, Finding, Fix } from '../../core/finding.ts';
import { maskSecrets } from '../../core/secrets/masking.ts';
import { type Range, SourceText, type Span } from '../../core/text.ts';
import type { CheckResult } from '../../files/result.ts';

/** A finding as a format may print it: places resolved to lines, no detected secret in any of its texts. */
export interface ShownFinding extends Omit<Finding, 'fix' | 'related' | 'unnecessary'> {
	/** 0-based lines and UTF-16 characters; null where the finding has no place. */
	readonly range: Range | null;
	readonly related: readonly ShownPlace[];
	/** Computed at each call. Null as well where its new text would repeat a secret. */
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
	/** The text of a file with its secrets hidden, every offset as before; undefined where the result has no text. */
	readonly sourceOf: (file: string | null) => SourceText | undefined;
}

/** Prepares a result for printing; every format starts here. */
export function shown(result: CheckResult): Shown {
	const masks = new Masks(result.sources);
	const findings = result.findings.map(finding => shownFinding(finding, result, masks));
	return {
		findings,
		open: findings.filter(finding => finding.suppressed === null),
		sourceOf: file => masks.sourceOf(file),
	};
}

function shownFinding(finding: Finding, result: CheckResult, masks: Masks): ShownFinding {
	const { file, span } = finding;
	const hide = (text: string) => masks.hide(text, file);
	return {
		...finding,
		message: hide(finding.message),
		range: rangeOf(result, file, span),
		related: finding.related.map(place => {
			const at = place.file ?? file;
			const message = masks.hide(hide(place.message), at);
			return { ...place, file: at, message, range: rangeOf(result, at, place.span) };
		}),
		fix: () => shownFix(finding, result, masks),
	};
}

function shownFix(finding: Finding, result: CheckResult, masks: Masks): ShownFix | null {
	const fix = finding.fix?.() ?? null;
	if (fix === null) return null;
	const edits: ShownEdit[] = [];
	for (const edit of fix.edits) {
		const range = rangeOf(result, finding.file, edit);
		if (range === null || masks.hide(edit.newText, finding.file) !== edit.newText) return null;
		edits.push({ ...edit, range });
	}
	return { title: masks.hide(fix.title, finding.file), safe: fix.safe, edits };
}

function rangeOf(result: CheckResult, file: string | null, span: Span | null): Range | null {
	if (file === null || span === null) return null;
	return result.sources.get(file)?.range(span) ?? null;
}

/** The masks of the files that are spoken of, made when first wanted. */
class Masks {
	private readonly sources: CheckResult['sources'];
	private readonly masks = new Map<string, Masked>();

	constructor(sources: CheckResult['sources']) {
		this.sources = sources;
	}

	sourceOf(file: string | null): SourceText | undefined {
		return this.of(file)?.source;
	}

	/** Hides the secrets of a file in a text that should not hold any. */
	hide(text: string, file: string | null): string {
		return this.of(file)?.hide(text) ?? text;
	}

	private of(file: string | null): Masked | undefined {
		const source = file === null ? undefined : this.sources.get(file);
		if (file === null || source === undefined) return undefined;
		let masked = this.masks.get(file);
		if (masked === undefined) {
			const { text, hide } = maskSecrets(source);
			masked = { source: new SourceText(source.bom ? `${BYTE_ORDER_MARK}${text}` : text), hide };
			this.masks.set(file, masked);
		}
		return masked;
	}
}

interface Masked {
	readonly source: SourceText;
	readonly hide: (text: string) => string;
}

const BYTE_ORDER_MARK = '\ufeff';
