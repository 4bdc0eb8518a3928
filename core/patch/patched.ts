import { type Reading, unitsOf } from '../job-file.ts';
import { parseJson } from '../json-parser.ts';
import type { SettingsPatch } from '../settings.ts';
import type { Target } from '../target.ts';
import { SourceText, type Span } from '../text.ts';
import { mergePatch, type PatchChange } from './merge.ts';
import { type PieceEdit, Pieces } from './pieces.ts';

/** A job file with the patches of a target in it: a text like any other that knows where each part of it is from. */
export interface PatchedText {
	/** What is judged and sent. */
	readonly source: SourceText;
	readonly pieces: Pieces;
	/** In the order in which they were made: a later one counts more. */
	readonly changes: readonly PlacedChange[];
}

/** A change, and the place of the job file as it is on the disk. */
export interface PlacedChange extends Omit<PatchChange, 'at'> {
	readonly at: { readonly pointer: string; readonly span: Span };
}

/**
 * Applies patches to the jobs in a file, one after the other. Undefined where nothing changes, and for a text that the
 * server's reader would refuse: it has to be put right first. Schedule files have no jobs and are not patched.
 */
export function patchedText(
	source: SourceText,
	patches: readonly SettingsPatch[],
	variables: Target['variables'],
	reading: Reading,
): PatchedText | undefined {
	const { text, bom } = source;
	let pieces = new Pieces([{ text, file: undefined, from: { start: 0, end: text.length } }]);
	const changes: PlacedChange[] = [];
	for (const patch of patches) {
		const { root, problems } = parseJson(pieces.text, variables);
		if (problems.length > 0) return undefined;
		const edits: PieceEdit[] = [];
		for (const unit of unitsOf(root, reading)) {
			if (unit.kind !== 'job' || unit.node.kind !== 'object') continue;
			if (patch.job !== undefined && patch.job !== unit.job.id) continue;
			const merge = mergePatch(unit.node, patch);
			edits.push(...merge.edits);
			const job = { pointer: unit.job.pointer, span: { start: unit.node.start, end: unit.node.start + 1 } };
			for (const change of merge.changes) changes.push({ ...change, at: placeOnDisk(change, job, pieces) });
		}
		pieces = pieces.with(edits);
	}
	if (changes.length === 0) return undefined;
	return { source: new SourceText(bom ? `\ufeff${pieces.text}` : pieces.text), pieces, changes };
}

/** What stands in an earlier patch is in no job file; there the job itself is the place. */
function placeOnDisk({ at }: PatchChange, job: PatchChange['at'], pieces: Pieces): PlacedChange['at'] {
	const { file, start, end } = pieces.spanOf(at.span);
	if (file === undefined) return { pointer: at.pointer, span: { start, end } };
	const { start: from, end: to } = pieces.spanOf(job.span);
	return { pointer: job.pointer, span: { start: from, end: to } };
}
