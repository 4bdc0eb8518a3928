import { ArtifactFault } from './extraction.ts';
import { faultKind } from './plugin.ts';
import type { ProcessEnd } from './process-group.ts';
import { SecretsFault } from './secrets.ts';
import { LaunchFault } from './task-command.ts';

/** Why a task that ended so has failed; undefined: it has not. */
export function endReason(end: ProcessEnd): string | undefined {
	if (end.kind === 'not-started') return `the command cannot be started (${faultKind(end.error)})`;
	if (end.kind === 'signal') return `the command was ended by ${end.signal}`;
	return end.code === 0 ? undefined : `the command ended with exit code ${end.code}`;
}

/** Why a task was not run, by what was thrown. Only of our own the message is told: others may quote what they are about. */
export function reasonOf(error: unknown): string {
	if (error instanceof LaunchFault || error instanceof SecretsFault || error instanceof ArtifactFault) {
		return error.message;
	}
	return `its sandbox could not be used (${faultKind(error)})`;
}
