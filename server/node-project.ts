import type { SourceText } from '../core/text.ts';
import { findConfig } from '../files/find-config.ts';
import { absolutePath } from '../files/paths.ts';
import { readTextFile } from '../files/read.ts';
import type { ClientSettings } from './client-settings.ts';
import { pathOfUri, uriOf } from './node-paths.ts';
import { type Project, plainProject } from './project.ts';
import type { ProjectRequest } from './runtime.ts';
import { asDirectory } from './uris.ts';

/**
 * The server's door to the disk: the same config, inventory and job files as on the command line. What reads a config is
 * only loaded where there is one.
 */

/** The project of a directory; one without settings where there are none, or where it is on no disk. */
export async function loadProject({ directory, folder, client }: ProjectRequest): Promise<Project> {
	const path = pathOfUri(directory);
	const cwd = pathOfUri(folder) ?? path;
	if (path === undefined || cwd === undefined) return plainProject(folder);
	const configPath = client.config === undefined ? findConfig(path) : absolutePath(cwd, client.config);
	if (configPath === undefined && !hasWishes(client)) {
		return { ...plainProject(asDirectory(uriOf(cwd))), pathOf: name => absolutePath(cwd, name) };
	}
	const { configuredProject } = await import('./node-config.ts');
	return configuredProject(cwd, configPath, client);
}

function hasWishes({ target, metronome, dcos }: ClientSettings): boolean {
	return target !== undefined || metronome !== undefined || dcos !== undefined;
}

export function readFile(uri: string): SourceText | undefined {
	const path = pathOfUri(uri);
	const read = path === undefined ? undefined : readTextFile(path);
	return read?.ok === true ? read.file.source : undefined;
}
