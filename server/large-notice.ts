import { LARGE_FILE } from './large-files.ts';
import type { Session } from './session.ts';
import { baseName } from './uris.ts';

/**
 * Says in the log what is off in a large document, where it is a job file and not among the `told`. Our own extension
 * shows it as well (`StatusAnswer.largeAbove`).
 */
export async function tellOfLargeFile(
	{ conversation, workspace }: Session,
	uri: string,
	told: Set<string>,
): Promise<void> {
	const analysis = await workspace.analysis(uri);
	if (analysis?.isJobFile !== true || told.has(uri)) return;
	told.add(uri);
	const message = `${baseName(uri)} is larger than ${LARGE_FILE} MiB: semantic tokens, code lenses and inlay hints are off.`;
	conversation.tell('window/logMessage', { type: MESSAGE_TYPE_INFO, message });
}

/** `MessageType.Info`. */
const MESSAGE_TYPE_INFO = 3;
