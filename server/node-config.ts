import type { GlobScope } from '../core/glob.ts';
import { NO_SETTINGS } from '../core/settings.ts';
import { loadConfig } from '../files/config.ts';
import { absolutePath } from '../files/paths.ts';
import { projectTarget, requestedVersion } from '../files/project-target.ts';
import type { CheckRequest } from '../files/result.ts';
import type { ClientSettings } from './client-settings.ts';
import { uriOf } from './node-paths.ts';
import { targetParts } from './node-target.ts';
import { type Project, projectOf } from './project.ts';
import { asDirectory } from './uris.ts';

/** The project that a config makes, and what the client wants of it. Paths are absolute; there may be no config. */
export function configuredProject(
	cwd: string,
	configPath: string | undefined,
	client: ClientSettings,
): Project {
	const loaded = configPath === undefined ? undefined : loadConfig(cwd, configPath);
	const config = loaded?.ok === true ? loaded.config : undefined;
	const settings = config?.settings ?? NO_SETTINGS;
	const request = requestOf(cwd, client);
	const version = requestedVersion(request, () => {});
	const { target, inventory } = projectTarget(request, config, settings, version);
	const base = config?.base ?? cwd;
	const inputs = [...(config?.paths ?? []), ...(inventory.path === undefined ? [] : [inventory.path])];
	return projectOf({
		key: [config?.path ?? cwd, client.target, client.metronome, client.dcos, client.trusted].join('\n'),
		root: asDirectory(uriOf(base)),
		settings,
		target,
		inventory: inventory.inventory,
		...(config !== undefined && targetParts(cwd, config, client.target, target)),
		inputs: inputs.map(uriOf),
		watch: [...inputs.map(watchOf), ...watchesOf(settings.jobs)],
		pathOf: name => absolutePath(base, name),
	});
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
