import { checkJobSet } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import type { FileSummary, JobSummary, Place } from '../core/jobset.ts';
import type { Target } from '../core/target.ts';

/** How many files are looked at in a row. */
const PART = 100;
const NONE: ReadonlySet<string> = new Set();

type FileFindings = ReadonlyMap<string, readonly Finding[]>;

/** What a set says when it is taken as whole, or as a part of what there is. */
interface Verdict {
	readonly findings: Map<string, readonly Finding[]>;
	/** Files to look at again; undefined: all. */
	stale: Set<string> | undefined;
	/** Files with a finding that points, or once pointed, into this one. */
	readonly pointing: Map<string, Set<string>>;
}

/**
 * The files of a set, indexed so that a change of one of ten thousand is judged by looking at those it touches: the
 * files that name its ids, define them as well, or are on a way through its dependencies.
 */
export class SetIndex {
	private readonly options: { readonly target: Target; readonly now: number };
	private readonly files = new Map<string, FileSummary>();
	private readonly definers = new Map<string, JobSummary[]>();
	private readonly dependents = new Map<string, Set<string>>();
	private readonly verdicts = { whole: newVerdict(), part: newVerdict() };
	/** Every id there is a job for, here or by the settings. */
	private readonly known: Set<string>;
	private partial = 0;

	constructor(options: { readonly target: Target; readonly now: number }) {
		this.options = options;
		this.known = new Set(options.target.knownJobs);
	}

	get(file: string): FileSummary | undefined {
		return this.files.get(file);
	}

	get summaries(): Iterable<FileSummary> {
		return this.files.values();
	}

	/** Jobs by id, in the order of the files. */
	get byId(): ReadonlyMap<string, readonly JobSummary[]> {
		return this.definers;
	}

	/** Names of the files with a job that depends on this one. */
	dependentsOf(id: string): Iterable<string> {
		return this.dependents.get(id) ?? [];
	}

	/** Adds a file, or what it has become. */
	put(summary: FileSummary): void {
		const before = this.files.get(summary.file);
		if (before !== undefined && isSame(before, summary)) return;
		if (before !== undefined) this.take(before);
		this.files.set(summary.file, summary);
		if (summary.partial) this.partial++;
		for (const job of summary.jobs) {
			if (job.id !== undefined) {
				insert(this.definers, job.id.value, job);
				this.known.add(job.id.value);
			}
			for (const { value } of job.dependencies) {
				const files = this.dependents.get(value);
				if (files === undefined) this.dependents.set(value, new Set([summary.file]));
				else files.add(summary.file);
			}
		}
		this.touch(summary.file, before === undefined || !isAlike(before, summary) ? [before, summary] : []);
	}

	remove(file: string): void {
		const before = this.files.get(file);
		if (before === undefined) return;
		this.take(before);
		this.files.delete(file);
		this.touch(file, [before]);
	}

	/**
	 * The findings by file. `wanted`: every job of the cluster is here; a file that may hold jobs that could not be read
	 * refutes that. A file whose findings are the same as before keeps the very list.
	 */
	findings(wanted: boolean): FileFindings {
		const complete = this.isComplete(wanted);
		const verdict = this.verdictOf(complete);
		const { stale } = verdict;
		if (stale?.size === 0) return verdict.findings;
		verdict.stale = new Set();
		const files = stale === undefined ? new Set(this.files.keys()) : this.closure(stale);
		this.record(files, stale ?? verdict.findings.keys(), complete);
		return verdict.findings;
	}

	/**
	 * Finds everything for the first time, a part of the files in a row; `pause` lets others in. Nothing may change
	 * meanwhile.
	 */
	async findAll(wanted: boolean, pause: () => Promise<void> | undefined): Promise<void> {
		const complete = this.isComplete(wanted);
		const seen = new Set<string>();
		let part = new Set<string>();
		for (const file of this.files.keys()) {
			if (seen.has(file)) continue;
			for (const near of this.closure([file], seen)) {
				seen.add(near);
				part.add(near);
			}
			if (part.size < PART) continue;
			this.record(part, [], complete);
			part = new Set();
			await pause();
		}
		this.record(part, [], complete);
		this.verdictOf(complete).stale = new Set();
	}

	private isComplete(wanted: boolean): boolean {
		return wanted && this.partial === 0;
	}

	private verdictOf(complete: boolean): Verdict {
		return complete ? this.verdicts.whole : this.verdicts.part;
	}

	/** Looks at some files, which are all that a finding on one of them may come from; `others` have nothing any more. */
	private record(files: ReadonlySet<string>, others: Iterable<string>, complete: boolean): void {
		const verdict = this.verdictOf(complete);
		const found = this.check(files, complete);
		for (const file of new Set([...files, ...others])) {
			const now = found.get(file) ?? [];
			const before = verdict.findings.get(file) ?? [];
			if (isEqual(before, now)) continue;
			if (now.length === 0) verdict.findings.delete(file);
			else verdict.findings.set(file, now);
			for (const place of now.flatMap(({ related }) => related)) {
				const pointing = verdict.pointing.get(place.file ?? file);
				if (pointing === undefined) verdict.pointing.set(place.file ?? file, new Set([file]));
				else pointing.add(file);
			}
		}
	}

