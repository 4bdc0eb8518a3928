import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { Dependants } from './dependants.ts';
import type { Ids } from './ids.ts';
import { type FinishedRun, type History, type Run, RunTable, type Task } from './runs.ts';

/**
 * Runs what a job says. It reports back by `taskStarted` and `finishRun`, at once or whenever it likes.
 * A run that nobody reports on stays INITIAL and in the queue.
 */
export interface Launcher {
	/** To start a task of the run: its first, or the next after one that failed. */
	launch(run: Run): void;
	/** The run was stopped: its task shall end. Nothing needs to be reported. */
	kill(run: Run): void;
}

export const NO_LAUNCHER: Launcher = { launch() {}, kill() {} };

export interface RunCounts {
	readonly started: number;
	readonly failed: number;
	readonly active: number;
}

export interface RunEngineOptions {
	readonly jobs: () => Iterable<StoredJob>;
	readonly launcher: Launcher;
	readonly ids: Ids;
	/** ms since 1970. */
	readonly now: () => number;
	/** Told of each run that started or changed, and, with its entry in the history, of each that is over. */
	readonly runChanged?: RunChanged;
	/** What is remembered from before, by job id. */
	readonly histories?: ReadonlyMap<string, History>;
}

export type RunChanged = (run: Run, finished: FinishedRun | undefined) => void;

/**
 * The life of runs from their start to the history.
 * Source: Metronome JobRunServiceActor.scala, JobRunExecutorActor.scala.
 */
export class RunEngine {
	private readonly table: RunTable;
	private readonly dependants: Dependants;
	private readonly launcher: Launcher;
	private readonly ids: Ids;
	private readonly now: () => number;
	private readonly runChanged: RunChanged;
	private startedCount = 0;
	private failedCount = 0;

	constructor({ jobs, launcher, ids, now, runChanged, histories }: RunEngineOptions) {
		this.table = new RunTable(histories);
		this.launcher = launcher;
		this.ids = ids;
		this.now = now;
		this.runChanged = runChanged ?? (() => undefined);
		this.dependants = new Dependants(jobs, job => void this.start(job, undefined), now);
	}

	get(jobId: string, runId: string): Run | undefined {
		const run = this.table.get(runId);
		return run?.job.id === jobId ? run : undefined;
	}

	ofJob(jobId: string): readonly Run[] {
		return this.table.ofJob(jobId);
	}

	historyOf(jobId: string): History {
		return this.table.historyOf(jobId);
	}

	/** By job id. */
	histories(): ReadonlyMap<string, History> {
		return this.table.allHistories();
	}

	/** Runs that are not over. */
	active(): Iterable<Run> {
		return this.table.all();
	}

	/** Runs whose task has not reported yet. */
	queued(): readonly Run[] {
		return [...this.table.all()].filter(({ status }) => status === 'INITIAL');
	}

	counts(): RunCounts {
		return { started: this.startedCount, failed: this.failedCount, active: this.table.size };
	}

	/**
	 * Starts a run. `schedule`: the one that is due; undefined then where its policy forbids a second run beside one
	 * that is not over.
	 */
	start(job: StoredJob, schedule: StoredSchedule | undefined): Run | undefined {
		if (schedule?.concurrencyPolicy === 'FORBID' && this.ofJob(job.id).length > 0) return undefined;
		const run = this.create(job);
		this.launcher.launch(run);
		return run;
	}

	/** Makes a run that waits to be launched. */
	create(job: StoredJob): Run {
		const createdAt = this.now();
		const id = this.freeId(createdAt);
		const run: Run = { id, job, status: 'INITIAL', createdAt, completedAt: undefined, tasks: [] };
		this.startedCount++;
		this.change(run);
		return run;
	}

	launch(run: Run): void {
		this.launcher.launch(run);
	}

	/** A task of the run is running now. Gives its id; undefined for a run that is over. */
	taskStarted(runId: string): string | undefined {
		const run = this.table.get(runId);
		if (run === undefined) return undefined;
		const task = this.newTask(run);
		this.change({ ...run, status: 'ACTIVE', tasks: [...run.tasks, task] });
		return task.id;
	}

	/**
	 * The task of a run has ended. One that failed is followed by another as long as the job's restart policy says so.
	 * False for a run that is over already.
	 */
	finishRun(runId: string, result: 'success' | 'failed'): boolean {
		const run = this.table.get(runId);
		if (run === undefined) return false;
		const at = this.now();
		if (result === 'success') {
			this.end({
				...run,
				status: 'SUCCESS',
				completedAt: at,
				tasks: this.withLastTask(run, 'TASK_FINISHED', at),
			});
			return true;
		}
		const tasks = this.withLastTask(run, 'TASK_FAILED', undefined);
		if (mayRestart(run, at)) {
			const again = { ...run, tasks };
			this.change(again);
			this.launcher.launch(again);
		} else this.end({ ...run, status: 'FAILED', completedAt: at, tasks });
		return true;
	}

	/** Stops a run and gives it as it ended; undefined for one that is over. */
	kill(jobId: string, runId: string): Run | undefined {
		const run = this.get(jobId, runId);
		if (run === undefined) return undefined;
		const killed: Run = { ...run, status: 'FAILED', completedAt: this.now() };
		this.end(killed);
		this.launcher.kill(killed);
		return killed;
	}

	forgetJob(jobId: string): void {
		this.table.forgetHistory(jobId);
		this.dependants.forget(jobId);
	}

	private freeId(at: number): string {
		for (;;) {
			const id = this.ids.run(at);
			if (this.table.get(id) === undefined) return id;
		}
	}

	private change(run: Run): void {
		this.table.put(run);
		this.runChanged(run, undefined);
		this.dependants.runChanged(run);
	}

	private end(run: Run): void {
		if (run.status === 'FAILED') this.failedCount++;
		this.runChanged(run, this.table.finish(run, this.now()));
		this.dependants.runChanged(run);
	}

	/** Source: Mesos task ids of Marathon; recordings seq-00150, seq-00151. */
	private newTask(run: Run): Task {
		const id = `${run.job.id.replaceAll('.', '_')}_${run.id}.instance-${this.ids.task()}.$anon`;
		return { id, startedAt: this.now(), completedAt: undefined, status: 'TASK_RUNNING' };
	}

	/** A task that ends without ever having reported is told of all the same. */
	private withLastTask(run: Run, status: Task['status'], completedAt: number | undefined): readonly Task[] {
		const isRunning = run.tasks.at(-1)?.status === 'TASK_RUNNING';
		const tasks = isRunning ? run.tasks : [...run.tasks, this.newTask(run)];
		return tasks.map((task, index) => (index === tasks.length - 1 ? { ...task, status, completedAt } : task));
	}
}

function mayRestart(run: Run, at: number): boolean {
	const { policy, activeDeadlineSeconds } = run.job.run.restart;
	if (policy !== 'ON_FAILURE') return false;
	return activeDeadlineSeconds === undefined || run.createdAt + activeDeadlineSeconds * 1000 > at;
}
