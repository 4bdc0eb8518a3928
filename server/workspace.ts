import type { Finding, Related } from '../core/finding.ts';
import type { FileSummary, JobSummary } from '../core/jobset.ts';
import type { LabelSuppression } from '../core/policy/label.ts';
import { applyPolicy } from '../core/policy.ts';
import type { SourceText } from '../core/text.ts';
import { type Analysis, analyse, type Memory } from './analysis.ts';
import { type ClosedCheck, contextOf } from './closed-files.ts';
import { DetectionMemory } from './detection-memory.ts';
import { type Change, changeDocument, type OpenDocument, openDocument } from './documents.ts';
import type { FileView } from './file-view.ts';
import { type Elsewhere, JobSets, type SetView } from './job-sets.ts';
import { isLarge } from './large-files.ts';
import { type Encoding, Positions } from './positions.ts';
import { isComplete, type Project, storeKnows } from './project.ts';
import type { Projects } from './projects.ts';
import type { Runtime } from './runtime.ts';
import type { Turns } from './turns.ts';
import { isInside } from './uris.ts';

interface Entry {
	document: OpenDocument;
	/** Of the newest version that somebody asked about. */
	analysis: Analysis | undefined;
	readonly memory: Memory;
}

/** What is wrong with one document, seen with the others. */
export interface Judged {
	readonly analysis: Analysis;
	/** In source order, after the project's policy; suppressed ones are left out. */
	readonly findings: readonly Finding[];
	/** Those of them that only show with other files; the same list as long as nothing in it changes. */
	readonly together: readonly Finding[];
	/** Finds places in other files. */
	readonly elsewhere: Elsewhere;
}

/** One document and those around it. */
export interface Surroundings {
	readonly analysis: Analysis;
	/** The jobs that are judged together, those of the document with them. */
	readonly jobs: () => readonly JobSummary[];
}

/** The open documents, and one analysis of each version that is asked about. */
export class Workspace {
	readonly sets: JobSets;
	private readonly entries = new Map<string, Entry>();
	private readonly runtime: Runtime;
	private readonly projects: Projects;
	private readonly encoding: Encoding;

	constructor(runtime: Runtime, projects: Projects, turns: Turns, encoding: Encoding) {
		this.runtime = runtime;
		this.projects = projects;
		this.encoding = encoding;
		this.sets = new JobSets(runtime, encoding, projects, turns.pause);
	}

	/** Throws where `uri` or `text` is none: what is kept is looked at with every other document. */
	open(uri: string, version: number, text: string): void {
		if (typeof uri !== 'string' || typeof text !== 'string') throw new TypeError('no document');
		const document = openDocument(uri, version, text, this.encoding);
		const memory = { isJobFile: false, detections: new DetectionMemory() };
		this.entries.set(uri, { document, analysis: undefined, memory });
	}

	change(uri: string, version: number, changes: readonly Change[]): void {
		const entry = this.entries.get(uri);
		if (entry === undefined) return;
		entry.document = changeDocument(entry.document, version, changes, this.encoding);
	}

	close(uri: string): void {
		this.entries.delete(uri);
	}

	projectOf(uri: string): Promise<Project> {
		return this.projects.of(uri);
	}

	/** The text of an open document. */
	openText(uri: string): SourceText | undefined {
		return this.entries.get(uri)?.document.source;
	}

	isOpen(uri: string): boolean {
		return this.entries.has(uri);
	}

	/** Its adornments are off, see {@link isLarge}. */
	isLarge(uri: string): boolean {
		const source = this.openText(uri);
		return source !== undefined && isLarge(source);
	}

	get uris(): readonly string[] {
		return [...this.entries.keys()];
	}

	/** The analysis of the document as it is now; undefined where it is not open. */
	async analysis(uri: string): Promise<Analysis | undefined> {
		if (!this.entries.has(uri)) return undefined;
		const project = await this.projects.of(uri);
		const entry = this.entries.get(uri);
		return entry === undefined ? undefined : this.analysed(entry, project);
	}

	/** A document as it is now, and, when asked, the jobs of its project; undefined where it is not open. */
	async surroundings(uri: string): Promise<Surroundings | undefined> {
		const project = await this.projects.of(uri);
		const siblings = await this.openOf(project);
		const entry = this.entries.get(uri);
		if (entry === undefined) return undefined;
		const jobs = (): readonly JobSummary[] => {
			const { index } = this.sets.view(project, this.jobFilesOf(siblings, project));
			return [...index.summaries].flatMap(summary => summary.jobs);
		};
		return { analysis: this.analysed(entry, project), jobs };
	}

	/** The findings of a document as it is now, none for one that is no job file; undefined where it is not open. */
	async judged(uri: string): Promise<Judged | undefined> {
		const project = await this.projects.of(uri);
		const siblings = await this.openOf(project);
		// Nothing waits from here on: what follows is of one moment.
		const entry = this.entries.get(uri);
		if (entry === undefined) return undefined;
		const analysis = this.analysed(entry, project);
		// The check brings the summary that the set asks for.
		if (analysis.isJobFile) {
			analysis.judging.findings();
			project.store?.want(sourcesIn(analysis.judging.summary()));
		}
		const view = this.sets.view(project, this.jobFilesOf(siblings, project));
		const together = view.findingsOf(analysis.name);
		const findings = analysis.isJobFile ? findingsOf(analysis, view) : [];
		return { analysis, findings, together, elsewhere: view };
	}

