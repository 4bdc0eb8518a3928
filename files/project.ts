import { basename, dirname } from 'node:path';
import { ruleCodeProblem } from '../core/config/meaning.ts';
import { ANY_FILES, type Matcher, scopeMatcher } from '../core/glob.ts';
import { CONFIG_FILE_NAME } from '../core/project.ts';
import { NO_SETTINGS, type Settings } from '../core/settings.ts';
import type { Target } from '../core/target.ts';
import type { ConfigFileProblem, LoadedConfig } from './config.ts';
import { ConfigStore } from './config-store.ts';
import { type Candidate, discover, jobFilesOf } from './discover.ts';
import { changedFiles } from './git.ts';
import type { JobFile } from './job-file.ts';
import { type PatchesOf, patchesOf } from './patches.ts';
import { absolutePath, displayPath, isInFolder } from './paths.ts';
import { projectTarget, requestedVersion } from './project-target.ts';
import type { CheckRequest, Trouble } from './result.ts';

/** Files that are judged by the same settings, and how. */
export interface Project {
	/** Undefined: no settings file counts for them. */
	readonly config: LoadedConfig | undefined;
	readonly settings: Settings;
	/** Of the settings files, and of the inventory they name. */
	readonly problems: readonly ConfigFileProblem[];
	readonly target: Target;
	/** The target's patches for a file; undefined where it has none at all. */
	readonly patchesOf: PatchesOf | undefined;
	readonly judgedFor: string;
	/** Judged and reported, by path. */
	readonly reported: readonly JobFile[];
	/** Only looked at for what other files say of them. */
	readonly others: readonly JobFile[];
	/** Every job of the cluster is in these files, or among the settings' `knownJobs`. */
	readonly complete: boolean;
	/** No file that the settings speak of was left out. */
	readonly everyFile: boolean;
}

export interface Gathered {
	readonly projects: readonly Project[];
	/** Folders that were searched for job files, absolute. */
	readonly folders: readonly string[];
	readonly troubles: readonly Trouble[];
	readonly notices: readonly string[];
}

/**
 * Finds the files that a request means, and the settings that count for each: those of the nearest config upwards from
 * the file, or the one that the request names. Reads no job file.
 */
export function gatherProjects(request: CheckRequest): Gathered {
	return new Gathering(request).run();
}

class Gathering {
	private readonly request: CheckRequest;
	private readonly cwd: string;
	private readonly configs: ConfigStore;
	private readonly troubles: Trouble[] = [];
	private readonly notices: string[] = [];
	private readonly jobFiles = new Map<Settings, readonly string[]>();

	constructor(request: CheckRequest) {
		this.request = request;
		this.cwd = absolutePath(request.cwd, '.');
		this.configs = new ConfigStore(this.cwd, request.config);
	}

	run(): Gathered {
		const { files, folders } = this.wantedFiles();
		const changed = this.changedFiles();
		for (const code of this.request.rules?.keys() ?? []) {
			const problem = ruleCodeProblem(code);
			if (problem !== undefined) this.usage(problem);
		}
		const version = requestedVersion(this.request, message => this.usage(message));
		const projects: Project[] = [];
		for (const [config, own] of this.byConfig(files)) {
			const settings = config?.settings ?? NO_SETTINGS;
			const target = projectTarget(this.request, config, settings, version);
			const { inventory } = target;
			this.troubles.push(...target.troubles);
			if (inventory.notice !== undefined) this.notices.push(inventory.notice);
			const parts = this.parts(own, settings, changed, this.foreign(config, inventory.path));
			projects.push({
				config,
				settings,
				problems: [
					...(config?.problems ?? []),
					...(inventory.problem === undefined ? [] : [inventory.problem]),
				],
				target: target.target,
				patchesOf: patchesOf(settings.targets.get(this.request.target ?? '')?.patches),
				judgedFor: target.judgedFor,
				...parts,
				complete: settings.jobs !== undefined,
				everyFile: changed === undefined && this.seesEverything(config, parts.others, folders),
			});
		}
		this.troubles.push(...this.configs.troubles);
		return { projects, folders, troubles: this.troubles, notices: this.notices };
	}

