import type { StoredJob } from '../core/stored.ts';

export type RunStatus = 'INITIAL' | 'ACTIVE' | 'SUCCESS' | 'FAILED';

/** One attempt of a run. Instants are ms since 1970. */
export interface Task {
	readonly id: string;
	readonly startedAt: number;
	readonly completedAt: number | undefined;
	readonly status: 'TASK_RUNNING' | 'TASK_FINISHED' | 'TASK_FAILED';
}

export interface Run {
	readonly id: string;
	/** As it was when the run started. */
	readonly job: StoredJob;
	readonly status: RunStatus;
	readonly createdAt: number;
	readonly completedAt: number | undefined;
	readonly tasks: readonly Task[];
}

/** A run that is over, as the history keeps it. */
export interface FinishedRun {
	readonly id: string;
	readonly createdAt: number;
	readonly finishedAt: number;
	readonly tasks: readonly string[];
}

export interface History {
	readonly successCount: number;
	readonly failureCount: number;
	readonly lastSuccessAt: number | undefined;
	readonly lastFailureAt: number | undefined;
	/** Newest first. */
	readonly successful: readonly FinishedRun[];
	readonly failed: readonly FinishedRun[];
}

export const EMPTY_HISTORY: History = {
	successCount: 0,
	failureCount: 0,
	lastSuccessAt: undefined,
	lastFailureAt: undefined,
	successful: [],
	failed: [],
};

/** How many finished runs of each kind the history keeps. Source: MetronomeConfig.scala, `runHistoryCount`. */
const HISTORY_LENGTH = 1000;

/**
 * The runs that are not over, and what is remembered of the others.
 * Source: Metronome JobRunServiceActor.scala, JobHistoryServiceActor.scala.
 */
export class RunTable {
	private readonly runs = new Map<string, Run>();
	private readonly ofJobs = new Map<string, Set<string>>();
	private readonly histories: Map<string, History>;

	/** `histories`: what is remembered from before, by job id. */
	constructor(histories: ReadonlyMap<string, History> = new Map()) {
		this.histories = new Map(histories);
	}

	get(id: string): Run | undefined {
		return this.runs.get(id);
	}

	all(): Iterable<Run> {
		return this.runs.values();
	}

	get size(): number {
		return this.runs.size;
	}

	ofJob(jobId: string): readonly Run[] {
		return [...(this.ofJobs.get(jobId) ?? [])].flatMap(id => this.runs.get(id) ?? []);
	}

	historyOf(jobId: string): History {
		return this.histories.get(jobId) ?? EMPTY_HISTORY;
	}

	allHistories(): ReadonlyMap<string, History> {
		return this.histories;
	}

	put(run: Run): void {
		this.runs.set(run.id, run);
		const ids = this.ofJobs.get(run.job.id);
		if (ids === undefined) this.ofJobs.set(run.job.id, new Set([run.id]));
		else ids.add(run.id);
	}

	/** Takes a run that is over out of the table and into the history. */
	finish(run: Run, at: number): FinishedRun {
		const jobId = run.job.id;
		this.runs.delete(run.id);
		const ids = this.ofJobs.get(jobId);
		ids?.delete(run.id);
		if (ids?.size === 0) this.ofJobs.delete(jobId);
		const old = this.historyOf(jobId);
		const finished = {
			id: run.id,
			createdAt: run.createdAt,
			finishedAt: at,
			tasks: run.tasks.map(task => task.id),
		};
		this.histories.set(jobId, withFinished(old, finished, run.status === 'SUCCESS'));
		return finished;
	}

	forgetHistory(jobId: string): void {
		this.histories.delete(jobId);
	}
}

/** A history with one more run that is over. */
export function withFinished(history: History, run: FinishedRun, isSuccess: boolean): History {
	return isSuccess ? succeeded(history, run) : failed(history, run);
}

function succeeded(old: History, run: FinishedRun): History {
	return {
		...old,
		successCount: old.successCount + 1,
		lastSuccessAt: run.finishedAt,
		successful: [run, ...old.successful].slice(0, HISTORY_LENGTH),
	};
}

function failed(old: History, run: FinishedRun): History {
	return {
		...old,
		failureCount: old.failureCount + 1,
		lastFailureAt: run.finishedAt,
		failed: [run, ...old.failed].slice(0, HISTORY_LENGTH),
	};
}
