import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Client } from './capabilities.ts';
import { diagnosticsOf } from './features/diagnostics.ts';
import type { Runtime } from './runtime.ts';
import type { Workspace } from './workspace.ts';

/** The diagnostics of one version of a document. */
export interface Report {
	readonly version: number;
	/** Equal ids of one server and document mean equal diagnostics, whatever they were made from. */
	readonly id: string;
	readonly diagnostics: Diagnostic[];
	readonly isJobFile: boolean;
}

interface Entry {
	readonly report: Report;
	readonly serialized: string;
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
		const diagnostics = diagnosticsOf(judged, this.client);
		const serialized = JSON.stringify(diagnostics);
		const before = this.entries.get(uri);
		const isSame = before?.serialized === serialized;
		const id = isSame ? before.report.id : `${this.life}-${++this.count}`;
		const { analysis } = judged;
		const report = { version: analysis.document.version, isJobFile: analysis.isJobFile, id, diagnostics };
		this.entries.set(uri, { report, serialized });
		return report;
	}

	forget(uri: string): void {
		this.entries.delete(uri);
	}
}
