import type { StoredJob } from '../core/stored.ts';
import type { Version } from '../core/version.ts';
import type { Access, Action, Caller } from './access.ts';
import type { Answer } from './answers.ts';
import type { JobTable } from './jobs.ts';
import type { RunEngine } from './run-engine.ts';
import type { View } from './shown.ts';

/** What the routes work on. */
export interface State {
	readonly version: Version;
	readonly view: View;
	readonly access: Access;
	readonly jobs: JobTable;
	readonly runs: RunEngine;
	/** ms since 1970. */
	readonly now: () => number;
	/** Host and port. */
	readonly leader: () => string;
	readonly jobChanged: (id: string, job: StoredJob | undefined) => void;
}

/** The answer for those who may have it. */
export function permitted(
	state: State,
	caller: Caller,
	action: Action,
	jobId: string,
	answer: () => Answer,
): Answer {
	return caller.may(action, jobId) ? answer() : state.access.notAuthorized;
}
