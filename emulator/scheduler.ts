import { quoted } from '../core/quote.ts';
import type { StoredJob, StoredSchedule } from '../core/stored.ts';
import { nextRunOf } from './next-run.ts';
import type { Run } from './runs.ts';

/** Calls back once after `ms`, which is never more than a minute; gives what takes that back. */
export type StartTimer = (ms: number, due: () => void) => () => void;

export const REAL_TIMER: StartTimer = (ms, due) => {
	const timer = setTimeout(due, ms);
	return () => clearTimeout(timer);
};

/** What a scheduler acts on: a Metronome. */
export interface Scheduled {
	startRun(jobId: string, schedule: StoredSchedule): Run | undefined;
	/** The run as it is now; undefined where it is over. */
	run(jobId: string, runId: string): Run | undefined;
	stopRun(jobId: string, runId: string): Run | undefined;
}

export interface SchedulerOptions {
	/** ms since 1970. */
	readonly now: () => number;
	readonly timer: StartTimer;
	readonly log: (line: string) => void;
}

/**
 * The longest wait of the server's timers, in seconds: a schedule whose next run is further away when it is looked for
 * never fires, until its job is changed. Source: facts, server-behaviour ("maximum delay is 21474835 seconds").
 */
const LONGEST_WAIT_SECONDS = 21_474_835;

/** Short enough that a change of the clock, or a machine that slept, is noticed. */
const LOOK_AT_CLOCK_MS = 60_000;

/**
 * Starts runs by the clock. Only the first schedule of a job counts, and only while it is enabled.
 * Source: Metronome JobSpecSchedulerActor.scala, JobSpecServiceActor.scala, JobRunExecutorActor.scala. Otherwise than
 * there, a run starts at its instant also within the first minute after a change (the server waits for a minute at
 * least), and of the runs that passed while the machine slept only one is made up for.
 */
export class Scheduler {
	private readonly target: Scheduled;
	private readonly options: SchedulerOptions;
	/** Job id → takes its next start back. */
	private readonly waiting = new Map<string, () => void>();
	/** Take the deadlines of started runs back. */
	private readonly deadlines = new Set<() => void>();

	constructor(target: Scheduled, options: SchedulerOptions) {
		this.target = target;
		this.options = options;
	}

	/** A job was stored or changed, or (undefined) deleted: its next run is looked for anew. */
	jobChanged(id: string, job: StoredJob | undefined): void {
		this.waiting.get(id)?.();
		this.waiting.delete(id);
		const schedule = job?.schedules[0];
		if (schedule?.enabled === true) this.scheduleNext(id, schedule);
	}

	/** Starts and ends nothing any more. */
	close(): void {
		for (const cancel of [...this.waiting.values(), ...this.deadlines]) cancel();
		this.waiting.clear();
		this.deadlines.clear();
	}

	private scheduleNext(jobId: string, schedule: StoredSchedule): void {
		const { now, log } = this.options;
		const next = nextRunOf(schedule, now());
		const name = `${jobId}, schedule ${quoted(schedule.id)}`;
		if (next === null) {
			log(`${name}: has no next run`);
		} else if (Math.floor((next - now()) / 1000) > LONGEST_WAIT_SECONDS) {
			log(`${name}: never fires, as at the server: its next run is more than 248 days away`);
		} else {
			const cancel = this.at(next, () => {
				this.waiting.delete(jobId);
				// First, so that whatever a run does to its job has the last word.
				this.scheduleNext(jobId, schedule);
				this.start(jobId, schedule, name);
			});
			this.waiting.set(jobId, cancel);
		}
	}

	private start(jobId: string, schedule: StoredSchedule, name: string): void {
		const run = this.target.startRun(jobId, schedule);
		if (run === undefined) {
			this.options.log(`${name}: skipped, the run before is not over`);
			return;
		}
		const deadline = run.createdAt + schedule.startingDeadlineSeconds * 1000;
		const cancel = this.at(deadline, () => {
			this.deadlines.delete(cancel);
			if (this.target.run(jobId, run.id)?.status !== 'INITIAL') return;
			this.target.stopRun(jobId, run.id);
			this.options.log(`${jobId} ${run.id}: did not start within ${schedule.startingDeadlineSeconds} s`);
		});
		this.deadlines.add(cancel);
	}

	/** Calls back when the clock has reached an instant. Gives what takes that back. */
	private at(instant: number, due: () => void): () => void {
		let cancel = (): void => undefined;
		const wait = (): void => {
			const left = instant - this.options.now();
			if (left <= 0) due();
			else cancel = this.options.timer(Math.min(left, LOOK_AT_CLOCK_MS), wait);
		};
		// Never at once: the caller has to have what takes it back first.
		cancel = this.options.timer(Math.min(Math.max(instant - this.options.now(), 0), LOOK_AT_CLOCK_MS), wait);
		return () => cancel();
	}
}
