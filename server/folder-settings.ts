import { type ClientSettings, isSame, NO_CLIENT_SETTINGS } from './client-settings.ts';
import { defaultSettings, type Runtime, type Settings } from './runtime.ts';
import { asDirectory, directoryOf, isInside } from './uris.ts';

/**
 * The settings of each directory that has an open document. They are loaded once and kept until `reload`, so that
 * answering a request never waits for a file twice.
 */
export class FolderSettings {
	private readonly runtime: Runtime;
	private folders: readonly string[] = [];
	private client = new Map<string, ClientSettings>();
	private ready: Promise<void> = Promise.resolve();
	private loaded = new Map<string, Promise<Settings>>();
	private defaults = new Map<string, Settings>();

	constructor(runtime: Runtime) {
		this.runtime = runtime;
	}

	/** URIs of the workspace folders. */
	setFolders(uris: readonly string[]): void {
		this.folders = uris.map(asDirectory);
		this.reload();
	}

	get folderUris(): readonly string[] {
		return this.folders;
	}

	/** `byFolder`: what the client says for each folder URI, and under `''` for everything else. True: it is news. */
	setClient(byFolder: ReadonlyMap<string, ClientSettings>): boolean {
		const same = [...byFolder].every(([folder, said]) => isSame(said, this.clientOf(folder)));
		if (same) return false;
		this.client = new Map(byFolder);
		this.reload();
		return true;
	}

	private clientOf(folder: string): ClientSettings {
		return this.client.get(folder) ?? this.client.get('') ?? NO_CLIENT_SETTINGS;
	}

	/** Nothing is loaded before this has come: the client's configuration is on its way. */
	waitFor(ready: Promise<void>): void {
		this.ready = ready;
	}

	/** Forgets everything loaded: a config, an inventory or the client's settings have changed. */
	reload(): void {
		this.loaded = new Map();
		this.defaults = new Map();
	}

	/** The settings for a document. */
	async of(uri: string): Promise<Settings> {
		await this.ready;
		const directory = directoryOf(uri);
		let settings = this.loaded.get(directory);
		if (settings === undefined) {
			settings = this.load(directory);
			this.loaded.set(directory, settings);
		}
		return settings;
	}

	private load(directory: string): Promise<Settings> {
		const folder = this.folderOf(directory);
		const loaded = this.runtime.loadSettings?.({ directory, folder, client: this.clientOf(folder) });
		return loaded ?? Promise.resolve(this.defaultsOf(folder));
	}

	/** One object for a folder: documents that share their settings are judged together. */
	private defaultsOf(folder: string): Settings {
		const known = this.defaults.get(folder);
		if (known !== undefined) return known;
		const settings = defaultSettings(folder);
		this.defaults.set(folder, settings);
		return settings;
	}

	/** The innermost workspace folder around a directory; the directory itself where there is none. */
	private folderOf(directory: string): string {
		const around = this.folders.filter(folder => isInside(folder, directory));
		return around.toSorted((a, b) => b.length - a.length)[0] ?? directory;
	}
}
