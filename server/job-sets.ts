import type { Finding } from '../core/finding.ts';
import type { Range, Span } from '../core/text.ts';
import type { Analysis } from './analysis.ts';
import { type ClosedCheck, type ClosedFile, checkClosed, readClosed } from './closed-files.ts';
import { type Encoding, Positions } from './positions.ts';
import { isComplete, type Project } from './project.ts';
import type { Projects } from './projects.ts';
import type { Pause, Runtime } from './runtime.ts';
import { SetIndex } from './set-index.ts';
import { isInside, nameIn } from './uris.ts';

/** Finds the place of a span of another file of the set. */
export interface Elsewhere {
	locate(file: string, span: Span | null): { readonly uri: string; readonly range: Range } | undefined;
}

/** A set as it is at one moment. */
export interface SetView extends Elsewhere {
	/** Every job of the cluster is in it. */
	readonly isComplete: boolean;
	/** The very same list as long as nothing in it changes. */
	findingsOf(file: string): readonly Finding[];
	readonly index: SetIndex;
}

interface JobSetState {
	/** By name. */
	readonly closed: Map<string, ClosedFile>;
	readonly checks: Map<string, ClosedCheck>;
	/** Of the open documents alone until every file is read. */
	index: SetIndex;
	/** The open documents that the index has in place of their files. */
	open: ReadonlyMap<string, Analysis>;
	/** Reading the files that the project names, or that were found in its folder; undefined: not begun. */
	indexing: Promise<void> | undefined;
	indexed: boolean;
}

const NOWHERE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const NOTHING: readonly Finding[] = [];

/** The job files that are judged together: of each project, the open ones and those on disk. */
export class JobSets {
	/**
	 * Whether a folder without a config is searched; otherwise only open documents are known of it. Never one outside the
	 * workspace: around a single open file there may be a whole disk.
	 */
	searches: (root: string) => boolean = () => false;
	private readonly runtime: Runtime;
	private readonly encoding: Encoding;
	private readonly projects: Pick<Projects, 'of' | 'isCurrent'>;
	private readonly pause: Pause;
	private readonly states = new WeakMap<Project, JobSetState>();

	constructor(
		runtime: Runtime,
		encoding: Encoding,
		projects: Pick<Projects, 'of' | 'isCurrent'>,
		pause: Pause,
	) {
		this.runtime = runtime;
		this.encoding = encoding;
		this.projects = projects;
		this.pause = pause;
	}

	/** The set of a project with these documents open. An open document stands for its file. */
	view(project: Project, open: readonly Analysis[]): SetView {
		const state = this.stateOf(project);
		const members = new Map(open.filter(isMember).map(analysis => [analysis.name, analysis]));
		for (const name of state.open.keys()) if (!members.has(name)) restore(state, name);
		for (const analysis of members.values()) state.index.put(analysis.judging.summary());
		state.open = members;
		const complete = isComplete(project) && state.indexed;
		return {
			isComplete: complete,
			index: state.index,
			findingsOf: file => state.index.findings(complete).get(file) ?? NOTHING,
			locate: (file, span) => locate(state, file, span) ?? this.inSettings(project, file, span),
		};
	}

	/** A place in a settings file, which findings name by its URI. */
	private inSettings(
		{ settingsTexts }: Project,
		uri: string,
		span: Span | null,
	): ReturnType<Elsewhere['locate']> {
		const source = settingsTexts?.get(uri);
		if (source === undefined) return undefined;
		return { uri, range: span === null ? NOWHERE : new Positions(source, this.encoding).range(span) };
	}

	/** Reads the files of a project, once; true where that has added something to judge with. */
	async index(project: Project): Promise<boolean> {
		const state = this.stateOf(project);
		const wanted = isComplete(project) || this.searches(project.root);
		if (this.runtime.listJobFiles === undefined || state.indexing !== undefined || !wanted) return false;
		state.indexing = this.readAll(state, project);
		await state.indexing;
		return state.indexed;
	}

	/** Resolves when all files of a project are known, or after `patience` ms, if there is a limit to it. */
	async settled(project: Project, patience?: number): Promise<void> {
		const { indexing, indexed } = this.stateOf(project);
		if (indexing === undefined || indexed) return;
		if (patience === undefined) return indexing;
		await Promise.race([indexing, new Promise<void>(resolve => this.runtime.after(patience, resolve))]);
	}

	/** Names and URIs of the files of a project that are not open. */
	closedFiles(project: Project): readonly { readonly name: string; readonly uri: string }[] {
		const { closed, open } = this.stateOf(project);
		return [...closed].filter(([name]) => !open.has(name)).map(([name, { uri }]) => ({ name, uri }));
	}

