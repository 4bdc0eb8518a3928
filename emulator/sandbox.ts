import {
	closeSync,
	constants,
	fchmodSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	realpathSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** The fresh working directory of one task, for this user only. */
export interface Sandbox {
	readonly folder: string;
	/** Open for writing; the caller closes both. */
	readonly stdout: number;
	readonly stderr: number;
}

const OWNER_ONLY = 0o700;
const READABLE = 0o400;

/** Makes the directory of a run's task below `base`, with empty files `stdout` and `stderr` in it. */
export function makeSandbox(base: string, runId: string, attempt: number): Sandbox {
	const folder = join(realpathSync(base), runId, String(attempt));
	mkdirSync(dirname(folder), { recursive: true, mode: OWNER_ONLY });
	mkdirSync(folder, { mode: OWNER_ONLY });
	return {
		folder,
		stdout: openSync(join(folder, 'stdout'), 'wx'),
		stderr: openSync(join(folder, 'stderr'), 'wx'),
	};
}

export function closeOutput({ stdout, stderr }: Sandbox): void {
	closeSync(stdout);
	closeSync(stderr);
}

/** Secret files in a sandbox, to be taken away when the task has ended. */
export interface SecretFiles {
	remove(): void;
}

interface Written {
	readonly path: string;
	readonly descriptor: number;
}

/**
 * Writes the secret files of a task. `files`: path in the sandbox, without `..` → bytes. Throws where one cannot be
 * written, and then leaves none behind.
 */
export function putSecretFiles(sandbox: string, files: ReadonlyMap<string, Uint8Array>): SecretFiles {
	const written: Written[] = [];
	const remove = (): void => {
		for (const file of written.splice(0)) removeFile(sandbox, file);
	};
	try {
		for (const [path, bytes] of files) written.push(putFile(sandbox, path, bytes));
	} catch (error) {
		remove();
		throw error;
	}
	return { remove };
}

/** The descriptor stays open: what it leads to can be emptied even where the task has moved the file. */
function putFile(sandbox: string, path: string, bytes: Uint8Array): Written {
	const full = join(sandbox, path);
	mkdirSync(dirname(full), { recursive: true, mode: OWNER_ONLY });
	// An artifact or a volume may have put a link there.
	if (!leadsInto(sandbox, dirname(full))) throw new Error('a link leads out of the sandbox');
	const descriptor = openSync(
		full,
		constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
		READABLE,
	);
	const file = { path: full, descriptor };
	try {
		for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
		fchmodSync(descriptor, READABLE);
	} catch (error) {
		removeFile(sandbox, file);
		throw error;
	}
	return file;
}

function removeFile(sandbox: string, { path, descriptor }: Written): void {
	try {
		ftruncateSync(descriptor, 0);
	} finally {
		closeSync(descriptor);
		if (leadsInto(sandbox, dirname(path))) rmSync(path, { force: true });
	}
}

/** The task may have put a link to elsewhere in place of a folder. */
function leadsInto(sandbox: string, folder: string): boolean {
	try {
		const real = realpathSync(folder);
		return real === sandbox || real.startsWith(sandbox + sep);
	} catch {
		return false;
	}
}
