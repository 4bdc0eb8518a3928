import type { StoredJob } from '../core/stored.ts';

/**
 * What became of a change. `dependencies`, `dependants`: the words of the refusal · `in-flight`: an earlier change of
 * this job never ended · `no-answer`: the change itself failed, and nobody tells the client.
 */
export type Outcome =
	| { readonly kind: 'done'; readonly job: StoredJob }
	| { readonly kind: 'unknown-job' }
	| { readonly kind: 'exists' }
	| { readonly kind: 'dependencies'; readonly message: string }
	| { readonly kind: 'dependants'; readonly message: string }
	| { readonly kind: 'in-flight' }
	| { readonly kind: 'no-answer' };

/** The jobs of a server and its lock on each. Source: Metronome JobSpecServiceActor.scala. */
export class JobTable {
	private readonly jobs: Map<string, StoredJob>;
	/** Jobs whose change was refused for its dependencies stay in here for good (facts: server-behaviour row 33). */
	private readonly inFlight = new Set<string>();

	/** `jobs`: those from before, by id. */
	constructor(jobs: ReadonlyMap<string, StoredJob> = new Map()) {
		this.jobs = new Map(jobs);
	}

	get(id: string): StoredJob | undefined {
		return this.jobs.get(id);
	}

	all(): Iterable<StoredJob> {
		return this.jobs.values();
	}

	create(job: StoredJob): Outcome {
		const message = this.dependencyFault(job);
		if (message !== undefined) return { kind: 'dependencies', message };
		if (this.jobs.has(job.id)) return { kind: 'exists' };
		this.jobs.set(job.id, job);
		return { kind: 'done', job };
	}

	/** `change`: the job as it shall be; undefined where it cannot be changed so. */
	update(id: string, change: (old: StoredJob) => StoredJob | undefined): Outcome {
		const old = this.jobs.get(id);
		if (old === undefined) return { kind: 'unknown-job' };
		if (this.inFlight.has(id)) return { kind: 'in-flight' };
		const job = change(old);
		if (job === undefined) return { kind: 'no-answer' };
		const message = this.dependencyFault(job);
		if (message !== undefined) {
			this.inFlight.add(id);
			return { kind: 'dependencies', message };
		}
		this.jobs.set(id, job);
		return { kind: 'done', job };
	}

	delete(id: string): Outcome {
		const job = this.jobs.get(id);
		if (job === undefined) return { kind: 'unknown-job' };
		if (this.inFlight.has(id)) return { kind: 'in-flight' };
		const children = [...this.jobs.values()]
			.filter(other => other.dependencies.includes(id))
			.map(other => other.id);
		if (children.length > 0) {
			const names = children.join(', ');
			return {
				kind: 'dependants',
				message: `There are jobs with a dependency on ${id}. children=[${names}]`,
			};
		}
		this.jobs.delete(id);
		return { kind: 'done', job };
	}

	/** What another leader does not know: it has the jobs from their storage (facts: server-behaviour, in-flight lock). */
	forgetChanges(): void {
		this.inFlight.clear();
	}

	/** Source: Metronome JobSpec.scala, `validateDependencies`: a new job cannot close a circle. */
	private dependencyFault(job: StoredJob): string | undefined {
		if (job.dependencies.length === 0) return undefined;
		const unknown = new Set(job.dependencies.filter(id => !this.jobs.has(id)));
		if (unknown.size > 0) return `Dependencies contain unknown jobs. unknown=[${[...unknown].join(', ')}]`;
		const leadsBack = this.jobs.has(job.id) && this.leadsTo(job.dependencies, job.id);
		return leadsBack ? 'Dependencies have a cycle.' : undefined;
	}

	private leadsTo(starts: readonly string[], end: string): boolean {
		const seen = new Set<string>();
		const open = [...starts];
		for (let id = open.pop(); id !== undefined; id = open.pop()) {
			if (id === end) return true;
			if (seen.has(id)) continue;
			seen.add(id);
			open.push(...(this.jobs.get(id)?.dependencies ?? []));
		}
		return false;
	}
}