	/** The findings of a job file that is not open. */
	judgedClosed(
		project: Project,
		view: SetView,
		name: string,
		{ findings, labels, behind }: ClosedCheck,
	): readonly Finding[] {
		const summary = view.index.get(name);
		if (summary !== undefined) project.store?.want(sourcesIn(summary));
		const all = [...findings, ...withPatches(view.findingsOf(name), behind)];
		return withPolicy(project, name, all, labels, view, this.runtime.now());
	}

	/** Its secret store has said something new: what is wrong with its files has to be worked out again. */
	reconsider(project: Project): void {
		for (const entry of this.entries.values()) {
			if (entry.analysis?.project === project) entry.analysis = undefined;
		}
		this.sets.forgetChecks(project);
	}

	/** The job files of a project as they are now. */
	async view(project: Project): Promise<SetView> {
		const siblings = await this.openOf(project);
		return this.sets.view(project, this.jobFilesOf(siblings, project));
	}

	/** Reads what the workspace folders hold; gives every project there is a file of. */
	async everyProject(): Promise<readonly Project[]> {
		this.sets.searches = root => this.projects.folderUris.some(folder => isInside(folder, root));
		for (const uri of [...this.projects.folderUris, ...this.entries.keys()]) await this.projects.of(uri);
		// A project may lead to more of them, further down.
		for (let count = 0; count < this.projects.loaded.length; ) {
			const { loaded } = this.projects;
			count = loaded.length;
			for (const project of loaded) {
				await this.sets.index(project);
				await this.sets.settled(project);
			}
		}
		return this.projects.loaded;
	}

	/**
	 * The contexts of the files of a project that fit, open ones as they are now. Of the others the text is read again:
	 * whoever changes it must not go by what it was.
	 */
	async contexts(project: Project, fits: (summary: FileSummary) => boolean): Promise<readonly FileView[]> {
		if (!isComplete(project)) await this.everyProject();
		await this.sets.settled(project);
		const view = await this.view(project);
		const names = [...view.index.summaries].filter(fits).map(({ file }) => file);
		const closed = new Map(this.sets.closedFiles(project).map(({ name, uri }) => [name, uri]));
		const open = this.jobFilesOf(await this.openOf(project), project);
		const views: FileView[] = open.filter(({ name }) => names.includes(name)).map(viewOfAnalysis);
		for (const name of names) {
			const uri = closed.get(name);
			const source = uri === undefined ? undefined : await this.runtime.readFile?.(uri);
			if (uri === undefined || source === undefined) continue;
			const context = contextOf(uri, source, project, this.runtime.now());
			views.push({ uri, version: null, context, positions: new Positions(source, this.encoding) });
		}
		return views;
	}

	private async openOf(project: Project): Promise<readonly string[]> {
		const uris: string[] = [];
		for (const uri of this.entries.keys()) {
			if ((await this.projects.of(uri)) === project) uris.push(uri);
		}
		return uris;
	}

	/** Resolves when the files around a document are known, or after `patience` ms. */
	async settled(uri: string, patience: number): Promise<void> {
		await this.sets.settled(await this.projects.of(uri), patience);
	}

	private jobFilesOf(uris: readonly string[], project: Project): readonly Analysis[] {
		return uris.flatMap(uri => {
			const entry = this.entries.get(uri);
			const analysis = entry === undefined ? undefined : this.analysed(entry, project);
			return analysis?.isJobFile === true ? [analysis] : [];
		});
	}

	private analysed(entry: Entry, project: Project): Analysis {
		const { analysis, document } = entry;
		if (analysis?.document === document && analysis.project === project) return analysis;
		entry.analysis = analyse(document, project, this.runtime.now(), entry.memory);
		return entry.analysis;
	}
}

/** What its text and the other files show, with the project's severities and suppressions applied. */
function findingsOf({ name, project, context, judging }: Analysis, view: SetView): readonly Finding[] {
	const together = withPatches(view.findingsOf(name), judging.behind());
	return withPolicy(project, name, [...judging.findings(), ...together], judging.labels(), view, context.now);
}

/** What only shows with other files may come from a patch as well. */
function withPatches(findings: readonly Finding[], behind: ReadonlyMap<string, Related>): readonly Finding[] {
	if (behind.size === 0) return findings;
	return findings.map(finding => {
		const patch = behind.get(finding.pointer ?? '');
		return patch === undefined ? finding : { ...finding, related: [patch, ...finding.related], fix: null };
	});
}

function withPolicy(
	project: Project,
	name: string,
	findings: readonly Finding[],
	labels: readonly LabelSuppression[],
	view: SetView,
	now: number,
): readonly Finding[] {
	const { settings, pathOf } = project;
	const all = applyPolicy(findings, {
		settings,
		commandLine: new Map(),
		labels,
		pathOf,
		now,
		// Only this file is looked at: whether a suppression in the settings is of use shows elsewhere.
		judged: { everyFile: false, completeSet: view.isComplete, store: storeKnows(project) },
	});
	const ofFile = all.filter(finding => finding.suppressed === null && finding.file === name);
	return ofFile.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

function viewOfAnalysis({ document, context }: Analysis): FileView {
	const { uri, version, positions } = document;
	return { uri, version, context, positions };
}

/** The sources that the jobs of a file declare. */
export function sourcesIn({ jobs }: FileSummary): readonly string[] {
	return jobs.flatMap(({ sources }) => sources.map(({ value }) => value));
}
