import type { Related } from '../core/finding.ts';
import type { Place } from '../core/jobset.ts';
import type { PatchedText } from '../core/patch/patched.ts';
import { fixInFile, relocated, truePlace } from '../core/patch/relocate.ts';
import type { Span } from '../core/text.ts';
import { FROM_PATCH, type PatchedFile } from './patched-file.ts';

/**
 * A patched job file whose findings are placed in the file that people have open. `uriOf`: the URI of a settings file, by
 * the name that its patches have it under; undefined for what is none.
 */
export function patchedFile(
	name: string,
	patched: PatchedText,
	uriOf: (file: string) => string | undefined,
): PatchedFile {
	const files = new Map([[name, patched]]);
	const placeOf = (pointer: string, span: Span): Span => {
		const { change, span: place } = truePlace(patched, pointer, span);
		return change?.at.span ?? place ?? span;
	};
	const patchAt = (pointer: string | null, span: Span | null): Related | undefined => {
		const place = truePlace(patched, pointer, span);
		const file = place.file === undefined ? undefined : uriOf(place.file);
		if (file === undefined) return undefined;
		return { file, pointer: place.pointer ?? '', span: place.span, message: FROM_PATCH };
	};
	const moved = <P extends Place>(place: P): P => ({ ...place, ...placeOf(place.pointer, place) });
	return {
		source: patched.source,
		finding: finding => {
			const { pointer, span } = finding;
			const [there = finding] = relocated([finding], files);
			const related = there.related.map(other => ({ ...other, file: uriOf(other.file ?? '') ?? other.file }));
			const { change } = truePlace(patched, pointer, span);
			if (change === undefined) return { ...there, related };
			const patch = patchAt(pointer, span);
			// The first of them is the place in the job file.
			const others = related.slice(1);
			return {
				...there,
				file: finding.file,
				pointer,
				span: change.at.span,
				related: patch === undefined ? others : [patch, ...others],
			};
		},
		label: label => {
			const { start, end } = placeOf(label.pointer, label);
			const removal = label.removal && fixInFile(patched, label.removal);
			return { ...label, start, end, removal };
		},
		summary: summary => ({
			...summary,
			jobs: summary.jobs.map(job => ({
				...job,
				id: job.id && moved(job.id),
				dependencies: job.dependencies.map(moved),
				sources: job.sources.map(moved),
			})),
		}),
		behind: ({ jobs }) => {
			const places = jobs.flatMap(({ id, dependencies }) => [
				...(id === undefined ? [] : [id]),
				...dependencies,
			]);
			const found = new Map<string, Related>();
			for (const place of places) {
				const patch = patchAt(place.pointer, place);
				if (patch !== undefined) found.set(place.pointer, patch);
			}
			return found;
		},
	};
}