	/** What the paths of the request mean; without any, the config's `jobs` or the working directory. */
	private wantedFiles(): { readonly files: JobFile[]; readonly folders: readonly string[] } {
		const { paths, stdin } = this.request;
		const home = this.configs.of(this.cwd)?.settings;
		if (paths.length === 0 && home?.jobs !== undefined) {
			const files = this.jobFilesOf(home).map(path => this.jobFile({ path, by: 'matched' }));
			if (files.length === 0) this.notices.push("No file matches the setting 'jobs'.");
			return { files, folders: [] };
		}
		const onDisk = paths.filter(path => path !== '-');
		const found = discover(this.cwd, paths.length === 0 ? ['.'] : onDisk);
		this.troubles.push(...found.troubles);
		const files = found.candidates.map(candidate => this.jobFile(candidate));
		if (onDisk.length === paths.length) return { files, folders: found.folders };
		if (stdin === undefined) this.usage("The path '-' stands for standard input, and there is none.");
		return { files: stdin === undefined ? files : this.withStdin(files, stdin), folders: found.folders };
	}

	private withStdin(files: readonly JobFile[], { text, path }: { text: string; path: string }): JobFile[] {
		const file: JobFile = { ...this.jobFile({ path: absolutePath(this.cwd, path), by: 'named' }), text };
		return [...files.filter(other => other.path !== file.path), file].toSorted(byPath);
	}

	private jobFilesOf(settings: Settings): readonly string[] {
		if (settings.jobs === undefined) return [];
		const files = this.jobFiles.get(settings) ?? jobFilesOf(settings.jobs, settings.exclude);
		this.jobFiles.set(settings, files);
		return files;
	}

	private jobFile(candidate: Candidate): JobFile {
		return { ...candidate, shown: displayPath(this.cwd, candidate.path) };
	}

	private changedFiles(): ReadonlySet<string> | undefined {
		const { changedSince } = this.request;
		if (changedSince === undefined) return undefined;
		const changed = changedFiles(this.cwd, changedSince);
		if (changed.ok) return changed.value;
		this.usage(changed.message);
		return undefined;
	}

	/** At least one group, so that the settings of the working directory are looked at even where there is no job. */
	private byConfig(files: readonly JobFile[]): Map<LoadedConfig | undefined, JobFile[]> {
		const groups = new Map<LoadedConfig | undefined, JobFile[]>();
		for (const file of files) {
			const config = this.configs.of(dirname(file.path));
			const group = groups.get(config) ?? [];
			groups.set(config, group);
			if (basename(file.path) !== CONFIG_FILE_NAME) group.push(file);
			else if (file.by === 'named')
				this.notices.push(`${file.shown} has settings, and no jobs: it was judged as such.`);
		}
		return groups.size > 0 ? groups : new Map([[this.configs.of(this.cwd), []]]);
	}

	/** What the settings exclude, and the files that the settings and the run themselves consist of. */
	private foreign(config: LoadedConfig | undefined, inventory: string | undefined): Matcher {
		const { baseline } = this.request;
		const exclude = config?.settings.exclude;
		const excluded: Matcher = exclude === undefined ? () => false : scopeMatcher(exclude, ANY_FILES);
		const own = new Set([
			...(config?.paths ?? []),
			...(inventory === undefined ? [] : [inventory]),
			...(baseline === undefined ? [] : [absolutePath(this.cwd, baseline)]),
		]);
		return path => own.has(path) || basename(path) === CONFIG_FILE_NAME || excluded(path);
	}

	/** Which of a project's files are reported, and which are only known. */
	private parts(
		files: readonly JobFile[],
		settings: Settings,
		changed: ReadonlySet<string> | undefined,
		isForeign: Matcher,
	): Pick<Project, 'reported' | 'others'> {
		const known = new Map<string, JobFile>();
		for (const path of this.jobFilesOf(settings)) {
			if (!isForeign(path)) known.set(path, this.jobFile({ path, by: 'matched' }));
		}
		const wanted = files.flatMap(file => {
			if (file.by !== 'named' && isForeign(file.path)) return [];
			return file.by === 'found' ? (known.get(file.path) ?? file) : file;
		});
		const reported = wanted.filter(file => changed === undefined || changed.has(file.path));
		for (const file of wanted) known.set(file.path, file);
		for (const file of reported) known.delete(file.path);
		return { reported, others: [...known.values()].toSorted(byPath) };
	}

	/** Whether all that the settings are about was looked at: all of `jobs`, or else everything around the config. */
	private seesEverything(
		config: LoadedConfig | undefined,
		others: readonly JobFile[],
		folders: readonly string[],
	): boolean {
		if (config?.settings.jobs !== undefined) return others.length === 0;
		return folders.some(folder => isInFolder(config?.base ?? this.cwd, folder));
	}

	private usage(message: string): void {
		this.troubles.push({ kind: 'usage', path: null, message });
	}
}

function byPath(a: JobFile, b: JobFile): number {
	return a.path < b.path ? -1 : Number(a.path > b.path);
}
