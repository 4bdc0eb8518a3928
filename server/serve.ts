import type { Client } from './capabilities.ts';
import type { ClientSettings } from './client-settings.ts';
import { followConfiguration } from './configuration.ts';
import type { Conversation } from './conversation.ts';
import { deliverDiagnostics } from './delivery.ts';
import { offerActions } from './offers/actions.ts';
import { offerExtension } from './offers/extension.ts';
import { offerNavigation } from './offers/navigation.ts';
import { offerTyping } from './offers/typing.ts';
import { ProgressDisplay } from './progress.ts';
import { Projects } from './projects.ts';
import { Reports } from './reports.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import { followFiles } from './watching.ts';
import { Workspace } from './workspace.ts';

/** What the client has said of itself. */
export interface Introduction {
	readonly client: Client;
	/** URIs of the workspace folders. */
	readonly folders: readonly string[];
	readonly settings: ClientSettings;
	/** Secret stores may be asked. */
	readonly isTrusted: boolean;
}

/** Everything the server does for a client that has introduced itself. */
export function serve(conversation: Conversation, runtime: Runtime, introduction: Introduction): void {
	const session = sessionOf(conversation, runtime, introduction);
	conversation.hear('initialized', () => {
		followConfiguration(session);
		followFiles(session);
		session.delivery.begin();
	});
	synchronize(session);
	offerTyping(session);
	offerNavigation(session);
	offerActions(session);
	offerExtension(session);
}

function sessionOf(
	conversation: Conversation,
	runtime: Runtime,
	{ client, folders, settings, isTrusted }: Introduction,
): Session {
	const projects = new Projects(runtime, conversation.log);
	projects.setFolders(folders);
	projects.setClient(new Map([['', settings]]));
	if (!isTrusted) projects.distrust();
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
	projects.onStoreNews(project => {
		workspace.reconsider(project);
		delivery.files();
	});
	return { conversation, client, runtime, projects, workspace, delivery };
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
