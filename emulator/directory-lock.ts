import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beganAt, GONE } from './process-identity.ts';

/** The process that has a directory already. */
export class DirectoryInUse extends Error {
	readonly processId: number;
	/** The file that says so. */
	readonly file: string;

	constructor(processId: number, file: string) {
		super(`process ${processId} uses it already`);
		this.processId = processId;
		this.file = file;
	}
}

/** `lock.<process id>.<when that process began>.<any>`. */
const LOCK = /^lock\.(\d+)\.(\d+)\.[0-9a-f-]+$/;

const ownLocks = new Set<string>();

/**
 * Takes a directory for this process and gives what gives it back. Throws a {@link DirectoryInUse}.
 * Everybody first puts up a lock and then looks for others, so of two that come at once at least one sees the other;
 * both may give up, but never both go on. A lock of a process that is gone, by kill -9 too, counts no more.
 */
export function lockDirectory(directory: string): () => void {
	const name = `lock.${process.pid}.${beganAt(process.pid) ?? 0}.${randomUUID()}`;
	const file = join(directory, name);
	closeSync(openSync(file, 'wx', 0o600));
	ownLocks.add(name);
	const release = (): void => {
		ownLocks.delete(name);
		rmSync(file, { force: true });
	};
	try {
		for (const other of readdirSync(directory)) {
			const found = LOCK.exec(other);
			if (found === null || other === name) continue;
			const [, processId = '', began = ''] = found;
			if (isHeld(other, Number(processId), began)) {
				throw new DirectoryInUse(Number(processId), join(directory, other));
			}
			rmSync(join(directory, other), { force: true });
		}
	} catch (error) {
		release();
		throw error;
	}
	return release;
}

function isHeld(name: string, processId: number, began: string): boolean {
	if (processId === process.pid) return ownLocks.has(name);
	try {
		process.kill(processId, 0);
	} catch (error) {
		// EPERM: it lives, and belongs to somebody else.
		if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
	}
	const now = beganAt(processId);
	if (now === GONE) return false;
	return now === undefined || began === '0' || now === began;
}
