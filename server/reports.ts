import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Finding } from '../core/finding.ts';
import type { Client } from './capabilities.ts';
import { spanKey } from './closed-files.ts';
import { diagnosticAt, diagnosticsOf } from './features/diagnostics.ts';
import type { SetView } from './job-sets.ts';
import type { Project } from './project.ts';
import type { Projects } from './projects.ts';
import type { Runtime } from './runtime.ts';
import type { Workspace } from './workspace.ts';

/** The diagnostics of one version of a document, or of a file that is not open. */
export interface Report {
	/** Null for a file. */
	readonly version: number | null;
	/** Equal ids of one server and document mean equal diagnostics, whatever they were made from. */
	readonly id: string;
	readonly isJobFile: boolean;
	readonly diagnostics: Diagnostic[];
}

/** A report, and what it was made from. */
interface Entry {
	readonly report: Report;
	/** The analysis of a document, or the check of a file. */
	readonly own: object;
	readonly together: readonly Finding[];
}

/** Makes the diagnostics of documents, and knows when they stay the same. */
export class Reports {
	private readonly workspace: Workspace;
	private readonly projects: Projects;
	private readonly client: Client;
	private readonly entries = new Map<string, Entry>();
	/** Ids are of this server's life only: a client may bring those of an earlier one. */
	private readonly life: string;
	private count = 0;

	constructor(workspace: Workspace, projects: Projects, client: Client, runtime: Runtime) {
		this.workspace = workspace;
		this.projects = projects;
		this.client = client;
		this.life = runtime.now().toString(36);
	}

	/** The diagnostics of a document as it is now; undefined where it is not open. */
	async of(uri: string): Promise<Report | undefined> {
		// What the client wants may still be on its way.
		await this.projects.of(uri);
		if (this.projects.scopeOf(uri) === 'off')
			return this.workspace.isOpen(uri) ? this.nothing(uri) : undefined;
		const judged = await this.workspace.judged(uri);
		if (judged === undefined) return undefined;
		const { analysis, together } = judged;
		return this.report(uri, analysis.document.version, analysis.isJobFile, analysis, together, () =>
			diagnosticsOf(judged, this.client),
		);
	}

	/** The diagnostics of a job file that is not open; undefined where it cannot be read. */
	async ofClosed(project: Project, view: SetView, name: string, uri: string): Promise<Report | undefined> {
		const { workspace, client } = this;
		const check = await workspace.sets.check(project, name);
		if (check === undefined) return undefined;
		const locate: SetView['locate'] = (file, span) => {
			const range = file === name ? check.ranges.get(spanKey(span ?? START)) : undefined;
			return range === undefined ? view.locate(file, span) : { uri, range };
		};
		return this.report(uri, null, true, check, view.findingsOf(name), () =>
			workspace
				.judgedClosed(project, view, name, check)
				.map(finding => diagnosticAt(finding, { locate }, client)),
		);
	}

	/** The client has been told to forget what it had. */
	forget(uri: string): void {
		this.entries.delete(uri);
	}

	private nothing(uri: string): Report {
		return this.report(uri, null, false, this, [], () => []);
	}

	private report(
		uri: string,
		version: number | null,
		isJobFile: boolean,
		own: object,
		together: readonly Finding[],
		make: () => Diagnostic[],
	): Report {
		const before = this.entries.get(uri);
		if (before?.own === own && before.together === together) return before.report;
		const diagnostics = make();
		const isSame = before?.own === own && isEqual(before.report.diagnostics, diagnostics);
		const id = isSame ? before.report.id : `${this.life}-${++this.count}`;
		const report = { version, id, isJobFile, diagnostics };
		this.entries.set(uri, { report, own, together });
		return report;
	}
}

const START = { start: 0, end: 0 };

/** For one version of a document, where only other files can have made a difference. */
function isEqual(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
	return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
