import { fileContext } from '../core/check.ts';
import { looksLikeJobFile } from '../core/job-file.ts';
import type { FileContext } from '../core/rule.ts';
import { type JobFile, loadJobFile } from './job-file.ts';
import { optionsOf, troubleOf } from './judge.ts';
import { gatherProjects, type Project } from './project.ts';
import type { CheckRequest, Trouble } from './result.ts';

export interface VisitResult {
	readonly files: number;
	readonly troubles: readonly Trouble[];
	readonly notices: readonly string[];
	readonly projects: readonly Project[];
}

/**
 * Parses every file that a request means and hands it over, one at a time and by path, without judging it: for what
 * only looks (`next`, `secrets`, `render`, a deploy). The context names the file as findings do, and has the target it
 * would be judged for. `wants`: only the files of these projects are read.
 */
export function visitJobFiles(
	request: CheckRequest,
	visit: (context: FileContext, project: Project, file: JobFile) => void,
	wants: (project: Project) => boolean = () => true,
): VisitResult {
	const gathered = gatherProjects(request);
	const troubles: Trouble[] = [...gathered.troubles];
	let files = 0;
	for (const project of gathered.projects.filter(wants)) {
		for (const file of project.reported) {
			const loaded = loadJobFile(file);
			if (loaded.kind === 'failed') troubles.push(troubleOf(file, loaded.failure.message));
			if (loaded.kind !== 'text') continue;
			const context = fileContext(file.shown, loaded.file.source, optionsOf(project, request));
			if (file.by === 'found' && !looksLikeJobFile(context.document.root)) continue;
			files++;
			visit(context, project, file);
		}
	}
	return { files, troubles, notices: gathered.notices, projects: gathered.projects };
}
