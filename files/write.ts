import {
	accessSync,
	chmodSync,
	closeSync,
	constants,
	fsyncSync,
	openSync,
	realpathSync,
	renameSync,
	statSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Encoding, encode } from './decode.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/** How a text is put into a file. */
export interface WriteStyle {
	readonly encoding: Encoding;
	readonly bom: boolean;
}

export const PLAIN: WriteStyle = { encoding: 'utf-8', bom: false };

/**
 * Writes a file as a whole or not at all: a reader, or a crash, meets the old text or the new one. Keeps the mode of
 * the file; a symbolic link stays one. `text` has no byte order mark. Throws what the file system throws.
 */
export function writeTextFile(path: string, text: string, style: WriteStyle): void {
	const target = realPath(path);
	const mode = target === undefined ? undefined : statSync(target).mode & 0o7777;
	// Replacing a file only asks for the right to change its folder; a file that is read-only is meant to stay.
	if (target !== undefined) accessSync(target, constants.W_OK);
	replace(target ?? path, encode(style.bom ? BYTE_ORDER_MARK + text : text, style.encoding), mode);
}

function realPath(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
		throw error;
	}
}

function replace(path: string, bytes: Buffer, mode: number | undefined): void {
	const temporary = join(dirname(path), `.metronome-jobs-${crypto.randomUUID()}.tmp`);
	try {
		writeNew(temporary, bytes);
		if (mode !== undefined) chmodSync(temporary, mode);
		renameSync(temporary, path);
	} catch (error) {
		removeIfThere(temporary);
		throw error;
	}
}

function writeNew(path: string, bytes: Buffer): void {
	const file = openSync(path, 'wx');
	try {
		for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// It was never made, or is gone already.
	}
}
