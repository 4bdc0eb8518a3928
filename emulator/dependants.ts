import type { StoredJob } from '../core/stored.ts';
import type { Run } from './runs.ts';

interface Memory {
	/** The last run of each job it depends on, as it last stood. */
	readonly parents: Map<string, Run>;
	/** When the job last ended well, and when a success of its parents last started it (ms since 1970). */
	lastSuccess: number;
	lastStart: number;
}

/**
 * Starts a job when the last run of every job it depends on has succeeded since its own last success; as long as a
 * start of its own has not succeeded it does not start it again.
 * Source: Metronome JobSpecDependencyActor.scala; recording seq-00150.
 */
export class Dependants {
	private readonly memories = new Map<string, Memory>();
	private readonly jobs: () => Iterable<StoredJob>;
	private readonly start: (job: StoredJob) => void;
	private readonly now: () => number;

	constructor(jobs: () => Iterable<StoredJob>, start: (job: StoredJob) => void, now: () => number) {
		this.jobs = jobs;
		this.start = start;
		this.now = now;
	}

	forget(jobId: string): void {
		this.memories.delete(jobId);
	}

	/** To be told of every run that starts, changes or ends. */
	runChanged(run: Run): void {
		const due: StoredJob[] = [];
		for (const job of this.jobs()) {
			if (job.dependencies.length > 0 && this.isDue(job, run)) due.push(job);
		}
		for (const job of due) {
			// Before the start, which is itself told of here.
			this.memoryOf(job.id).lastStart = this.now();
			this.start(job);
		}
	}

	private isDue(job: StoredJob, run: Run): boolean {
		const isParent = job.dependencies.includes(run.job.id);
		if (!isParent && run.job.id !== job.id) return false;
		const memory = this.memoryOf(job.id);
		if (isParent) memory.parents.set(run.job.id, run);
		else if (run.status === 'SUCCESS') memory.lastSuccess = run.completedAt ?? memory.lastSuccess;
		if (memory.lastStart > memory.lastSuccess) return false;
		return job.dependencies.every(id => {
			const last = memory.parents.get(id);
			return (
				last?.status === 'SUCCESS' && (last.completedAt ?? Number.NEGATIVE_INFINITY) > memory.lastSuccess
			);
		});
	}

	private memoryOf(jobId: string): Memory {
		let memory = this.memories.get(jobId);
		if (memory === undefined) {
			memory = {
				parents: new Map(),
				lastSuccess: Number.NEGATIVE_INFINITY,
				lastStart: Number.NEGATIVE_INFINITY,
			};
			this.memories.set(jobId, memory);
		}
		return memory;
	}
}
