import type { SourceText } from '../core/text.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Project } from './project.ts';

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
	/** From now on memory is given back sooner, for a little time. */
	saveMemory?(): void;
	/** Calls back when the process with this id is gone; where processes cannot be seen, never. */
	watchProcess?(id: number, gone: () => void): void;
	/** The text of a file; undefined where it cannot be read. */
	readFile?(uri: string): Promise<SourceText | undefined>;
	/** The project of the files in a directory, by the config that counts there. */
	loadProject?(request: ProjectRequest): Promise<Project>;
	/** URIs of the job files that a project's settings name, open or not. `pause` lets others in meanwhile. */
	listJobFiles?(project: Project, pause: Pause): Promise<readonly string[]>;
}

/** Is called between two steps of long work. Undefined: go on; else the work's next turn is waited for. */
export type Pause = () => Promise<void> | undefined;

export interface ProjectRequest {
	/** URI of the directory, ending in `/`. */
	readonly directory: string;
	/** URI of the workspace folder it is in, ending in `/`; the directory itself where it is in none. */
	readonly folder: string;
	readonly client: ClientSettings;
}
