import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { journalLine } from './journal-line.ts';

export interface JournalOptions {
	/** The file, which exists. */
	readonly file: string;
	/** Its bytes that are sound; what follows is cut off. */
	readonly soundBytes: number;
	/** The first line of every new file, as JSON. */
	readonly header: string;
	/** Entries that make the state as it is when this is called; they are read later, bit by bit. */
	readonly snapshot: () => Iterable<string>;
	/** Told in one line of what went wrong. */
	readonly log: (line: string) => void;
	/** At how many bytes a journal is first replaced by a snapshot. */
	readonly rotateAt?: number;
}

type Waiter = (isDurable: boolean) => void;

const ROTATE_AT = 16 << 20;
/** A journal may grow to this many times its last snapshot. */
const GROWTH = 4;
/** How much of a snapshot is put together at once, in UTF-16 units. */
const CHUNK = 1 << 18;
const OWNER_ONLY = 0o600;

/**
 * An append-only file. What is appended while a commit is under way goes into the next one together: one write, one
 * fdatasync. When it has grown, a snapshot takes its place by an atomic rename; a crash leaves the one or the other.
 * After a write that failed nothing is ever durable again: what is on the disk then is not known any more.
 */
export class Journal {
	private readonly options: JournalOptions;
	private handle: FileHandle;
	private bytes: number;
	private rotateAt: number;
	private pending: string[] = [];
	private waiters: Waiter[] = [];
	private work: Promise<void> | undefined;
	private isBroken = false;

	private constructor(options: JournalOptions, handle: FileHandle) {
		this.options = options;
		this.handle = handle;
		this.bytes = options.soundBytes;
		this.rotateAt = Math.max(options.rotateAt ?? ROTATE_AT, this.bytes * GROWTH);
	}

	/** Rejects where the file cannot be opened. */
	static async open(options: JournalOptions): Promise<Journal> {
		const handle = await open(options.file, 'r+', OWNER_ONLY);
		try {
			await handle.truncate(options.soundBytes);
			await handle.sync();
		} catch (error) {
			await handle.close();
			throw error;
		}
		return new Journal(options, handle);
	}

	/** `entry`: JSON text. */
	append(entry: string): void {
		this.pending.push(entry);
		this.work ??= this.commitAll();
	}

	/**
	 * Calls back once everything appended until now is on the disk, at once where it is; with false where that failed.
	 */
	whenDurable(done: Waiter): void {
		if (this.isBroken) done(false);
		else if (this.work === undefined) done(true);
		else this.waiters.push(done);
	}

	/** Waits for what is under way and closes the file. */
	async close(): Promise<void> {
		while (this.work !== undefined) await this.work;
		await this.handle.close();
	}

	private async commitAll(): Promise<void> {
		// Whatever is appended in the same turn belongs to the first commit.
		await new Promise(resolve => setImmediate(resolve));
		while (this.pending.length > 0 || this.waiters.length > 0) {
			const entries = this.pending.splice(0);
			const waiters = this.waiters.splice(0);
			// Who waits without anything new waited for the commit before.
			if (entries.length > 0 && !this.isBroken) this.isBroken = !(await this.commit(entries));
			for (const done of waiters) done(!this.isBroken);
		}
		this.work = undefined;
	}

	private async commit(entries: readonly string[]): Promise<boolean> {
		try {
			const isInSnapshot = this.bytes > this.rotateAt && (await this.rotate());
			if (!isInSnapshot) await this.write(Buffer.from(journalLine(`[${entries.join(',')}]`)));
			return true;
		} catch (error) {
			this.options.log(
				`the journal cannot be written (${codeOf(error)}): nothing is stored any more, and every answer is an error`,
			);
			return false;
		}
	}

	private async write(bytes: Buffer): Promise<void> {
		await writeAll(this.handle, bytes, this.bytes);
		await this.handle.datasync();
		this.bytes += bytes.length;
	}

	/**
	 * Puts a snapshot in the place of the journal; the state holds what is to be committed already. False: that failed
	 * before the rename, and the old file goes on.
	 */
	private async rotate(): Promise<boolean> {
		const { file, header, snapshot, log } = this.options;
		let fresh: NewFile;
		try {
			fresh = await writeNewFile(`${file}.new`, snapshotLines(header, snapshot()));
		} catch (error) {
			this.rotateAt *= 2;
			log(`no snapshot could be written (${codeOf(error)}); the journal goes on growing`);
			return false;
		}
		await rename(`${file}.new`, file);
		await syncFolder(dirname(file));
		await this.handle.close();
		this.handle = fresh.handle;
		this.bytes = fresh.bytes;
		this.rotateAt = Math.max(this.options.rotateAt ?? ROTATE_AT, fresh.bytes * GROWTH);
		return true;
	}
}

interface NewFile {
	readonly handle: FileHandle;
	readonly bytes: number;
}

/** Writes a file that did not exist, to the disk. Rejects where it cannot, and then leaves none. */
async function writeNewFile(file: string, lines: Iterable<string>): Promise<NewFile> {
	await rm(file, { force: true });
	const handle = await open(file, 'wx', OWNER_ONLY);
	let bytes = 0;
	try {
		for (const line of lines) {
			const chunk = Buffer.from(line);
			await writeAll(handle, chunk, bytes);
			bytes += chunk.length;
		}
		await handle.sync();
		return { handle, bytes };
	} catch (error) {
		await handle.close();
		await rm(file, { force: true });
		throw error;
	}
}

/** Makes a journal of its header alone, by an atomic rename. */
export async function createJournal(file: string, header: string): Promise<void> {
	const { handle } = await writeNewFile(`${file}.new`, [journalLine(header)]);
	await handle.close();
	await rename(`${file}.new`, file);
	await syncFolder(dirname(file));
}

/** A header and entries as lines of some size. */
function* snapshotLines(header: string, entries: Iterable<string>): Iterable<string> {
	yield journalLine(header);
	let chunk: string[] = [];
	let size = 0;
	for (const entry of entries) {
		chunk.push(entry);
		size += entry.length;
		if (size < CHUNK) continue;
		yield journalLine(`[${chunk.join(',')}]`);
		chunk = [];
		size = 0;
	}
	if (chunk.length > 0) yield journalLine(`[${chunk.join(',')}]`);
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
	for (let at = 0; at < bytes.length; ) {
		const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
		at += bytesWritten;
	}
}

/** Makes a rename durable. Where a folder cannot be opened, as on Windows, there is nothing to do. */
async function syncFolder(folder: string): Promise<void> {
	let handle: FileHandle;
	try {
		handle = await open(folder, 'r');
	} catch {
		return;
	}
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