	private check(files: ReadonlySet<string>, complete: boolean): Map<string, Finding[]> {
		// The order of the paths, as on the command line: which of two jobs is the double must not depend on the tabs.
		const jobs = [...files].sort().flatMap(file => this.files.get(file)?.jobs ?? []);
		const found = new Map<string, Finding[]>();
		const ids = jobs.flatMap(({ id }) => id?.value ?? []);
		const { target, now } = this.options;
		// What may be meant by a misspelt id is any job; `byId` only goes through those that are looked at.
		const options = { target: { ...target, knownJobs: this.known }, now };
		for (const finding of checkJobSet({ jobs, byId: narrowed(this.definers, ids), complete }, options)) {
			const { file } = finding;
			if (file === null || !files.has(file)) continue;
			const ofFile = found.get(file);
			if (ofFile === undefined) found.set(file, [finding]);
			else ofFile.push(finding);
		}
		return found;
	}

	/**
	 * With all that a finding on one of these files may come from: what they depend on, and the doubles of all these. What
	 * leads on from `known` files is left out.
	 */
	private closure(files: Iterable<string>, known: ReadonlySet<string> = NONE): Set<string> {
		const closed = new Set<string>();
		const waiting = [...files];
		for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
			const summary = this.files.get(file);
			if (summary === undefined || closed.has(file) || known.has(file)) continue;
			closed.add(file);
			for (const { id, dependencies } of summary.jobs) {
				for (const place of id === undefined ? dependencies : [id, ...dependencies]) {
					for (const job of this.definers.get(place.value) ?? []) waiting.push(job.file);
				}
			}
		}
		return closed;
	}

	private take(summary: FileSummary): void {
		if (summary.partial) this.partial--;
		for (const job of summary.jobs) {
			if (job.id !== undefined) {
				const rest = (this.definers.get(job.id.value) ?? []).filter(({ file }) => file !== summary.file);
				if (rest.length === 0) {
					this.definers.delete(job.id.value);
					if (!this.options.target.knownJobs.has(job.id.value)) this.known.delete(job.id.value);
				} else this.definers.set(job.id.value, rest);
			}
			for (const { value } of job.dependencies) {
				const files = this.dependents.get(value);
				files?.delete(summary.file);
				if (files?.size === 0) this.dependents.delete(value);
			}
		}
	}

	/** Marks a file, those that point into it, and, where it says something else now, those that its ids concern. */
	private touch(file: string, versions: readonly (FileSummary | undefined)[]): void {
		for (const { pointing, stale } of [this.verdicts.whole, this.verdicts.part]) {
			if (stale === undefined) continue;
			stale.add(file);
			for (const other of pointing.get(file) ?? []) stale.add(other);
			for (const { id, dependencies } of versions.flatMap(version => version?.jobs ?? [])) {
				if (id !== undefined) for (const dependent of this.dependentsOf(id.value)) stale.add(dependent);
				for (const place of id === undefined ? dependencies : [id, ...dependencies]) {
					for (const job of this.definers.get(place.value) ?? []) stale.add(job.file);
				}
			}
		}
	}
}

/** Looks ids up among all, and goes through some. */
function narrowed<V>(all: ReadonlyMap<string, V>, ids: Iterable<string>): ReadonlyMap<string, V> {
	const some = new Map<string, V>();
	for (const id of ids) {
		const value = all.get(id);
		if (value !== undefined) some.set(id, value);
	}
	return {
		get: id => all.get(id),
		has: id => all.has(id),
		size: some.size,
		forEach: callback => some.forEach(callback),
		entries: () => some.entries(),
		keys: () => some.keys(),
		values: () => some.values(),
		[Symbol.iterator]: () => some.entries(),
	};
}

function newVerdict(): Verdict {
	return { findings: new Map(), stale: undefined, pointing: new Map() };
}

function insert(definers: Map<string, JobSummary[]>, id: string, job: JobSummary): void {
	const same = definers.get(id);
	if (same === undefined) definers.set(id, [job]);
	else {
		const at = same.findIndex(other => other.file > job.file);
		same.splice(at < 0 ? same.length : at, 0, job);
	}
}

/** Equal to the last offset. */
function isSame(a: FileSummary, b: FileSummary): boolean {
	return a === b || areAlike(a, b, (one, other) => one.start === other.start && one.end === other.end);
}

/** They say the same to other files, though it may stand elsewhere. */
function isAlike(a: FileSummary, b: FileSummary): boolean {
	return areAlike(a, b, () => true);
}

/** Goes through thousands of places on each key stroke: nothing is made of them here. */
function areAlike(a: FileSummary, b: FileSummary, fits: (a: Place, b: Place) => boolean): boolean {
	if (a.partial !== b.partial || a.jobs.length !== b.jobs.length) return false;
	const isPlace = (one: Place | undefined, other: Place | undefined): boolean => {
		if (one === undefined || other === undefined) return one === other;
		return one.value === other.value && one.pointer === other.pointer && fits(one, other);
	};
	const isList = (some: readonly Place[], others: readonly Place[]): boolean =>
		some.length === others.length && some.every((place, at) => isPlace(place, others[at]));
	return a.jobs.every((job, at) => {
		const other = b.jobs[at];
		if (other === undefined || job.hasSchedules !== other.hasSchedules) return false;
		const isHere = job.pointer === other.pointer && isPlace(job.id, other.id);
		return isHere && isList(job.dependencies, other.dependencies) && isList(job.sources, other.sources);
	});
}

/** Every place of a file that other files may speak of. */
export function placesOf({ jobs }: FileSummary): readonly Place[] {
	return jobs.flatMap(placesOfJob);
}

function placesOfJob({ id, dependencies, sources }: JobSummary): readonly Place[] {
	return id === undefined ? [...dependencies, ...sources] : [id, ...dependencies, ...sources];
}

/** Fixes are left out: they follow from the rest. */
function isEqual(a: readonly Finding[], b: readonly Finding[]): boolean {
	if (a.length !== b.length) return false;
	return a.length === 0 || JSON.stringify(a) === JSON.stringify(b);
}
