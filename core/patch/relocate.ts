import type { Finding, Fix, Related } from '../finding.ts';
import type { Span } from '../text.ts';
import type { PatchedText, PlacedChange } from './patched.ts';

/** Patched files by the names that findings use. */
export type PatchedFiles = ReadonlyMap<string, PatchedText>;

/** A place in one of the files that a patched text was made of. */
export interface TruePlace {
	/** Undefined: the job file itself. */
	readonly file: string | undefined;
	readonly pointer: string | null;
	readonly span: Span | null;
	/** The patch that made what stands there; undefined for what is the author's own. */
	readonly change: PlacedChange | undefined;
}

/**
 * Findings on patched texts as findings on the files that people have: what a patch made points at the patch, with the
 * job file as a related place, and cannot be fixed in the job file. Fingerprints stay.
 */
export function relocated(findings: readonly Finding[], patched: PatchedFiles): readonly Finding[] {
	return patched.size === 0 ? findings : findings.map(finding => relocatedFinding(finding, patched));
}

function relocatedFinding(finding: Finding, patched: PatchedFiles): Finding {
	const own = finding.file === null ? undefined : patched.get(finding.file);
	const related = finding.related.map(place => relatedPlace(place, finding.file, patched));
	if (own === undefined) return { ...finding, related };
	const place = truePlace(own, finding.pointer, finding.span);
	const { pointer, span, change } = place;
	if (change === undefined) return { ...finding, pointer, span, related, fix: fixIn(own, finding.fix) };
	const there: Related = { file: finding.file, ...change.at, message: WORDS[change.does] };
	return {
		...finding,
		file: change.file,
		pointer,
		span,
		related: [there, ...related.map(other => ({ ...other, file: other.file ?? finding.file }))],
		fix: null,
	};
}

const WORDS: Readonly<Record<PlacedChange['does'], string>> = {
	sets: 'The patch replaces this',
	adds: 'The patch adds it here',
	removes: 'The patch removes this',
};

function relatedPlace(related: Related, own: string | null, patched: PatchedFiles): Related {
	const text = patched.get(related.file ?? own ?? '');
	if (text === undefined) return related;
	const { file, pointer, span } = truePlace(text, related.pointer, related.span);
	return { ...related, file: file ?? related.file, pointer, span };
}

/** Where a place of a patched text really is. The pointer decides: the key of a value may be the author's own. */
export function truePlace(
	{ pieces, changes }: PatchedText,
	pointer: string | null,
	span: Span | null,
): TruePlace {
	const at = span === null ? null : pieces.spanOf(span);
	const change = changeAt(changes, pointer) ?? (at?.file === undefined ? undefined : changeFrom(changes, at));
	if (change === undefined) return { file: undefined, pointer, span: at && plainSpan(at), change };
	const { file, from } = change;
	const rest =
		pointer !== null && isWithin(pointer, change.pointer) ? pointer.slice(change.pointer.length) : '';
	const inPatch = at !== null && at.file === file ? plainSpan(at) : from.key;
	return { file, pointer: `${from.pointer}${rest}`, span: inPatch, change };
}

/** The last change of a place, or of one around it. */
function changeAt(changes: readonly PlacedChange[], pointer: string | null): PlacedChange | undefined {
	return pointer === null ? undefined : changes.findLast(change => isWithin(pointer, change.pointer));
}

/** The change that took a place over from a settings file: the one whose key stands last before it. */
function changeFrom(
	changes: readonly PlacedChange[],
	at: Span & { readonly file: string | undefined },
): PlacedChange | undefined {
	return changes
		.filter(({ file, from }) => file === at.file && from.key.start <= at.start)
		.reduce<PlacedChange | undefined>(
			(last, change) => (last === undefined || change.from.key.start >= last.from.key.start ? change : last),
			undefined,
		);
}

function isWithin(pointer: string, outer: string): boolean {
	return pointer === outer || pointer.startsWith(`${outer}/`);
}

function plainSpan({ start, end }: Span): Span {
	return { start, end };
}

function fixIn(patched: PatchedText, fix: Finding['fix']): Finding['fix'] {
	if (fix === null) return null;
	return () => {
		const made = fix();
		return made === null ? null : fixInFile(patched, made);
	};
}

/** A fix of the patched text as one of the job file; null where it would change what stands elsewhere. */
export function fixInFile({ pieces }: PatchedText, fix: Fix): Fix | null {
	return fix.edits.every(edit => pieces.isWhole(edit)) ? moved(fix, pieces) : null;
}

function moved(fix: Fix, pieces: PatchedText['pieces']): Fix {
	const edits = fix.edits.map(({ start, end, newText }) => {
		const { offset } = pieces.originOf(start);
		return { start: offset, end: offset + (end - start), newText };
	});
	return { ...fix, edits };
}
