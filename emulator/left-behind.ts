import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerProgram, removeContainer } from './container.ts';
import { beganAt, GONE } from './process-identity.ts';

/** What a task runs as, in a file beside its sandbox. */
interface Mark {
	/** Of the leader of its process group. */
	readonly processId: number;
	readonly began: string;
	readonly container: string | undefined;
}

const ENDING = '.process';

/** Writes down what a task runs as. `attempt` is its folder `<sandboxes>/<run id>/<attempt>`. */
export function markProcess(
	attempt: string,
	processId: number | undefined,
	container: string | undefined,
): void {
	const began = processId === undefined ? undefined : beganAt(processId);
	if (processId === undefined || began === undefined || began === GONE) return;
	const mark: Mark = { processId, began, container };
	writeFileSync(attempt + ENDING, JSON.stringify(mark), { mode: 0o600 });
}

/** The task has ended. */
export function unmarkProcess(attempt: string): void {
	rmSync(attempt + ENDING, { force: true });
}

/**
 * After a kill -9: ends the processes and containers that still run for the sandboxes of a folder, and removes the
 * sandboxes, with secret files that nobody took away. Gives how many tasks were ended.
 */
export async function clearLeftBehind(
	folder: string,
	containers: ContainerProgram | undefined,
): Promise<number> {
	let ended = 0;
	for (const file of marksIn(folder)) {
		const mark = readMark(file);
		if (mark === undefined) continue;
		if (endGroup(mark)) ended++;
		if (mark.container !== undefined && containers !== undefined) {
			await removeContainer(containers, mark.container);
		}
	}
	rmSync(folder, { recursive: true, force: true });
	return ended;
}

function marksIn(folder: string): readonly string[] {
	try {
		const entries = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
		return entries.flatMap(({ name }) =>
			readdirSync(join(folder, name))
				.filter(file => file.endsWith(ENDING))
				.map(file => join(folder, name, file)),
		);
	} catch {
		return [];
	}
}

function readMark(file: string): Mark | undefined {
	try {
		const mark: Partial<Mark> = JSON.parse(readFileSync(file, 'utf8'));
		const { processId, began, container } = mark;
		if (typeof processId !== 'number' || typeof began !== 'string') return undefined;
		return { processId, began, container };
	} catch {
		// It was being written when the emulator was killed.
		return undefined;
	}
}

/** Only the very process that was started, not another that has its id by now. */
function endGroup({ processId, began }: Mark): boolean {
	if (processId <= 1 || beganAt(processId) !== began) return false;
	try {
		return process.kill(-processId, 'SIGKILL');
	} catch {
		return false;
	}
}
