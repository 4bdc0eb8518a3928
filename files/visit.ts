import { fileContext } from '../core/check.ts';
import { looksLikeJobFile } from '../core/job-file.ts';
import type { PatchedText } from '../core/patch/patched.ts';
import type { FileContext } from '../core/rule.ts';
import type { SourceText } from '../core/text.ts';
import { type JobFile, loadJobFile } from './job-file.ts';
import { optionsOf, troubleOf } from './judge.ts';
import { patchedFile } from './patches.ts';
import { gatherProjects, type Project } from './project.ts';
import type { CheckRequest, Trouble } from './result.ts';

/** What belongs to a visited file. */
export interface Visited {
	readonly project: Project;
	readonly file: JobFile;
	/** As it is on the disk. */
	readonly source: SourceText;
	/** What the context was made of, where it is not the file as it is. */
	readonly patched: PatchedText | undefined;
}

export interface VisitResult {
	readonly files: number;
	readonly troubles: readonly Trouble[];
	readonly notices: readonly string[];
}

/**
 * Parses every file that a request means and hands it over, one at a time and by path, without judging it: for what
 * only looks (`next`, `secrets`, `render`, a deploy). The context names the file as findings do, and has the target it
 * would be judged for. `gathered`: what of the request is to be visited, where that is known already.
 */
export function visitJobFiles(
	request: CheckRequest,
	visit: (context: FileContext, visited: Visited) => void,
	gathered = gatherProjects(request),
): VisitResult {
	const troubles: Trouble[] = [...gathered.troubles];
	let files = 0;
	for (const project of gathered.projects) {
		const options = optionsOf(project, request);
		for (const file of project.reported) {
			const loaded = loadJobFile(file);
			if (loaded.kind === 'failed') troubles.push(troubleOf(file, loaded.failure.message));
			if (loaded.kind !== 'text') continue;
			const patched = patchedFile(file, loaded.file, options);
			const context = fileContext(file.shown, patched?.source ?? loaded.file.source, options);
			if (file.by === 'found' && !looksLikeJobFile(context.document.root)) continue;
			files++;
			visit(context, { project, file, source: loaded.file.source, patched });
		}
	}
	return { files, troubles, notices: gathered.notices };
}
