import { readFileSync } from 'node:fs';

/** A process that has ended, even where nobody has waited for it yet. */
export const GONE = 'gone';

/**
 * When a process began, in clock ticks since the start of the machine: ids are used again, so only both together are
 * one process. Undefined where the system does not tell (no Linux).
 */
export function beganAt(processId: number): string | typeof GONE | undefined {
	let stat: string;
	try {
		stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
	} catch {
		return process.platform === 'linux' ? GONE : undefined;
	}
	// The name of the program, in parentheses, may hold anything; field 3 is the state, field 22 the start.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return fields[0] === 'Z' ? GONE : fields[19];
}
