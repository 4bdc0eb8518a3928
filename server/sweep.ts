import type { Diagnostic } from 'vscode-languageserver-protocol';
import { describeError } from './conversation.ts';
import { closedReports, type DeliveryParts } from './workspace-pull.ts';

/**
 * Sends the diagnostics of files that are not open to a client that cannot ask for them, where its setting `check` says
 * `workspace`. Gives what looks at all of them again; only what is different is sent.
 */
export function sweepClosed(parts: DeliveryParts): () => void {
	const { conversation, projects, workspace, progress } = parts;
	/** Ids of the reports that the client shows, by URI. */
	const shown = new Map<string, string>();
	let running = false;
	let again = false;

	const publish = (uri: string, id: string | undefined, diagnostics: Diagnostic[]): void => {
		if (id === undefined) shown.delete(uri);
		else shown.set(uri, id);
		conversation.tell('textDocument/publishDiagnostics', { uri, diagnostics });
	};
	const sweepOnce = async (): Promise<void> => {
		await projects.settled();
		const wanted = projects.folderUris.some(folder => projects.scopeOf(folder) === 'workspace');
		if (!wanted && shown.size === 0) return;
		const { generation } = projects;
		const old = new Set(shown.keys());
		const bar = wanted && old.size === 0 ? await progress.own('Checking job files') : undefined;
		try {
			for await (const { uri, report, done } of wanted ? closedReports(parts) : []) {
				if (projects.scopeOf(uri) !== 'workspace') continue;
				old.delete(uri);
				const isEmpty = report.diagnostics.length === 0;
				if (!(isEmpty && !shown.has(uri)) && shown.get(uri) !== report.id) {
					publish(uri, isEmpty ? undefined : report.id, report.diagnostics);
				}
				bar?.report(done);
				if (bar?.isCancelled) return;
			}
		} finally {
			bar?.end();
		}
		if (projects.generation !== generation) return;
		for (const uri of old) {
			// An open document has diagnostics of its own.
			if (workspace.isOpen(uri)) shown.delete(uri);
			else publish(uri, undefined, []);
		}
	};
	const run = async (): Promise<void> => {
		if (running) {
			again = true;
			return;
		}
		running = true;
		try {
			do {
				again = false;
				await sweepOnce();
			} while (again);
		} catch (error) {
			conversation.log(`checking the workspace failed: ${describeError(error)}`);
		} finally {
			running = false;
		}
	};
	return () => void run();
}
