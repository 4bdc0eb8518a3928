import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Analysis } from './analysis.ts';
import type { Client } from './capabilities.ts';
import { diagnosticsOf } from './features/diagnostics.ts';
import type { Elsewhere } from './job-sets.ts';
import type { Runtime } from './runtime.ts';
import type { Workspace } from './workspace.ts';

/** The diagnostics of one version of a document. */
export interface Report {
	readonly version: number;
	/** Equal ids of one server and document mean equal diagnostics, whatever they were made from. */
	readonly id: string;
	readonly isJobFile: boolean;
	readonly diagnostics: Diagnostic[];
}

/** A report, and what it was made from. */
interface Entry {
	readonly report: Report;
	readonly analysis: Analysis;
	readonly elsewhere: Elsewhere;
}

/** Makes the diagnostics of documents, and knows when they stay the same. */
export class Reports {
	private readonly workspace: Workspace;
	private readonly client: Client;
	private readonly entries = new Map<string, Entry>();
	/** Ids are of this server's life only: a client may bring those of an earlier one. */
	private readonly life: string;
	private count = 0;

	constructor(workspace: Workspace, client: Client, runtime: Runtime) {
		this.workspace = workspace;
		this.client = client;
		this.life = runtime.now().toString(36);
	}

	/** The diagnostics of a document as it is now; undefined where it is not open. */
	async of(uri: string): Promise<Report | undefined> {
		const judged = await this.workspace.judged(uri);
		if (judged === undefined) return undefined;
		const { analysis, elsewhere } = judged;
		const before = this.entries.get(uri);
		if (before?.analysis === analysis && before.elsewhere === elsewhere) return before.report;
		const diagnostics = diagnosticsOf(judged, this.client);
		const isSame = before?.analysis === analysis && isEqual(before.report.diagnostics, diagnostics);
		const id = isSame ? before.report.id : `${this.life}-${++this.count}`;
		const report = { version: analysis.document.version, id, isJobFile: analysis.isJobFile, diagnostics };
		this.entries.set(uri, { report, analysis, elsewhere });
		return report;
	}

	forget(uri: string): void {
		this.entries.delete(uri);
	}
}

/** For one version of a document, where only other files can have made a difference. */
function isEqual(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
	return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
