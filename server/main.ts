import type { InitializeParams } from 'vscode-languageserver-protocol';
import { TOOL_NAME } from '../core/project.ts';
import { readClient, serverCapabilities } from './capabilities.ts';
import { readClientSettings, sectionOf } from './client-settings.ts';
import { followConfiguration } from './configuration.ts';
import { type Conversation, converse } from './conversation.ts';
import { deliverDiagnostics } from './delivery.ts';
import { JsonRpc, type Transport } from './json-rpc.ts';
import { actionCapabilities, offerActions } from './offers/actions.ts';
import { navigationCapabilities, offerNavigation } from './offers/navigation.ts';
import { offerTyping, typingCapabilities } from './offers/typing.ts';
import { ProgressDisplay } from './progress.ts';
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
			session.delivery.begin();
		});
		synchronize(session);
		offerTyping(session);
		offerNavigation(session);
		offerActions(session);
		return {
			capabilities: {
				...serverCapabilities(session.client),
				...typingCapabilities(),
				...navigationCapabilities(session.client),
				...actionCapabilities(session.client),
			},
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
	const reports = new Reports(workspace, projects, client, runtime);
	const progress = new ProgressDisplay(conversation, client.workDoneProgress);
	const delivery = deliverDiagnostics({
		conversation,
		client,
		projects,
		workspace,
		reports,
		runtime,
		progress,
	});
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
