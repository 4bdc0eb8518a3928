import type { Client } from './capabilities.ts';
import type { ClientSettings } from './client-settings.ts';
import { followConfiguration } from './configuration.ts';
import { type Conversation, describeError } from './conversation.ts';
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
import { Turns } from './turns.ts';
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
	const turns = new Turns(runtime, conversation.arrivals);
	const workspace = new Workspace(runtime, projects, turns, client.encoding);
	const reports = new Reports(workspace, projects, client, runtime);
	const progress = new ProgressDisplay(conversation, client.workDoneProgress);
	const delivery = deliverDiagnostics({
		conversation,
		client,
		projects,
		workspace,
		reports,
		runtime,
		turns,
		progress,
	});
	projects.onStoreNews(project => {
		workspace.reconsider(project);
		delivery.files();
	});
	return { conversation, client, runtime, turns, projects, workspace, delivery };
}

function synchronize(session: Session): void {
	const { conversation, runtime, workspace, delivery } = session;
	const told = new Set<string>();
	const noticeSize = (uri: string): void => {
		if (told.has(uri) || !workspace.isLarge(uri)) return;
		runtime.saveMemory?.();
		import('./large-notice.ts')
			.then(({ tellOfLargeFile }) => tellOfLargeFile(session, uri, told))
			.catch(error => conversation.log(`the notice of a large file failed: ${describeError(error)}`));
	};
	conversation.hear('textDocument/didOpen', ({ textDocument: { uri, version, text } }) => {
		workspace.open(uri, version, text);
		delivery.changed(uri);
		noticeSize(uri);
	});
	conversation.hear('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }) => {
		workspace.change(uri, version, contentChanges);
		delivery.changed(uri);
		noticeSize(uri);
	});
	conversation.hear('textDocument/didClose', ({ textDocument: { uri } }) => {
		workspace.close(uri);
		delivery.closed(uri);
		told.delete(uri);
	});
}
