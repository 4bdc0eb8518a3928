import type { Environment } from '../core/settings-target.ts';
import { type LiveState, readLive } from '../deploy/live.ts';
import { makePlan } from '../deploy/plan.ts';
import type { Digest, PlanOptions } from '../deploy/plan-options.ts';
import type { PlanResult } from '../deploy/planned.ts';
import { EMULATOR_TARGET } from '../files/project-target.ts';
import type { CheckRequest } from '../files/result.ts';
import { type Connection, connectTarget } from './connection.ts';
import { type Desired, desiredJobs } from './desired.ts';
import { ownerOf } from './owner.ts';
import { withStoreStates } from './store-states.ts';

/** Which plan somebody wants. */
export interface PlanWish {
	/** Names the files, and the target. */
	readonly request: CheckRequest;
	/** Credentials, variables and proxies come from here. */
	readonly env: Environment;
	readonly toolVersion: string;
	readonly digest: Digest;
	/** Undefined: the repository that the files are in. */
	readonly owner?: string | undefined;
	readonly adopt?: boolean | undefined;
	readonly prune?: boolean | undefined;
	readonly maxDeletes?: number | undefined;
	readonly only?: readonly string[] | undefined;
	/** The secret store is not asked. */
	readonly offline?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** What it takes to plan, before the cluster was asked. */
export interface Prepared {
	readonly kind: 'prepared';
	readonly connection: Connection;
	readonly desired: Desired;
	readonly options: PlanOptions;
	/** Worth a line each. */
	readonly notices: readonly string[];
}

/** Why there is no plan. Nothing was written, and no connection is left open. */
export interface Stopped {
	readonly kind: 'stopped';
	/** 1: the files · 2: usage or settings · 3: the cluster. */
	readonly exit: 1 | 2 | 3;
	readonly problems: readonly string[];
	/** The files as `check` judges them, where it came to that; its findings say more than the problems. */
	readonly checked: Desired['checked'] | undefined;
}

export interface Planned {
	readonly kind: 'planned';
	readonly live: LiveState;
	readonly result: PlanResult;
}

/** More than this many jobs at once are not deleted unless somebody says so. */
export const DEFAULT_MAX_DELETES = 5;

/** Connects to the target and reads the files that are meant for it. The caller closes the connection. */
export async function prepare(wish: PlanWish): Promise<Prepared | Stopped> {
	const { request, env } = wish;
	const connected = await connectTarget({
		cwd: request.cwd,
		config: request.config,
		target: request.target,
		env,
	});
	if (!connected.ok) return stopped(2, connected.problems);
	const { connection } = connected;
	// On the emulator nobody else's jobs can be in danger.
	const fallback = request.target === EMULATOR_TARGET ? 'local' : undefined;
	const owner = ownerOf(request.cwd, env, wish.owner) ?? fallback;
	if (owner === undefined) {
		await connection.close();
		const message =
			'Nobody can tell whose jobs these are: the folder is in no git repository with a remote. Say it with --owner, such as team/repository.';
		return stopped(2, [message]);
	}
	const asked = await withStoreStates(
		{ ...request, env },
		{ env, ...(wish.offline === true && { offline: true }), ...(wish.signal && { signal: wish.signal }) },
	);
	const desired = desiredJobs(asked.request);
	const troubles = desired.checked.troubles.length > 0 ? desired.checked.troubles : [];
	if (troubles.length > 0 || desired.refusals.length > 0) {
		await connection.close();
		const isUsage = desired.refusals.some(({ kind }) => kind === 'several-configs');
		const exit = troubles.some(({ kind }) => kind === 'io') ? 3 : troubles.length > 0 || isUsage ? 2 : 1;
		return { ...stopped(exit, desired.refusals.map(refusalText)), checked: desired.checked };
	}
	return {
		kind: 'prepared',
		connection,
		desired,
		notices: [...connection.notices, ...asked.notices],
		options: {
			toolVersion: wish.toolVersion,
			version: desired.version,
			owner,
			adopt: wish.adopt === true,
			prune: wish.prune === true,
			maxDeletes: wish.maxDeletes ?? DEFAULT_MAX_DELETES,
			only: wish.only === undefined ? undefined : new Set(wish.only),
			complete: desired.complete,
			now: request.now,
			digest: wish.digest,
			sourceState: desired.sourceState,
		},
	};
}

function refusalText({ file, message }: Desired['refusals'][number]): string {
	return file === null ? message : `${file}: ${message}`;
}

/** Reads the live state, GET only, and makes the plan. */
export async function plan({ connection, desired, options }: Prepared): Promise<Planned | Stopped> {
	const live = await liveOf(connection, desired);
	if (live.kind === 'stopped') return live;
	return { kind: 'planned', live: live.state, result: makePlan(desired.jobs, live.state, options) };
}

/** The cluster as it is now, as far as the files and their owner are concerned. */
export async function liveOf(
	{ client }: Connection,
	desired: Pick<Desired, 'jobs'>,
): Promise<{ readonly kind: 'live'; readonly state: LiveState } | Stopped> {
	const read = await readLive(
		client,
		desired.jobs.map(({ job }) => job.id),
	);
	return read.kind === 'failed' ? stopped(3, [read.message]) : { kind: 'live', state: read.live };
}

export function stopped(exit: Stopped['exit'], problems: readonly string[]): Stopped {
	return { kind: 'stopped', exit, problems, checked: undefined };
}
