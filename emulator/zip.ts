import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { ArtifactFault, type Extraction } from './extraction.ts';

interface Entry {
	readonly path: string;
	readonly isEncrypted: boolean;
	readonly method: number;
	readonly crc: number;
	readonly packedSize: number;
	/** Of Unix, with the kind of file; 0 where the archive was made elsewhere. */
	readonly mode: number;
	/** Where its local header begins. */
	readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
/** Bytes. */
const LONGEST_DIRECTORY = 64 << 20;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;

const KIND = 0o170000;
const LINK = 0o120000;
const FOLDER = 0o040000;
const LONGEST_LINK = 4096;

/**
 * Extracts a zip archive. Throws an {@link ArtifactFault} for what is none or leads out, for encrypted entries and for
 * archives of 4 GiB and more. Source of the format: PKWARE APPNOTE.TXT 6.3.
 */
export async function extractZip(file: string, target: Extraction, signal: AbortSignal): Promise<void> {
	const handle = await open(file, 'r');
	try {
		for (const entry of await readEntries(handle)) {
			signal.throwIfAborted();
			await extractEntry(file, handle, entry, target);
		}
	} finally {
		await handle.close();
	}
}

async function readEntries(handle: FileHandle): Promise<readonly Entry[]> {
	const { size } = await handle.stat();
	const tail = await readAt(
		handle,
		Math.max(size - END_SIZE - LONGEST_COMMENT, 0),
		END_SIZE + LONGEST_COMMENT,
	);
	let end = tail.length - END_SIZE;
	while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
	if (end < 0) throw new ArtifactFault('it is no zip archive, or is damaged');
	const count = tail.readUInt16LE(end + 10);
	const length = tail.readUInt32LE(end + 12);
	const offset = tail.readUInt32LE(end + 16);
	if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
		throw new ArtifactFault('it is a zip archive of more entries or bytes than are supported here');
	}
	if (length > LONGEST_DIRECTORY) throw new ArtifactFault('it has too many entries');
	if (offset + length > size) throw new ArtifactFault('it is no zip archive, or is damaged');
	const directory = await readAt(handle, offset, length);
	const entries: Entry[] = [];
	let at = 0;
	for (let index = 0; index < count; index++) {
		if (at + ENTRY_SIZE > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) {
			throw new ArtifactFault('it is no zip archive, or is damaged');
		}
		const nameLength = directory.readUInt16LE(at + 28);
		entries.push(entryAt(directory, at, nameLength));
		at += ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
	}
	return entries;
}

/** Programs of other systems write backslashes for slashes. */
function entryAt(directory: Buffer, at: number, nameLength: number): Entry {
	const name = directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
	return {
		path: name.replaceAll('\\', '/'),
		isEncrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
		method: directory.readUInt16LE(at + 10),
		crc: directory.readUInt32LE(at + 16),
		packedSize: directory.readUInt32LE(at + 20),
		mode: directory.readUInt32LE(at + 38) >>> 16,
		offset: directory.readUInt32LE(at + 42),
	};
}

async function extractEntry(
	file: string,
	handle: FileHandle,
	entry: Entry,
	target: Extraction,
): Promise<void> {
	if (entry.isEncrypted) throw new ArtifactFault('it has an encrypted entry');
	if (entry.path.endsWith('/') || (entry.mode & KIND) === FOLDER) {
		target.directory(entry.path, entry.mode === 0 ? 0o755 : entry.mode);
		return;
	}
	const content = await contentOf(file, handle, entry);
	if ((entry.mode & KIND) === LINK) target.symbolicLink(entry.path, await shortText(content));
	else await target.file(entry.path, entry.mode === 0 ? 0o644 : entry.mode, content);
}

async function contentOf(file: string, handle: FileHandle, entry: Entry): Promise<AsyncIterable<Uint8Array>> {
	if (entry.method !== STORED && entry.method !== DEFLATED) {
		throw new ArtifactFault('it is packed in a way that is not supported here');
	}
	const local = await readAt(handle, entry.offset, LOCAL_SIZE);
	if (local.length < LOCAL_SIZE) throw new ArtifactFault('it is no zip archive, or is damaged');
	const start = entry.offset + LOCAL_SIZE + local.readUInt16LE(26) + local.readUInt16LE(28);
	if (entry.packedSize === 0) return checked(nothing(), entry.crc);
	const packed = createReadStream(file, { start, end: start + entry.packedSize - 1 });
	if (entry.method === STORED) return checked(packed, entry.crc);
	// What fails on the way is thrown to whoever reads.
	const plain = pipeline(packed, createInflateRaw(), () => undefined);
	return checked(plain, entry.crc);
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** The bytes; throws at their end where the checksum is another. */
async function* checked(source: AsyncIterable<Uint8Array>, crc: number): AsyncIterable<Uint8Array> {
	let sum = 0;
	try {
		for await (const chunk of source) {
			sum = crc32(chunk, sum);
			yield chunk;
		}
	} catch {
		throw new ArtifactFault('it is damaged');
	}
	if (sum !== crc) throw new ArtifactFault('it is damaged');
}

async function shortText(source: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (size > LONGEST_LINK) throw new ArtifactFault('it has a link with an endless name');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
	const buffer = Buffer.alloc(length);
	let got = 0;
	while (got < length) {
		const { bytesRead } = await handle.read(buffer, got, length - got, position + got);
		if (bytesRead === 0) break;
		got += bytesRead;
	}
	return buffer.subarray(0, got);
}
