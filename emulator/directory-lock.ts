import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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

/** A process that has ended and that nobody has waited for yet. */
const GONE = 'gone';

/**
 * When a process began, in clock ticks since the start of the machine: ids are used again. Undefined where the system
 * does not tell (no Linux).
 */
function beganAt(processId: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
		// The name of the program, in parentheses, may hold anything; field 22 is the start.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' ? GONE : fields[19];
	} catch {
		return undefined;
	}
}
