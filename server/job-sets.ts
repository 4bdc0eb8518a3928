import { checkSet, fileContext, summaryOf } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import type { FileSummary, JobSummary, Place } from '../core/jobset.ts';
import type { Range, SourceText, Span } from '../core/text.ts';
import type { Analysis } from './analysis.ts';
import { type Encoding, Positions } from './positions.ts';
import { isComplete, type Project } from './project.ts';
import type { Runtime } from './runtime.ts';
import { isInside, nameIn } from './uris.ts';

/** Finds the place of a span of another file of the set. */
export interface Elsewhere {
	locate(file: string, span: Span | null): { readonly uri: string; readonly range: Range } | undefined;
}

/** A set as it is at one moment. */
export interface SetView extends Elsewhere {
	/** Every job of the cluster is in it. */
	readonly isComplete: boolean;
	findingsOf(file: string): readonly Finding[];
}

/** What is kept of a job file that is not open: no tree and no text, for there may be thousands. */
interface ClosedFile {
	readonly uri: string;
	readonly summary: FileSummary;
	/** Ranges of the places in the summary, by their start. */
	readonly ranges: ReadonlyMap<number, Range>;
}

interface JobSetState {
	readonly closed: Map<string, ClosedFile>;
	/** Reading the files that the project names; undefined: not begun. */
	indexing: Promise<void> | undefined;
	indexed: boolean;
	/** Changes with `closed`. */
	generation: number;
	/** The view made last, and from what. */
	made:
		| { readonly generation: number; readonly members: readonly Analysis[]; readonly view: SetView }
		| undefined;
}

/** Longest stretch of reading files in a row, in ms, so that whoever types does not notice. */
const INDEX_SLICE = 8;

/** The job files that are judged together: of each project, the open ones and those on disk. */
export class JobSets {
	private readonly runtime: Runtime;
	private readonly encoding: Encoding;
	private readonly states = new WeakMap<Project, JobSetState>();

	constructor(runtime: Runtime, encoding: Encoding) {
		this.runtime = runtime;
		this.encoding = encoding;
	}

	/** The set of a project with these documents open. An open document stands for its file. */
	view(project: Project, open: readonly Analysis[]): SetView {
		const state = this.stateOf(project);
		const members = open.filter(isMember);
		const { generation, made } = state;
		if (made?.generation === generation && isSame(made.members, members)) return made.view;
		const view = viewOf(project, state, members, this.runtime.now());
		state.made = { generation, members, view };
		return view;
	}

	/** Reads the files that the project names, once; true where that has added something to judge with. */
	async index(project: Project): Promise<boolean> {
		const state = this.stateOf(project);
		if (this.runtime.listJobFiles === undefined || state.indexing !== undefined || !isComplete(project)) {
			return false;
		}
		state.indexing = this.readAll(state, project);
		await state.indexing;
		return true;
	}

	/** Resolves when all files of a project are known, or after `patience` ms. */
	async settled(project: Project, patience: number): Promise<void> {
		const { indexing, indexed } = this.stateOf(project);
		if (indexing === undefined || indexed) return;
		await Promise.race([indexing, new Promise<void>(resolve => this.runtime.after(patience, resolve))]);
	}

	private async readAll(state: JobSetState, project: Project): Promise<void> {
		const { runtime } = this;
		let sliceEnd = runtime.now() + INDEX_SLICE;
		for (const uri of (await runtime.listJobFiles?.(project)) ?? []) {
			await this.readInto(state, project, uri);
			if (runtime.now() < sliceEnd) continue;
			await runtime.yield();
			sliceEnd = runtime.now() + INDEX_SLICE;
		}
		state.indexed = true;
		state.generation++;
	}

	/** Reads files of the project again that have changed on disk, and forgets those that are deleted. */
	async reread(project: Project, uris: readonly string[], deleted: ReadonlySet<string>): Promise<void> {
		const state = this.stateOf(project);
		for (const uri of uris) {
			if (deleted.has(uri)) state.closed.delete(nameIn(project.root, uri));
			else await this.readInto(state, project, uri);
		}
		state.generation++;
	}

	private async readInto(state: JobSetState, project: Project, uri: string): Promise<void> {
		const name = nameIn(project.root, uri);
		const source = await this.runtime.readFile?.(uri);
		if (source === undefined) state.closed.delete(name);
		else state.closed.set(name, this.closedFile(uri, name, source, project));
	}

	private closedFile(uri: string, name: string, source: SourceText, project: Project): ClosedFile {
		const options = { target: project.target, now: this.runtime.now(), reading: 'file' } as const;
		const summary = summaryOf(fileContext(name, source, options));
		const positions = new Positions(source, this.encoding);
		const ranges = new Map<number, Range>();
		for (const place of summary.jobs.flatMap(placesOf)) ranges.set(place.start, positions.range(place));
		return { uri, summary, ranges };
	}

	private stateOf(project: Project): JobSetState {
		let state = this.states.get(project);
		if (state === undefined) {
			state = { closed: new Map(), indexing: undefined, indexed: false, generation: 0, made: undefined };
			this.states.set(project, state);
		}
		return state;
	}
}

/** A config's `jobs` are the set; without them it is whatever is open in the folder, and not what only looks on. */
function isMember({ project, name, document }: Analysis): boolean {
	return isComplete(project) ? project.isJobFile(name) : isInside(project.root, document.uri);
}

function isSame(a: readonly Analysis[], b: readonly Analysis[]): boolean {
	return a.length === b.length && a.every((analysis, index) => analysis === b[index]);
}

function placesOf(job: JobSummary): readonly Place[] {
	return [...(job.id === undefined ? [] : [job.id]), ...job.dependencies, ...job.sources];
}

function viewOf(project: Project, state: JobSetState, open: readonly Analysis[], now: number): SetView {
	const byName = new Map(open.map(analysis => [analysis.name, analysis]));
	const closed = [...state.closed].filter(([name]) => !byName.has(name)).map(([, file]) => file.summary);
	const summaries = [...open.map(analysis => analysis.summary()), ...closed];
	// The order of the paths, as on the command line: which of two jobs is the double must not depend on the tabs.
	summaries.sort((a, b) => (a.file < b.file ? -1 : 1));
	const complete = isComplete(project) && state.indexed;
	const findings = new Map<string, Finding[]>();
	for (const finding of checkSet(summaries, complete, { target: project.target, now })) {
		if (finding.file === null) continue;
		const ofFile = findings.get(finding.file);
		if (ofFile === undefined) findings.set(finding.file, [finding]);
		else ofFile.push(finding);
	}
	return {
		isComplete: complete,
		findingsOf: file => findings.get(file) ?? [],
		locate: (file, span) => {
			const document = byName.get(file)?.document;
			const known = state.closed.get(file);
			const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
			if (document !== undefined) {
				return { uri: document.uri, range: span === null ? nowhere : document.positions.range(span) };
			}
			return known && { uri: known.uri, range: known.ranges.get(span?.start ?? -1) ?? nowhere };
		},
	};
}
