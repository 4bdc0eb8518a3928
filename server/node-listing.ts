import { CONFIG_FILE_NAME } from '../core/project.ts';
import { jobFileSearch, jsonFileSearch } from '../files/discover.ts';
import { pathOfUri, uriOf } from './node-paths.ts';
import type { Project } from './project.ts';
import type { Pause } from './runtime.ts';
import { baseName } from './uris.ts';

/**
 * URIs of the files that the setting `jobs` means, or of those in its folder that may hold jobs where there is none;
 * without those that the settings themselves are made of. `pause` is called between two steps of the search.
 */
export async function listJobFiles(
	{ settings, inputs, root }: Project,
	pause: Pause,
): Promise<readonly string[]> {
	const folder = pathOfUri(root);
	if (settings.jobs === undefined && folder === undefined) return [];
	const search =
		settings.jobs === undefined
			? jsonFileSearch(folder ?? '')
			: jobFileSearch(settings.jobs, settings.exclude);
	await pause();
	let step = search.next();
	for (; step.done !== true; step = search.next()) await pause();
	const own = new Set(inputs);
	const uris: string[] = [];
	for (const path of step.value) {
		await pause();
		const uri = uriOf(path);
		if (!own.has(uri) && baseName(uri) !== CONFIG_FILE_NAME) uris.push(uri);
	}
	return uris;
}
