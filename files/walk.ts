import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { GITIGNORE, type IgnoreRules, isIgnored, rulesAbove, withGitignore } from './gitignore.ts';
import { slashed } from './paths.ts';
import { failureOf, type ReadFailure } from './read.ts';

export interface WalkOptions {
	/** Leave out what git ignores. */
	readonly gitignore: boolean;
	/** Whether to go into a folder, by its name and how deep it lies (1: directly below the root). */
	readonly enters: (name: string, depth: number) => boolean;
	/** Whether a file is wanted, by its path. */
	readonly wants: (path: string) => boolean;
}

export interface WalkResult {
	/** Absolute, with `/`, sorted; each file once, whatever links lead to it. */
	readonly files: readonly string[];
	/** Folders that could not be looked into. */
	readonly failures: readonly (ReadFailure & { readonly path: string })[];
}

/** Work that can be left after each step, for whoever has something else to do in between. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All steps in a row. */
export function finished<T>(steps: Steps<T>): T {
	let step = steps.next();
	while (step.done !== true) step = steps.next();
	return step.value;
}

/** Folders that never hold a project's own files. */
export const FOREIGN_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Finds the regular files below a folder (absolute, with `/`). Links are followed once everything else has been seen,
 * and only to what has not: a link into the tree brings nothing twice, and a circle ends. Never throws. A step is one
 * file or folder.
 */
export function* walkFiles(root: string, options: WalkOptions): Steps<WalkResult> {
	const walk = new Walk(options);
	yield* walk.run(root);
	return { files: walk.files.toSorted(), failures: walk.failures };
}

interface Folder {
	readonly path: string;
	/** Without links. */
	readonly real: string;
	readonly rules: IgnoreRules;
	readonly depth: number;
}

class Walk {
	readonly files: string[] = [];
	readonly failures: (ReadFailure & { readonly path: string })[] = [];
	private readonly options: WalkOptions;
	private readonly seenFolders = new Set<string>();
	/** Without links. */
	private readonly seenFiles = new Set<string>();
	private links: { readonly path: string; readonly from: Folder }[] = [];
	private realRoot = '';

	constructor(options: WalkOptions) {
		this.options = options;
	}

	*run(root: string): Steps<void> {
		const real = realPath(root);
		if (real === undefined) return;
		this.realRoot = real;
		const rules = this.options.gitignore ? rulesAbove(root) : [];
		yield* this.below({ path: root, real, rules, depth: 0 });
		while (this.links.length > 0) {
			const links = this.links.toSorted((a, b) => (a.path < b.path ? -1 : 1));
			this.links = [];
			for (const link of links) yield* this.follow(link.path, link.from);
		}
	}

	private *below(start: Folder): Steps<void> {
		const open = [start];
		for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
			if (this.seenFolders.has(folder.real)) continue;
			this.seenFolders.add(folder.real);
			yield* this.look(folder, open);
		}
	}

	/** Takes the files of one folder; adds the folders in it. */
	private *look(folder: Folder, folders: Folder[]): Steps<void> {
		const entries = this.entriesOf(folder.path);
		const own = this.options.gitignore && entries.some(entry => entry.name === GITIGNORE);
		const inside: Folder = own ? { ...folder, rules: withGitignore(folder.rules, folder.path) } : folder;
		for (const entry of entries) {
			const path = join(folder.path, entry.name);
			if (entry.isSymbolicLink()) this.links.push({ path, from: inside });
			else if (entry.isFile()) this.file(path, join(folder.real, entry.name), inside);
			else if (entry.isDirectory()) folders.push(...this.folder(path, join(folder.real, entry.name), inside));
			yield;
		}
	}

	private entriesOf(path: string): Dirent[] {
		try {
			return readdirSync(path, { withFileTypes: true });
		} catch (error) {
			this.failures.push({ path, ...failureOf(error) });
			return [];
		}
	}

	private file(path: string, real: string, { rules }: Folder): void {
		if (!this.options.wants(path) || isIgnored(rules, path, false) || this.seenFiles.has(real)) return;
		this.seenFiles.add(real);
		this.files.push(path);
	}

	private folder(path: string, real: string, { rules, depth }: Folder): Folder[] {
		const name = path.slice(path.lastIndexOf('/') + 1);
		if (!this.options.enters(name, depth + 1) || isIgnored(rules, path, true)) return [];
		return [{ path, real, rules, depth: depth + 1 }];
	}

	/** Editors leave links to nowhere behind; such a link is nobody's job file. */
	private *follow(path: string, from: Folder): Steps<void> {
		const real = realPath(path);
		const kind = real === undefined ? undefined : statSync(real, { throwIfNoEntry: false });
		if (real === undefined || kind === undefined || isAround(real, this.realRoot)) return;
		if (kind.isFile()) this.file(path, real, from);
		else if (kind.isDirectory())
			for (const folder of this.folder(path, real, from)) yield* this.below(folder);
		yield;
	}
}

/** A link to a folder around the tree would lead into the tree again, by way of everything beside it. */
function isAround(folder: string, path: string): boolean {
	return path === folder || path.startsWith(join(folder, ''));
}

function join(folder: string, name: string): string {
	return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function realPath(path: string): string | undefined {
	try {
		return slashed(realpathSync.native(path));
	} catch {
		return undefined;
	}
}
