import { type Api, type Clock, REAL_CLOCK } from './api.ts';
import { type Applying, applyWrite } from './apply-job.ts';
import { neededBefore } from './apply-order.ts';
import { type ApplyResult, isDone, type JobResult } from './apply-result.ts';
import type { Operation, PlanResult } from './planned.ts';
import { settled } from './settle.ts';
import { Slots } from './slots.ts';

export interface ApplyOptions {
	/** Stops before the next job; what is being written is finished. */
	readonly signal?: AbortSignal;
	/** Told of each operation once when it starts, and once when it is done, also where it never started. */
	readonly onEvent?: (event: ApplyEvent) => void;
	/** Deletes also jobs that have active runs, and stops these. Default: never. */
	readonly stopRuns?: boolean;
	/** Jobs that are written at the same time. */
	readonly atOnce?: number;
	/** See `settle.ts`. ms. */
	readonly settleMs?: number;
	readonly clock?: Clock;
	/** From 0 up to, not including, 1. */
	readonly random?: () => number;
}

export type ApplyEvent =
	| { readonly kind: 'start'; readonly job: string; readonly operation: Operation['kind'] }
	/** `done` of `total` operations have come to their end, this one included. */
	| { readonly kind: 'done'; readonly result: JobResult; readonly done: number; readonly total: number };

const AT_ONCE = 8;
const SETTLE_MS = 2000;

/**
 * Makes the cluster as a plan says, and reads back that it is. Dependencies first, deletions last. A job that fails
 * stops those that need it and, where it was to be made, every deletion, as the one that goes may be its old name; all
 * others go on. A cluster that stops answering ends it. A plan with refusals is not begun. Never rejects: what goes
 * wrong is in the result, and a new plan goes on from there.
 */
export async function applyPlan(
	api: Api,
	planned: PlanResult,
	options: ApplyOptions = {},
): Promise<ApplyResult> {
	const { signal, onEvent, atOnce = AT_ONCE, clock = REAL_CLOCK, random = Math.random } = options;
	const { operations } = planned.plan;
	const { refusals, version } = planned;
	if (refusals.length > 0) {
		const jobs = operations.map(operation => notStarted(operation, 'The plan is refused.'));
		return { jobs, interrupted: false, refusals };
	}
	const applying: Applying = {
		api,
		version,
		clock,
		random,
		stopRuns: options.stopRuns ?? false,
		settleMs: options.settleMs ?? SETTLE_MS,
		interrupted: () => signal?.aborted === true,
	};
	const run = new Run(planned, applying, new Slots(atOnce), onEvent ?? (() => undefined));
	const jobs = await run.all();
	const lasting = await settled(jobs, planned.writes, applying);
	const interrupted = applying.interrupted() && jobs.some(({ outcome }) => outcome === 'not-started');
	return { jobs: lasting, interrupted, refusals: [] };
}

/** One deploy on its way. */
class Run {
	private readonly planned: PlanResult;
	private readonly applying: Applying;
	private readonly slots: Slots;
	private readonly tell: (event: ApplyEvent) => void;
	private done = 0;
	/** Why nothing more is started. */
	private halted: string | undefined;

	constructor(planned: PlanResult, applying: Applying, slots: Slots, tell: (event: ApplyEvent) => void) {
		this.planned = planned;
		this.applying = applying;
		this.slots = slots;
		this.tell = tell;
	}

	/** Each operation waits for those that it needs, which the plan has before it; deletions wait for all else. */
	async all(): Promise<readonly JobResult[]> {
		const { operations } = this.planned.plan;
		const needs = neededBefore(this.planned);
		const ends = new Map<string, Promise<JobResult>>();
		const begin = (operation: Operation, always: readonly JobResult[]): void => {
			const needed = (needs.get(operation.job) ?? []).flatMap(id => ends.get(id) ?? []);
			const end = Promise.all(needed).then(before => this.operate(operation, [...always, ...before]));
			ends.set(operation.job, end);
		};
		for (const operation of operations) if (operation.kind !== 'delete') begin(operation, []);
		const made = (await Promise.all(ends.values())).filter(({ operation }) => operation === 'create');
		const missing = made.filter(result => !isDone(result));
		for (const operation of operations) if (operation.kind === 'delete') begin(operation, missing);
		return Promise.all(operations.flatMap(({ job }) => ends.get(job) ?? []));
	}

	private async operate(operation: Operation, before: readonly JobResult[]): Promise<JobResult> {
		const missing = before.find(result => !isDone(result));
		const result =
			missing === undefined
				? await this.slots.use(() => this.start(operation))
				: this.halted === undefined
					? skipped(operation, missing)
					: notStarted(operation, this.halted);
		this.done++;
		this.tell({ kind: 'done', result, done: this.done, total: this.planned.plan.operations.length });
		return result;
	}

	private async start(operation: Operation): Promise<JobResult> {
		const write = this.planned.writes.get(operation.job);
		if (this.applying.interrupted()) this.halted ??= 'The deploy was interrupted before it.';
		if (this.halted !== undefined) return notStarted(operation, this.halted);
		if (write === undefined) return notStarted(operation, 'The plan does not say how.');
		this.tell({ kind: 'start', job: operation.job, operation: operation.kind });
		const { unreachable, ...applied } = await applyWrite(this.applying, write);
		if (unreachable) this.halted ??= `The cluster stopped answering at ${operation.job}.`;
		return { job: operation.job, operation: operation.kind, ...applied };
	}
}

function notStarted(operation: Operation, reason: string): JobResult {
	return { job: operation.job, operation: operation.kind, outcome: 'not-started', reason, written: false };
}

function skipped({ job, kind }: Operation, missing: JobResult): JobResult {
	const reason =
		kind !== 'delete'
			? `${job} was left alone: it depends on ${missing.job}, which is not as it shall be.`
			: missing.operation === 'create'
				? `${job} was not deleted: ${missing.job} could not be made, and ${job} may be its old name.`
				: `${job} was not deleted: ${missing.job} still depends on it.`;
	return { job, operation: kind, outcome: 'skipped', reason, written: false };
}
