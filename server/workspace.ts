import type { Finding } from '../core/finding.ts';
import { type Analysis, analyse } from './analysis.ts';
import { type Change, changeDocument, type OpenDocument, openDocument } from './documents.ts';
import type { FolderSettings } from './folder-settings.ts';
import { type Elsewhere, JobSets } from './job-sets.ts';
import type { Encoding } from './positions.ts';
import type { Runtime, Settings } from './runtime.ts';

interface Entry {
	document: OpenDocument;
	/** Of the newest version that somebody asked about. */
	analysis: Analysis | undefined;
	/** A version of it was a job file: deleting its `run` must not silence the finding about just that. */
	known: boolean;
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
	private readonly settings: FolderSettings;
	private readonly encoding: Encoding;

	constructor(runtime: Runtime, settings: FolderSettings, encoding: Encoding) {
		this.runtime = runtime;
		this.settings = settings;
		this.encoding = encoding;
		this.sets = new JobSets(runtime, encoding);
	}

	open(uri: string, version: number, text: string): void {
		const document = openDocument(uri, version, text, this.encoding);
		this.entries.set(uri, { document, analysis: undefined, known: false });
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
		const settings = await this.settings.of(uri);
		const entry = this.entries.get(uri);
		return entry === undefined ? undefined : this.analysed(entry, settings);
	}

	/** The findings of a document as it is now, none for one that is no job file; undefined where it is not open. */
	async judged(uri: string): Promise<Judged | undefined> {
		const settings = await this.settings.of(uri);
		const siblings: string[] = [];
		for (const other of this.entries.keys()) {
			if ((await this.settings.of(other)) === settings) siblings.push(other);
		}
		// Nothing waits from here on: what follows is of one moment.
		const entry = this.entries.get(uri);
		if (entry === undefined) return undefined;
		const analysis = this.analysed(entry, settings);
		const view = this.sets.view(settings, this.jobFilesOf(siblings, settings));
		if (!analysis.isJobFile) return { analysis, findings: [], elsewhere: view };
		const check = analysis.check();
		const all = settings.policy([...check.findings, ...view.findingsOf(analysis.name)], check);
		const findings = all.filter(finding => finding.suppressed === null);
		findings.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
		return { analysis, findings, elsewhere: view };
	}

	private jobFilesOf(uris: readonly string[], settings: Settings): readonly Analysis[] {
		return uris.flatMap(uri => {
			const entry = this.entries.get(uri);
			const analysis = entry === undefined ? undefined : this.analysed(entry, settings);
			return analysis?.isJobFile === true ? [analysis] : [];
		});
	}

	private analysed(entry: Entry, settings: Settings): Analysis {
		const { analysis, document } = entry;
		if (analysis?.document === document && analysis.settings === settings) return analysis;
		const fresh = analyse(document, settings, this.runtime.now(), entry.known);
		entry.analysis = fresh;
		entry.known = fresh.isJobFile;
		return fresh;
	}
}
