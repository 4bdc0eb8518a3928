import { type LoadedConfig, loadConfig } from './config.ts';
import { findConfig } from './find-config.ts';
import { absolutePath, displayPath } from './paths.ts';
import type { Trouble } from './result.ts';

/** The settings files of one run; each is read once. */
export class ConfigStore {
	readonly troubles: Trouble[] = [];
	private readonly cwd: string;
	private readonly named: string | undefined;
	private readonly byPath = new Map<string, LoadedConfig | undefined>();
	private readonly byFolder = new Map<string, string | undefined>();

	/** `named`: the one that counts for every file; else it is the nearest upwards from each. */
	constructor(cwd: string, named: string | undefined) {
		this.cwd = cwd;
		this.named = named === undefined ? undefined : absolutePath(cwd, named);
	}

	/** The config that counts for the files of a folder (absolute, with `/`). */
	of(folder: string): LoadedConfig | undefined {
		const path = this.named ?? this.nearest(folder);
		if (path === undefined) return undefined;
		if (!this.byPath.has(path)) this.byPath.set(path, this.load(path));
		return this.byPath.get(path);
	}

	private nearest(folder: string): string | undefined {
		if (!this.byFolder.has(folder)) this.byFolder.set(folder, findConfig(folder));
		return this.byFolder.get(folder);
	}

	private load(path: string): LoadedConfig | undefined {
		const loaded = loadConfig(this.cwd, path);
		if (loaded.ok) return loaded.config;
		const shown = displayPath(this.cwd, path);
		this.troubles.push({ kind: 'usage', path: shown, message: `The config ${shown} ${loaded.message}.` });
		return undefined;
	}
}
