import { groupedBy } from '../core/group.ts';
import { looksLikeJobFile } from '../core/job-file.ts';
import { parseJson } from '../core/json-parser.ts';
import { type Candidate, discover } from './discover.ts';
import { loadJobFile } from './job-file.ts';
import { displayPath } from './paths.ts';

/**
 * Patterns for the setting `jobs` of a folder, sorted, that match the job files in it now and no other JSON file:
 * whole trees where everything is a job file, else folders, else the files themselves.
 */
export function suggestJobPatterns(cwd: string): readonly string[] {
	const files = discover(cwd, ['.']).candidates.map(candidate => ({
		path: displayPath(cwd, candidate.path),
		isJob: holdsJobs(candidate, cwd),
	}));
	const trees = groupedBy(files, ({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : ''));
	return [...trees].flatMap(([top, inTree]) => {
		if (!inTree.some(file => file.isJob)) return [];
		if (top !== '' && inTree.every(file => file.isJob)) return [`${top}/**/*.json`];
		return [...groupedBy(inTree, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1))].flatMap(
			([folder, inside]) =>
				folder !== '' && inside.every(file => file.isJob)
					? [`${folder}*.json`]
					: inside.filter(file => file.isJob).map(file => file.path),
		);
	});
}

function holdsJobs(candidate: Candidate, cwd: string): boolean {
	const loaded = loadJobFile({ ...candidate, shown: displayPath(cwd, candidate.path) });
	return loaded.kind === 'text' && looksLikeJobFile(parseJson(loaded.file.source.text).root);
}
