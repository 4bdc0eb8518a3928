import { checkSet, fileContext, summaryOf } from '../core/check.ts';
import type { Finding } from '../core/finding.ts';
import type { FileSummary, JobSummary, Place } from '../core/jobset.ts';
import { type Range, SourceText, type Span } from '../core/text.ts';
import type { Analysis } from './analysis.ts';
import { type Encoding, Positions } from './positions.ts';
import type { Runtime, Settings } from './runtime.ts';
import { isInside, nameIn } from './uris.ts';

/** Finds the place of a span of another file of the set. */
export interface Elsewhere {
	locate(file: string, span: Span | null): { readonly uri: string; readonly range: Range } | undefined;
}

/** A set as it is at one moment. */
export interface SetView extends Elsewhere {
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
	/** How far the files that the settings name have been read. */
	indexing: 'none' | 'running' | 'done';
	/** Changes with `closed`. */
	generation: number;
	/** The view made last, and from what. */
	made:
		| { readonly generation: number; readonly members: readonly Analysis[]; readonly view: SetView }
		| undefined;
}

/** Longest stretch of reading files in a row, in ms, so that whoever types does not notice. */
const INDEX_SLICE = 8;

/** The job files that are judged together: for each settings, the open ones and those on disk. */
export class JobSets {
	private readonly runtime: Runtime;
	private readonly encoding: Encoding;
	private readonly states = new WeakMap<Settings, JobSetState>();

	constructor(runtime: Runtime, encoding: Encoding) {
		this.runtime = runtime;
		this.encoding = encoding;
	}

	/** The set under some settings with these documents open. An open document stands for its file. */
	view(settings: Settings, open: readonly Analysis[]): SetView {
		const state = this.stateOf(settings);
		const members = open.filter(isMember);
		const { generation, made } = state;
		if (made?.generation === generation && isSame(made.members, members)) return made.view;
		const view = viewOf(settings, state, members, this.runtime.now());
		state.made = { generation, members, view };
		return view;
	}

	/** Reads the files that the settings name, once; true where that has added something to judge with. */
	async index(settings: Settings): Promise<boolean> {
		const { listJobFiles } = this.runtime;
		const state = this.stateOf(settings);
		if (listJobFiles === undefined || state.indexing !== 'none') return false;
		state.indexing = 'running';
		let sliceEnd = this.runtime.now() + INDEX_SLICE;
		for (const uri of await listJobFiles(settings)) {
			await this.readInto(state, settings, uri);
			if (this.runtime.now() < sliceEnd) continue;
			await this.runtime.yield();
			sliceEnd = this.runtime.now() + INDEX_SLICE;
		}
		state.indexing = 'done';
		state.generation++;
		return true;
	}

	private async readInto(state: JobSetState, settings: Settings, uri: string): Promise<void> {
		const name = nameIn(settings.root, uri);
		const text = await this.runtime.readFile?.(uri);
		if (text === undefined) state.closed.delete(name);
		else state.closed.set(name, this.closedFile(uri, name, text, settings));
	}

	private closedFile(uri: string, name: string, text: string, settings: Settings): ClosedFile {
		const source = new SourceText(text);
		const options = { target: settings.target, now: this.runtime.now(), reading: 'file' } as const;
		const summary = summaryOf(fileContext(name, source, options));
		const positions = new Positions(source, this.encoding);
		const ranges = new Map<number, Range>();
		for (const place of summary.jobs.flatMap(placesOf)) ranges.set(place.start, positions.range(place));
		return { uri, summary, ranges };
	}

	private stateOf(settings: Settings): JobSetState {
		let state = this.states.get(settings);
		if (state === undefined) {
			state = { closed: new Map(), indexing: 'none', generation: 0, made: undefined };
			this.states.set(settings, state);
		}
		return state;
	}
}

/** A config's `jobs` are the set; without them it is whatever is open in the folder, and not what only looks on. */
function isMember({ settings, name, document }: Analysis): boolean {
	return settings.complete ? settings.isJobFile(name) : isInside(settings.root, document.uri);
}

function isSame(a: readonly Analysis[], b: readonly Analysis[]): boolean {
	return a.length === b.length && a.every((analysis, index) => analysis === b[index]);
}

function placesOf(job: JobSummary): readonly Place[] {
	return [...(job.id === undefined ? [] : [job.id]), ...job.dependencies, ...job.sources];
}

function viewOf(settings: Settings, state: JobSetState, open: readonly Analysis[], now: number): SetView {
	const byName = new Map(open.map(analysis => [analysis.name, analysis]));
	const closed = [...state.closed].filter(([name]) => !byName.has(name)).map(([, file]) => file.summary);
	const summaries = [...open.map(analysis => analysis.summary()), ...closed];
	// The order of the paths, as on the command line: which of two jobs is the double must not depend on the tabs.
	summaries.sort((a, b) => (a.file < b.file ? -1 : 1));
	const complete = settings.complete && state.indexing === 'done';
	const findings = new Map<string, Finding[]>();
	for (const finding of checkSet(summaries, complete, { target: settings.target, now })) {
		if (finding.file === null) continue;
		const ofFile = findings.get(finding.file);
		if (ofFile === undefined) findings.set(finding.file, [finding]);
		else ofFile.push(finding);
	}
	return {
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
