import { fileURLToPath, pathToFileURL } from 'node:url';
import { CONFIG_FILE_NAME } from '../core/definition/config.ts';
import type { GlobScope } from '../core/glob.ts';
import { NO_SETTINGS } from '../core/settings.ts';
import type { SourceText } from '../core/text.ts';
import { findConfig, loadConfig } from '../files/config.ts';
import { discover, jobFilesOf } from '../files/discover.ts';
import { absolutePath, slashed } from '../files/paths.ts';
import { projectTarget, requestedVersion } from '../files/project-target.ts';
import { readTextFile } from '../files/read.ts';
import type { CheckRequest } from '../files/result.ts';
import type { ClientSettings } from './client-settings.ts';
import { type Project, plainProject, projectOf } from './project.ts';
import type { ProjectRequest } from './runtime.ts';
import { asDirectory, baseName } from './uris.ts';

/** The server's door to the disk: the same config, inventory and job files as on the command line. */

/** The project of a directory; one without settings where it is on no disk. */
export function loadProject({ directory, folder, client }: ProjectRequest): Project {
	const path = pathOfUri(directory);
	const cwd = pathOfUri(folder) ?? path;
	if (path === undefined || cwd === undefined) return plainProject(folder);
	const configPath = client.config === undefined ? findConfig(path) : absolutePath(cwd, client.config);
	const loaded = configPath === undefined ? undefined : loadConfig(cwd, configPath);
	const config = loaded?.ok === true ? loaded.config : undefined;
	const settings = config?.settings ?? NO_SETTINGS;
	const request = requestOf(cwd, client);
	const { target, inventory } = projectTarget(
		request,
		config,
		settings,
		requestedVersion(request, () => {}),
	);
	const base = config?.base ?? cwd;
	const inputs = [...(config?.paths ?? []), ...(inventory.path === undefined ? [] : [inventory.path])];
	return projectOf({
		key: [config?.path ?? cwd, client.target, client.metronome, client.dcos].join('\n'),
		root: asDirectory(uriOf(base)),
		settings,
		target,
		inventory: inventory.inventory,
		inputs: inputs.map(uriOf),
		watch: [...inputs.map(watchOf), ...watchesOf(settings.jobs)],
		pathOf: name => absolutePath(base, name),
	});
}

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

export function readFile(uri: string): SourceText | undefined {
	const path = pathOfUri(uri);
	const read = path === undefined ? undefined : readTextFile(path);
	return read?.ok === true ? read.file.source : undefined;
}

function requestOf(cwd: string, { target, metronome, dcos }: ClientSettings): CheckRequest {
	return {
		cwd,
		paths: [],
		now: 0,
		reading: 'file',
		...(target !== undefined && { target }),
		...(metronome !== undefined && { metronome }),
		...(dcos !== undefined && { dcos }),
	};
}

function watchOf(path: string): Project['watch'][number] {
	const at = path.lastIndexOf('/');
	return { base: uriOf(path.slice(0, at + 1)), pattern: path.slice(at + 1) };
}

function watchesOf(jobs: GlobScope | undefined): Project['watch'] {
	return jobs === undefined ? [] : jobs.patterns.map(pattern => ({ base: uriOf(jobs.base), pattern }));
}

function uriOf(path: string): string {
	return pathToFileURL(path).href;
}

/** Undefined for what is no file on this machine. */
function pathOfUri(uri: string): string | undefined {
	try {
		return absolutePath(slashed(fileURLToPath(uri)), '.');
	} catch {
		return undefined;
	}
}
