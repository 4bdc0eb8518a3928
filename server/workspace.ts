import type { Finding } from '../core/finding.ts';
import { labelSuppressions } from '../core/policy/label.ts';
import { applyPolicy } from '../core/policy.ts';
import { type Analysis, analyse, type Memory } from './analysis.ts';
import { DetectionMemory } from './detection-memory.ts';
import { type Change, changeDocument, type OpenDocument, openDocument } from './documents.ts';
import { type Elsewhere, JobSets, type SetView } from './job-sets.ts';
import type { Encoding } from './positions.ts';
import type { Project } from './project.ts';
import type { Projects } from './projects.ts';
import type { Runtime } from './runtime.ts';

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
	/** Finds places in other files. */
	readonly elsewhere: Elsewhere;
}

/** The open documents, and one analysis of each version that is asked about. */
export class Workspace {
	readonly sets: JobSets;
	private readonly entries = new Map<string, Entry>();
	private readonly runtime: Runtime;
	private readonly projects: Projects;
	private readonly encoding: Encoding;

	constructor(runtime: Runtime, projects: Projects, encoding: Encoding) {
		this.runtime = runtime;
		this.projects = projects;
		this.encoding = encoding;
		this.sets = new JobSets(runtime, encoding);
	}

	open(uri: string, version: number, text: string): void {
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

	/** The findings of a document as it is now, none for one that is no job file; undefined where it is not open. */
	async judged(uri: string): Promise<Judged | undefined> {
		const project = await this.projects.of(uri);
		const siblings: string[] = [];
		for (const other of this.entries.keys()) {
			if ((await this.projects.of(other)) === project) siblings.push(other);
		}
		// Nothing waits from here on: what follows is of one moment.
		const entry = this.entries.get(uri);
		if (entry === undefined) return undefined;
		const analysis = this.analysed(entry, project);
		// The check brings the summary that the set asks for.
		if (analysis.isJobFile) analysis.check();
		const view = this.sets.view(project, this.jobFilesOf(siblings, project));
		const findings = analysis.isJobFile ? findingsOf(analysis, view) : [];
		return { analysis, findings, elsewhere: view };
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
function findingsOf({ name, project, context, check }: Analysis, view: SetView): readonly Finding[] {
	const { settings, target, pathOf } = project;
	const all = applyPolicy([...check().findings, ...view.findingsOf(name)], {
		settings,
		commandLine: new Map(),
		labels: labelSuppressions(context),
		pathOf,
		now: context.now,
		// Only this file is looked at: whether a suppression in the settings is of use shows elsewhere.
		judged: { everyFile: false, completeSet: view.isComplete, store: target.sourceState !== undefined },
	});
	const own = all.filter(finding => finding.suppressed === null && finding.file === name);
	return own.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
