import type {
	WorkspaceDiagnosticParams,
	WorkspaceDiagnosticReport,
	WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import type { Client } from './capabilities.ts';
import type { Conversation } from './conversation.ts';
import type { Cancellation } from './json-rpc.ts';
import type { ProgressDisplay } from './progress.ts';
import type { Projects } from './projects.ts';
import type { Report, Reports } from './reports.ts';
import type { Runtime } from './runtime.ts';
import type { Turns } from './turns.ts';
import type { Workspace } from './workspace.ts';

/** What delivering diagnostics takes. */
export interface DeliveryParts {
	readonly conversation: Conversation;
	readonly client: Client;
	readonly projects: Projects;
	readonly workspace: Workspace;
	readonly reports: Reports;
	readonly runtime: Runtime;
	readonly turns: Turns;
	readonly progress: ProgressDisplay;
}

/** How long the open documents wait for what other files say, in ms. */
const PATIENCE = 1000;

/** How many files one part of a long answer speaks of. */
const BATCH = 200;

/**
 * Answers `workspace/diagnostic`: a report for every open document and every job file of the workspace folders, as far
 * as the client's setting `check` wants them. With a token for partial results they go out in parts.
 */
export async function pulledFromWorkspace(
	parts: DeliveryParts,
	params: WorkspaceDiagnosticParams,
	cancellation: Cancellation,
): Promise<WorkspaceDiagnosticReport> {
	const { conversation, projects, workspace, reports, progress } = parts;
	const { partialResultToken: token, workDoneToken } = params;
	const before = previousIds(params.previousResultIds);
	const shown = progress.under(workDoneToken, 'Checking job files');
	let items: WorkspaceDocumentDiagnosticReport[] = [];
	const add = (uri: string, report: Report): void => {
		items.push(itemOf(uri, report, before.get(uri)));
		before.delete(uri);
		if (token === undefined || items.length < BATCH) return;
		conversation.tell('$/progress', { token, value: { items } });
		items = [];
	};
	await projects.settled();
	const { generation } = projects;
	const isMoot = (): boolean =>
		cancellation.isCancelled || shown.isCancelled || projects.generation !== generation;
	try {
		for (const uri of workspace.uris) {
			await workspace.settled(uri, PATIENCE);
			const report = await reports.of(uri);
			if (report !== undefined) add(uri, report);
		}
		for await (const { uri, report, done } of closedReports(parts)) {
			add(uri, report);
			shown.report(done);
			if (isMoot()) return { items };
		}
	} finally {
		shown.end();
	}
	if (isMoot()) return { items };
	// What the client has of files that are gone, or not wanted any more.
	for (const uri of before.keys()) items.push({ kind: 'full', uri, version: null, items: [] });
	return { items };
}

/**
 * Files that others speak of come first: what only shows across files is known before all of them are judged. Ends early
 * when the projects are loaded anew.
 */
export async function* closedReports({
	projects,
	workspace,
	reports,
	turns,
}: DeliveryParts): AsyncGenerator<{ readonly uri: string; readonly report: Report; readonly done: number }> {
	await projects.settled();
	if (!projects.folderUris.some(folder => isWanted(projects.scopeOf(folder)))) return;
	for (const project of await workspace.everyProject()) {
		const view = await workspace.view(project);
		const files = workspace.sets.closedFiles(project);
		let count = 0;
		const rest: { readonly name: string; readonly uri: string }[] = [];
		for (const part of [files, rest]) {
			for (const file of part) {
				await turns.pause();
				if (!projects.isCurrent(project)) return;
				const { name, uri } = file;
				if (!isWanted(projects.scopeOf(uri))) continue;
				if (part === files && view.findingsOf(name).length === 0) {
					rest.push(file);
					continue;
				}
				const report = await reports.ofClosed(project, view, name, uri);
				count++;
				if (report !== undefined && !workspace.isOpen(uri)) yield { uri, report, done: count / files.length };
			}
		}
	}
}

function isWanted(scope: ReturnType<Projects['scopeOf']>): boolean {
	return scope === 'workspace' || scope === undefined;
}

function itemOf(
	uri: string,
	report: Report,
	previous: string | undefined,
): WorkspaceDocumentDiagnosticReport {
	const { id, version, diagnostics } = report;
	if (id === previous) return { kind: 'unchanged', uri, version, resultId: id };
	return { kind: 'full', uri, version, resultId: id, items: diagnostics };
}

function previousIds(ids: unknown): Map<string, string> {
	const known = new Map<string, string>();
	for (const id of Array.isArray(ids) ? ids : []) {
		if (typeof id?.uri === 'string' && typeof id.value === 'string') known.set(id.uri, id.value);
	}
	return known;
}