	/** What a closed file shows by itself; undefined where it cannot be read. Read once. */
	async check(project: Project, name: string): Promise<ClosedCheck | undefined> {
		const { closed, checks } = this.stateOf(project);
		const file = closed.get(name);
		const known = checks.get(name);
		if (file === undefined || known !== undefined) return known;
		const source = await this.runtime.readFile?.(file.uri);
		if (source === undefined || closed.get(name) !== file) return undefined;
		const check = checkClosed(file.uri, source, project, this.encoding, this.runtime.now());
		checks.set(name, check);
		return check;
	}

	/** What was found in closed files counts no longer. */
	forgetChecks(project: Project): void {
		this.stateOf(project).checks.clear();
	}

	/** Ends early when the project is loaded anew: then what it holds is read for the new one. */
	private async readAll(state: JobSetState, project: Project): Promise<void> {
		const { runtime, pause, projects } = this;
		for (const uri of (await runtime.listJobFiles?.(project, pause)) ?? []) {
			// A folder below may have a config of its own.
			if (isComplete(project) || (await projects.of(uri)) === project) {
				await this.readInto(state, project, uri);
			}
			await pause();
			if (!projects.isCurrent(project)) return;
		}
		// In an index of its own: whoever types meanwhile is not to have the others judged again and again.
		const index = this.newIndex(project);
		for (const { summary } of state.closed.values()) {
			index.put(summary);
			await pause();
		}
		await index.findAll(isComplete(project), pause);
		// What was read again while it was made.
		for (const { file } of [...index.summaries]) if (!state.closed.has(file)) index.remove(file);
		for (const { summary } of state.closed.values()) index.put(summary);
		state.index = index;
		state.indexed = true;
	}

	private newIndex({ target }: Project): SetIndex {
		return new SetIndex({ target, now: this.runtime.now() });
	}

	/**
	 * Reads files again that have changed on disk, as far as they are of the project, and forgets those that are deleted.
	 * True: there were some.
	 */
	async reread(project: Project, uris: readonly string[], deleted: ReadonlySet<string>): Promise<boolean> {
		const state = this.stateOf(project);
		let hasNews = false;
		for (const uri of uris) {
			await this.pause();
			if (!this.knows(project, uri)) continue;
			hasNews = true;
			if (deleted.has(uri)) forget(state, nameIn(project.root, uri));
			else await this.readInto(state, project, uri);
		}
		return hasNews;
	}

	/** A file that nobody has asked for is no part of it: a project without a config, of which nothing was searched. */
	private knows(project: Project, uri: string): boolean {
		const { indexing } = this.stateOf(project);
		if (isComplete(project)) return project.isJobFile(nameIn(project.root, uri));
		return indexing !== undefined && isInside(project.root, uri) && uri.endsWith('.json');
	}

	private async readInto(state: JobSetState, project: Project, uri: string): Promise<void> {
		const name = nameIn(project.root, uri);
		const source = await this.runtime.readFile?.(uri);
		const file = source && readClosed(uri, source, project, this.encoding, this.runtime.now());
		if (file === undefined) return forget(state, name);
		state.closed.set(name, file);
		state.checks.delete(name);
		if (state.indexed && !state.open.has(name)) state.index.put(file.summary);
	}

	private stateOf(project: Project): JobSetState {
		let state = this.states.get(project);
		if (state === undefined) {
			const index = this.newIndex(project);
			const empty = { closed: new Map(), checks: new Map(), open: new Map() };
			state = { ...empty, index, indexing: undefined, indexed: false };
			this.states.set(project, state);
		}
		return state;
	}
}

/** A config's `jobs` are the set; without them it is whatever is open in the folder, and not what only looks on. */
function isMember({ project, name, document }: Analysis): boolean {
	return isComplete(project) ? project.isJobFile(name) : isInside(project.root, document.uri);
}

/** The file counts again where the document does not. */
function restore({ closed, indexed, index }: JobSetState, name: string): void {
	const file = indexed ? closed.get(name) : undefined;
	if (file === undefined) index.remove(name);
	else index.put(file.summary);
}

function forget({ closed, checks, open, index }: JobSetState, name: string): void {
	closed.delete(name);
	checks.delete(name);
	if (!open.has(name)) index.remove(name);
}

function locate(
	{ open, closed }: JobSetState,
	file: string,
	span: Span | null,
): ReturnType<Elsewhere['locate']> {
	const document = open.get(file)?.document;
	if (document !== undefined) {
		return { uri: document.uri, range: span === null ? NOWHERE : document.positions.range(span) };
	}
	const known = closed.get(file);
	return known && { uri: known.uri, range: known.ranges.get(span?.start ?? -1) ?? NOWHERE };
}
