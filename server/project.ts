import { ANY_FILES, JOB_FILES, scopeMatcher } from '../core/glob.ts';
import type { Inventory } from '../core/secrets/inventory.ts';
import { NO_SETTINGS, type Settings } from '../core/settings.ts';
import { DEFAULT_TARGET, type Target } from '../core/target.ts';
import type { SourceText } from '../core/text.ts';
import type { Opened } from '../stores/open.ts';
import type { LiveStore } from './live-store.ts';
import type { PatchedFile } from './patched-file.ts';

/** What a project wants of its job files, and what is known of its cluster. */
export interface Project {
	/** Equal keys mean the same project: its files are judged together. */
	readonly key: string;
	/** URI of the directory that file names are relative to, ending in `/`. */
	readonly root: string;
	readonly settings: Settings;
	readonly target: Target;
	/** The sources known to be in the store, by name only. */
	readonly inventory: Inventory | undefined;
	/** A file, given by its name, as the target's patches make it; undefined where they leave it alone. Absent: none are chosen. */
	readonly patched?: (name: string, source: SourceText) => PatchedFile | undefined;
	/** Texts of the config and of all that it extends, as they were read, by their URIs. */
	readonly settingsTexts?: ReadonlyMap<string, SourceText>;
	/** Opens the secret store that the settings name; absent where they name none. */
	readonly openStore?: () => Promise<Opened | undefined>;
	/** That store, asked in the background. What it says is the target's word as well. */
	readonly store?: LiveStore;
	/** Why there is no word of any store; absent where no store is configured. */
	readonly storeless?: string;
	/** When all this was read, in ms since 1970; undefined where there was nothing to read. */
	readonly readAt?: number;
	/** URIs of the files all this was read from: when one of them changes, so does the project. */
	readonly inputs: readonly string[];
	/** What to watch for changes: the inputs and the job files, as patterns below a directory's URI. */
	readonly watch: readonly { readonly base: string; readonly pattern: string }[];
	/** The path of a file, given by its name, as the scopes of the settings name paths. */
	readonly pathOf: (name: string) => string;
	/** The settings say that this file, given by its name, holds jobs. */
	readonly isJobFile: (name: string) => boolean;
}

/** Completes a project with what follows from its settings. */
export function projectOf(parts: Omit<Project, 'isJobFile'>): Project {
	const { jobs, exclude } = parts.settings;
	if (jobs === undefined) return { ...parts, isJobFile: () => false };
	const included = scopeMatcher(jobs, JOB_FILES);
	const excluded = exclude === undefined ? () => false : scopeMatcher(exclude, ANY_FILES);
	const isJobFile = (name: string): boolean => {
		const path = parts.pathOf(name);
		return included(path) && !excluded(path);
	};
	return { ...parts, isJobFile };
}

/** Without any settings: DC/OS 2.2, default severities, and nothing known beyond the open documents. */
export function plainProject(root: string): Project {
	return projectOf({
		key: root,
		root,
		settings: NO_SETTINGS,
		target: DEFAULT_TARGET,
		inventory: undefined,
		inputs: [],
		watch: [],
		pathOf: name => name,
	});
}

/** The settings name every job file, so that an id which is in none of them is unknown. */
export function isComplete({ settings }: Project): boolean {
	return settings.jobs !== undefined;
}

/** Of every source somebody could tell whether it is in the store. */
export function storeKnows({ target, store }: Project): boolean {
	return target.sourceState !== undefined && store?.sure !== false;
}

/** When the word on a source was given, in ms since 1970; undefined where there is none. */
export function toldAt({ store, readAt }: Project, source: string): number | undefined {
	return store === undefined ? readAt : store.askedAt(source);
}
