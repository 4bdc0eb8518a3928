import { CONFIG_FILE_NAME } from '../core/project.ts';
import { discover, jobFilesOf } from '../files/discover.ts';
import { pathOfUri, uriOf } from './node-paths.ts';
import type { Project } from './project.ts';
import { baseName } from './uris.ts';

/**
 * URIs of the files that the setting `jobs` means, or of those in its folder that may hold jobs where there is none;
 * without those that the settings themselves are made of.
 */
export function listJobFiles({ settings, inputs, root }: Project): readonly string[] {
	const own = new Set(inputs);
	const paths = settings.jobs === undefined ? foundIn(root) : jobFilesOf(settings.jobs, settings.exclude);
	const uris = paths.map(uriOf);
	return uris.filter(uri => !own.has(uri) && baseName(uri) !== CONFIG_FILE_NAME);
}

function foundIn(root: string): readonly string[] {
	const folder = pathOfUri(root);
	return folder === undefined ? [] : discover(folder, ['.']).candidates.map(({ path }) => path);
}
