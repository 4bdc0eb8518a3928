import { withStore } from '../core/target.ts';
import { type CheckScope, type ClientSettings, isSame, NO_CLIENT_SETTINGS } from './client-settings.ts';
import { describeError, type Log } from './conversation.ts';
import { LiveStore } from './live-store.ts';
import { type Project, plainProject } from './project.ts';
import type { Runtime } from './runtime.ts';
import { asDirectory, directoryOf, isInside } from './uris.ts';

/**
 * The project of each directory that has an open document. It is loaded once and kept until `reload`, so that
 * answering a request never waits for a file twice.
 */
export class Projects {
	private readonly runtime: Runtime;
	private readonly log: Log;
	private folders: readonly string[] = [];
	/** Workspace folders of directories: thousands of files are in the same one. */
	private readonly folderByDirectory = new Map<string, string>();
	private client: ReadonlyMap<string, ClientSettings> = new Map();
	private ready: Promise<void> = Promise.resolve();
	private byDirectory = new Map<string, Promise<Project>>();
	private byKey = new Map<string, Project>();
	private loadListener: ((project: Project) => void) | undefined;
	private storeListener: ((project: Project) => void) | undefined;
	private trusted = true;
	private count = 0;

	constructor(runtime: Runtime, log: Log) {
		this.runtime = runtime;
		this.log = log;
	}

	/** URIs of the workspace folders. */
	setFolders(uris: readonly string[]): void {
		this.folders = uris.map(asDirectory);
		this.folderByDirectory.clear();
		this.reload();
	}

	get folderUris(): readonly string[] {
		return this.folders;
	}

	/** `byFolder`: what the client says for each folder URI, and under `''` for everything else. True: it is news. */
	setClient(byFolder: ReadonlyMap<string, ClientSettings>): boolean {
		const isOld = [...byFolder].every(([folder, said]) => isSame(said, this.clientOf(folder)));
		if (isOld) return false;
		this.client = byFolder;
		this.reload();
		return true;
	}

	/** Nothing is loaded before this has come: the client's configuration is on its way. */
	waitFor(ready: Promise<void>): void {
		this.ready = ready;
	}

	/** Resolves when what the client wants is known, or given up on. */
	settled(): Promise<void> {
		return this.ready;
	}

	/** Forgets everything loaded: a config, an inventory or the client's settings have changed. */
	reload(): void {
		this.byDirectory = new Map();
		this.byKey = new Map();
		this.count++;
	}

	/** Another number than before: everything was forgotten meanwhile, and what was begun is not worth finishing. */
	get generation(): number {
		return this.count;
	}

	/** Is called with each project as it is loaded. */
	onLoad(listener: (project: Project) => void): void {
		this.loadListener = listener;
	}

	/** Is called when the secret store of a project has said something new. */
	onStoreNews(listener: (project: Project) => void): void {
		this.storeListener = listener;
	}

	/** No store is asked, whatever the settings say: they may come from the workspace that is not trusted. */
	distrust(): void {
		this.trusted = false;
		this.reload();
	}

	get loaded(): readonly Project[] {
		return [...this.byKey.values()];
	}

	/** It has not been forgotten since it was loaded: what is found out about it still matters. */
	isCurrent(project: Project): boolean {
		return this.byKey.get(project.key) === project;
	}

	/** The project of a document. Never rejects: what cannot be loaded is judged without settings. */
	async of(uri: string): Promise<Project> {
		await this.ready;
		const directory = directoryOf(uri);
		let project = this.byDirectory.get(directory);
		if (project === undefined) {
			project = this.load(directory);
			this.byDirectory.set(directory, project);
		}
		return project;
	}

	private async load(directory: string): Promise<Project> {
		const folder = this.folderOf(directory);
		const { byKey } = this;
		const project = await this.read(directory, folder);
		const known = byKey.get(project.key);
		if (known !== undefined) return known;
		byKey.set(project.key, project);
		this.loadListener?.(project);
		return project;
	}

	private async read(directory: string, folder: string): Promise<Project> {
		try {
			const loading = this.runtime.loadProject?.({ directory, folder, client: this.clientOf(folder) });
			const loaded = await loading;
			if (loaded === undefined)
				return { ...plainProject(folder), storeless: 'in a browser no store is asked' };
			return this.withLiveStore({ ...loaded, readAt: this.runtime.now() }, folder);
		} catch (error) {
			this.log(`loading the settings failed: ${describeError(error)}`);
			return plainProject(folder);
		}
	}

	private withLiveStore(loaded: Project, folder: string): Project {
		const { openStore, target } = loaded;
		if (openStore === undefined) return loaded;
		const mayAsk = this.trusted && this.clientOf('').trusted && this.clientOf(folder).trusted;
		const store = new LiveStore({
			open: mayAsk ? openStore : undefined,
			dialect: target.dialect,
			clock: this.runtime,
			onNews: () => this.storeListener?.(project),
		});
		const project: Project = { ...loaded, store, target: withStore(target, store) };
		return project;
	}

	/** Which files the client wants judged in the folder of a document. */
	scopeOf(uri: string): CheckScope | undefined {
		return this.clientOf(this.folderOf(directoryOf(uri))).check;
	}

	private clientOf(folder: string): ClientSettings {
		return this.client.get(folder) ?? this.client.get('') ?? NO_CLIENT_SETTINGS;
	}

	/** The innermost workspace folder around a directory; the directory itself where there is none. */
	private folderOf(directory: string): string {
		let folder = this.folderByDirectory.get(directory);
		if (folder === undefined) {
			const around = this.folders.filter(one => isInside(one, directory));
			folder = around.toSorted((a, b) => b.length - a.length)[0] ?? directory;
			this.folderByDirectory.set(directory, folder);
		}
		return folder;
	}
}
