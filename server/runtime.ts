import type { FileCheck } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import { DEFAULT_TARGET, type Target } from '../core/target.ts';
import type { ClientSettings } from './client-settings.ts';

/**
 * What the server needs from the place it runs in. The entries (`node.ts`, and one for browsers) supply it; nothing
 * else in `server/` touches a file, a process or a clock. What is optional is absent where it cannot be had.
 */
export interface Runtime {
	/** Of the tool, for `serverInfo`. */
	readonly version: string;
	/** Milliseconds since 1970. */
	now(): number;
	/** Calls back after `ms` milliseconds; the answer cancels it. */
	after(ms: number, callback: () => void): () => void;
	/** Resolves when what has already arrived from the client has been seen. */
	yield(): Promise<void>;
	/** Ends the server. */
	exit(code: 0 | 1): void;
	/** Calls back when the process with this id is gone; where processes cannot be seen, never. */
	watchProcess?(id: number, gone: () => void): void;
	/** The text of a file; undefined where it cannot be read. */
	readFile?(uri: string): Promise<string | undefined>;
	/** The settings that hold for files in a directory, from the config found upwards from it. Never rejects. */
	loadSettings?(request: SettingsRequest): Promise<Settings>;
	/** URIs of the job files that the settings name, open or not. */
	listJobFiles?(settings: Settings): Promise<readonly string[]>;
}

export interface SettingsRequest {
	/** URI of the directory, ending in `/`. */
	readonly directory: string;
	/** URI of the workspace folder it is in, ending in `/`; the directory itself where it is in none. */
	readonly folder: string;
	readonly client: ClientSettings;
}

/** What a project wants of its job files, and what is known of its cluster. Two requests may share one object. */
export interface Settings {
	/** URI of the directory that file names are relative to, ending in `/`. */
	readonly root: string;
	/** URI of the config; undefined where there is none. */
	readonly config: string | undefined;
	readonly target: Target;
	/** Sources known to be in the store, by name only. */
	readonly inventory: Inventory | undefined;
	/** The config says that this file, named relative to the root, holds jobs. */
	readonly isJobFile: (name: string) => boolean;
	/** The files the config names are all jobs of the cluster, so that an id which is nowhere is unknown. */
	readonly complete: boolean;
	/** Severities, suppressions and baseline, applied to findings of one file. */
	readonly policy: (findings: readonly Finding[], check: FileCheck) => readonly Finding[];
	/** Globs, relative to the root, of files whose change changes the settings or the set of jobs. */
	readonly watch: readonly string[];
}

export interface Inventory {
	/** For people: `the inventory secrets.json`. */
	readonly name: string;
	readonly sources: readonly string[];
}

/** Without any config: DC/OS 2.2, default severities, and nothing known beyond the open documents. */
export function defaultSettings(root: string): Settings {
	return {
		root,
		config: undefined,
		target: DEFAULT_TARGET,
		inventory: undefined,
		isJobFile: () => false,
		complete: false,
		policy: findings => findings,
		watch: [],
	};
}
