import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { SourceText } from '../core/text.ts';
import { type ByteProblem, decode, type Encoding } from './decode.ts';

/** The text of a file and how it was written. */
export interface TextFile {
	readonly source: SourceText;
	readonly encoding: Encoding;
	/** The file is no text in its encoding: it has a U+FFFD there, and must never be written back. */
	readonly problem: ByteProblem | undefined;
}

export type ReadResult =
	| { readonly ok: true; readonly file: TextFile }
	| { readonly ok: false; readonly failure: ReadFailure };

export interface ReadFailure {
	/** `missing` there is no such file · `kind` no regular file · `binary` not text · `io` everything else. */
	readonly reason: 'missing' | 'kind' | 'binary' | 'io';
	/** Completes a sentence that begins with the file's name. */
	readonly message: string;
}

/** No file of JSON that people write is near it, and reading one of this size takes some seconds. */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** Most job files fit, so that one buffer does for thousands of them. */
const shared = Buffer.allocUnsafe(64 * 1024);

/** Reads and decodes a file. Only regular files are opened, through links as well. Never throws. */
export function readTextFile(path: string): ReadResult {
	const bytes = readBytes(path);
	if (!bytes.ok) return bytes;
	const decoded = decode(bytes.bytes);
	if (decoded === undefined) {
		return failed('binary', 'is not text: a job file is JSON');
	}
	const { text, encoding, problem } = decoded;
	return { ok: true, file: { source: new SourceText(text), encoding, problem } };
}

export type BytesResult =
	| { readonly ok: true; readonly bytes: Buffer }
	| { readonly ok: false; readonly failure: ReadFailure };

/**
 * The bytes of a regular file. They may stand in a buffer that the next call uses again: decode or copy them first.
 * `isFile`: the caller has seen that it is a regular file.
 */
export function readBytes(path: string, isFile = false): BytesResult {
	try {
		const kind = isFile ? undefined : kindOf(statSync(path));
		return kind === undefined ? readRegular(path, isFile) : failed('kind', kind);
	} catch (error) {
		return { ok: false, failure: failureOf(error) };
	}
}

/** Never waits for the other end, should the file have become a pipe since it was looked at. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function readRegular(path: string, isFile: boolean): BytesResult {
	const file = openSync(path, OPEN_FLAGS);
	try {
		const small = isFile ? readSmall(file) : undefined;
		if (small !== undefined) return { ok: true, bytes: small };
		const stats = fstatSync(file);
		const kind = kindOf(stats);
		if (kind !== undefined) return failed('kind', kind);
		if (stats.size > LARGEST_FILE) {
			const mebibytes = Math.ceil(stats.size / 1024 / 1024);
			return failed(
				'io',
				`is ${mebibytes} MiB large; files above ${LARGEST_FILE / 1024 / 1024} MiB are not read`,
			);
		}
		return { ok: true, bytes: readAll(file, stats.size) };
	} finally {
		closeSync(file);
	}
}

/** A file that fits into the shared buffer, for which nobody has to ask how large it is. Undefined: it does not fit. */
function readSmall(file: number): Buffer | undefined {
	const length = readSync(file, shared, 0, shared.length, 0);
	const isWhole = length < shared.length && readSync(file, shared, length, 1, length) === 0;
	return isWhole ? shared.subarray(0, length) : undefined;
}

/** Some files (in /proc) say that they are empty, so the end is only believed when it is reached. */
function readAll(file: number, expected: number): Buffer {
	let buffer = expected < shared.length ? shared : Buffer.allocUnsafe(expected + 1);
	let length = 0;
	for (;;) {
		const read = readSync(file, buffer, length, buffer.length - length, null);
		if (read === 0) return buffer.subarray(0, length);
		length += read;
		if (length < buffer.length) continue;
		if (length > LARGEST_FILE) throw new Error('the file grows while it is read');
		buffer = Buffer.concat([buffer], buffer.length * 2);
	}
}

/** What it is instead of a regular file; undefined for one. */
export function kindOf(stats: Stats): string | undefined {
	if (stats.isFile()) return undefined;
	if (stats.isDirectory()) return 'is a directory';
	if (stats.isFIFO()) return "is a pipe; give its text on standard input, with the path '-'";
	if (stats.isSocket()) return 'is a socket';
	return 'is a device';
}

const MESSAGES: ReadonlyMap<string, string> = new Map([
	['ENOENT', 'does not exist'],
	['ENOTDIR', 'does not exist: a part of its path is a file'],
	['EACCES', 'is closed to you: permission is denied'],
	['EPERM', 'is closed to you: permission is denied'],
	['EISDIR', 'is a directory'],
	['ELOOP', 'is a symbolic link that leads back to itself'],
	['ENAMETOOLONG', 'does not exist: the name is longer than a file name can be'],
	['EMFILE', 'could not be opened: too many files are open'],
	['ERR_INVALID_ARG_VALUE', 'does not exist: no file name has a NUL character'],
]);

const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/** What a failed call of the file system means, in words. */
export function failureOf(error: unknown, verb: 'read' | 'written' = 'read'): ReadFailure {
	const code = errorCode(error);
	const text = error instanceof Error ? error.message : String(error);
	const message = MESSAGES.get(code) ?? `could not be ${verb}: ${code === '' ? text : code}`;
	return { reason: MISSING.has(code) ? 'missing' : code === 'EISDIR' ? 'kind' : 'io', message };
}

function errorCode(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function failed(reason: ReadFailure['reason'], message: string): { ok: false; failure: ReadFailure } {
	return { ok: false, failure: { reason, message } };
}
