import { lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { link, open } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Why an artifact cannot be had. The message has no credentials of its URI. */
export class ArtifactFault extends Error {}

export interface ExtractionLimits {
	/** Bytes of all files together. */
	readonly bytes: number;
	readonly entries: number;
}

export const EXTRACTION_LIMITS: ExtractionLimits = { bytes: 4 * 2 ** 30, entries: 100_000 };

const OWNER = 0o700;
const PERMISSIONS = 0o777;

/** Names in a sandbox that no artifact may take: the output of the task. */
export const OUTPUT_FILES = new Set(['stdout', 'stderr']);

/**
 * Puts what an archive has below a folder, and nothing elsewhere: no path that leads out, none through a link, no link
 * to somewhere else, no devices. All methods throw an {@link ArtifactFault}.
 */
export class Extraction {
	private readonly root: string;
	private readonly limits: ExtractionLimits;
	private bytes = 0;
	private entries = 0;

	constructor(root: string, limits: ExtractionLimits = EXTRACTION_LIMITS) {
		this.root = root;
		this.limits = limits;
	}

	directory(path: string, mode: number): void {
		const parts = this.partsOf(path);
		if (parts.length > 0) this.makeFolders(parts, (mode & PERMISSIONS) | OWNER);
	}

	/** `mode`: as in the archive; of it only the permissions count. */
	async file(path: string, mode: number, content: AsyncIterable<Uint8Array>): Promise<void> {
		const target = this.freePlace(path);
		const handle = await open(target, 'wx', OWNER);
		try {
			for await (const chunk of content) {
				this.bytes += chunk.length;
				if (this.bytes > this.limits.bytes) throw new ArtifactFault('it is too large when extracted');
				await handle.writeFile(chunk);
			}
			await handle.chmod(mode & PERMISSIONS);
		} finally {
			await handle.close();
		}
	}

	symbolicLink(path: string, target: string): void {
		const from = posix.dirname(this.partsOf(path).join('/'));
		if (posix.isAbsolute(target) || leadsOut(posix.join(from, target)) || target.includes('\0')) {
			throw new ArtifactFault('it has a link that leads out of the sandbox');
		}
		symlinkSync(target, this.freePlace(path));
	}

	/** `target`: the path of a file that was extracted before. */
	async hardLink(path: string, target: string): Promise<void> {
		const parts = this.partsOf(target);
		const file = join(this.root, ...parts);
		this.checkFolders(parts.slice(0, -1));
		if (!isFile(file)) throw new ArtifactFault('it has a hard link to what is not there');
		await link(file, this.freePlace(path));
	}

	/** The full path of a new entry whose folders exist; what was there before is gone. */
	private freePlace(path: string): string {
		const parts = this.partsOf(path);
		const [first = ''] = parts;
		if (parts.length === 0) throw new ArtifactFault('it has an entry without a name');
		if (parts.length === 1 && OUTPUT_FILES.has(first)) {
			throw new ArtifactFault(`it would take the place of the output of the task (${first})`);
		}
		this.makeFolders(parts.slice(0, -1), OWNER);
		const place = join(this.root, ...parts);
		try {
			rmSync(place, { force: true });
		} catch {
			throw new ArtifactFault('it has a file where a folder is');
		}
		return place;
	}

	private partsOf(path: string): readonly string[] {
		this.entries++;
		if (this.entries > this.limits.entries) throw new ArtifactFault('it has too many entries');
		if (posix.isAbsolute(path) || path.includes('\0') || path.split('/').includes('..')) {
			throw new ArtifactFault('it has an entry whose path leads out of the sandbox');
		}
		return path.split('/').filter(part => part !== '' && part !== '.');
	}

	private makeFolders(parts: readonly string[], mode: number): void {
		let folder = this.root;
		for (const [index, part] of parts.entries()) {
			folder = join(folder, part);
			try {
				mkdirSync(folder, { mode: index === parts.length - 1 ? mode : OWNER });
			} catch (error) {
				if (!isFolder(folder)) throw new ArtifactFault(placeTaken(error));
			}
		}
	}

	private checkFolders(parts: readonly string[]): void {
		let folder = this.root;
		for (const part of parts) {
			folder = join(folder, part);
			if (!isFolder(folder)) throw new ArtifactFault('it has a hard link through what is no folder');
		}
	}
}

function placeTaken(error: unknown): string {
	const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
	return isTaken ? 'it has an entry below a link or a file' : 'a folder of it cannot be made';
}

/** A link to a folder is none. */
function isFolder(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFile(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function leadsOut(path: string): boolean {
	const normal = posix.normalize(path);
	return normal === '..' || normal.startsWith('../');
}
