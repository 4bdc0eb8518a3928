import type { InitializeParams } from 'vscode-languageserver-protocol';
import { TOOL_NAME } from '../core/project.ts';
import { readClient, serverCapabilities } from './capabilities.ts';
import { readClientSettings, sectionOf } from './client-settings.ts';
import { followConfiguration } from './configuration.ts';
import { type Conversation, converse } from './conversation.ts';
import { deliverDiagnostics } from './delivery.ts';
import { quickFixes, readFixData, resolveQuickFix } from './features/code-actions.ts';
import { complete } from './features/completion.ts';
import { hover } from './features/hover.ts';
import { JsonRpc, type Transport } from './json-rpc.ts';
import { Projects } from './projects.ts';
import { Reports } from './reports.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import { followFiles } from './watching.ts';
import { Workspace } from './workspace.ts';

/** Starts the server for one client; what it needs of its surroundings comes in as the runtime. */
export function start(transport: Transport, runtime: Runtime): void {
	converse(new JsonRpc(transport), runtime, (params, conversation) => {
		if (typeof params.processId === 'number') runtime.watchProcess?.(params.processId, () => runtime.exit(1));
		const session = sessionOf(conversation, runtime, params);
		conversation.hear('initialized', () => {
			followConfiguration(session);
			followFiles(session);
		});
		synchronize(session);
		answerRequests(session);
		return {
			capabilities: serverCapabilities(session.client),
			serverInfo: { name: TOOL_NAME, version: runtime.version },
		};
	});
}

function sessionOf(conversation: Conversation, runtime: Runtime, params: InitializeParams): Session {
	const client = readClient(params);
	const projects = new Projects(runtime, conversation.log);
	projects.setFolders(foldersOf(params));
	projects.setClient(new Map([['', readClientSettings(sectionOf(params.initializationOptions))]]));
	const workspace = new Workspace(runtime, projects, client.encoding);
	const reports = new Reports(workspace, client, runtime);
	const delivery = deliverDiagnostics({ conversation, client, workspace, reports, runtime });
	return { conversation, client, runtime, projects, workspace, delivery };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
	if (Array.isArray(workspaceFolders)) {
		return workspaceFolders.map(folder => folder.uri).filter(uri => typeof uri === 'string');
	}
	return typeof rootUri === 'string' ? [rootUri] : [];
}

function synchronize({ conversation, workspace, delivery }: Session): void {
	conversation.hear('textDocument/didOpen', ({ textDocument: { uri, version, text } }) => {
		workspace.open(uri, version, text);
		delivery.changed(uri);
	});
	conversation.hear('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }) => {
		workspace.change(uri, version, contentChanges);
		delivery.changed(uri);
	});
	conversation.hear('textDocument/didClose', ({ textDocument: { uri } }) => {
		workspace.close(uri);
		delivery.closed(uri);
	});
}

function answerRequests({ conversation, client, workspace }: Session): void {
	conversation.answer('textDocument/hover', null, async ({ textDocument, position }) => {
		const analysis = await workspace.analysis(textDocument.uri);
		return analysis === undefined ? null : hover(analysis, position, client);
	});
	conversation.answer('textDocument/completion', null, async ({ textDocument, position }) => {
		const analysis = await workspace.analysis(textDocument.uri);
		return analysis === undefined ? null : complete(analysis, position, client);
	});
	if (!client.codeActions.literals) return;
	conversation.answer('textDocument/codeAction', null, async ({ textDocument, range, context }) => {
		const judged = await workspace.judged(textDocument.uri);
		return judged === undefined ? null : quickFixes(judged, range, context, client);
	});
	conversation.answer('codeAction/resolve', { title: '' }, async action => {
		const data = readFixData(action.data);
		const judged = data && (await workspace.judged(data.uri));
		return (judged && data && resolveQuickFix(action, judged, data.fingerprint, client)) ?? action;
	});
}
