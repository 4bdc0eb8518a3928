import { readClientSettings, SETTINGS_SECTION, sectionOf } from './client-settings.ts';
import { describeError } from './conversation.ts';
import type { Session } from './session.ts';
import { asDirectory } from './uris.ts';

/** How long judging waits for the client's configuration, in ms: one that never answers gets the defaults. */
const PATIENCE = 1500;

/** Takes the settings from where this client keeps them, now and whenever they change. Asks for nothing unannounced. */
export function followConfiguration(session: Session): void {
	const { conversation, client, projects, delivery } = session;
	if (client.configuration) projects.waitFor(pulled(session));
	conversation.hear('workspace/didChangeConfiguration', ({ settings: pushed }) => {
		refreshHints(session);
		if (client.configuration) projects.waitFor(pulled(session));
		else if (projects.setClient(new Map([['', readClientSettings(sectionOf(pushed))]])))
			delivery.everything();
	});
	conversation.hear('workspace/didChangeWorkspaceFolders', ({ event: { added, removed } }) => {
		const gone = new Set(removed.map(folder => asDirectory(folder.uri)));
		const kept = projects.folderUris.filter(uri => !gone.has(uri));
		const more = added.map(folder => folder.uri).filter(uri => typeof uri === 'string');
		projects.setFolders([...kept, ...more]);
		if (client.configuration) projects.waitFor(pulled(session));
		delivery.everything();
	});
	if (client.configuration && client.configurationRegistration) register(session);
}

/** Whether there are hints, the client is asked when it wants some: it has to want them again. */
function refreshHints({ client, conversation }: Session): void {
	if (client.announced.workspace?.inlayHint?.refreshSupport !== true) return;
	conversation.ask('workspace/inlayHint/refresh', undefined).catch(error => {
		conversation.log(`workspace/inlayHint/refresh failed: ${describeError(error)}`);
	});
}

function register({ conversation }: Session): void {
	const method = 'workspace/didChangeConfiguration';
	const registrations = [{ id: method, method, registerOptions: { section: SETTINGS_SECTION } }];
	conversation.ask('client/registerCapability', { registrations }).catch(error => {
		conversation.log(`client/registerCapability failed: ${describeError(error)}`);
	});
}

/** Asks the client for our section, without a folder and for each. Resolves when it is known or given up on. */
function pulled({ conversation, runtime, projects, delivery }: Session): Promise<void> {
	const folders = projects.folderUris;
	const section = SETTINGS_SECTION;
	const items = [{ section }, ...folders.map(scopeUri => ({ scopeUri, section }))];
	const answered = conversation.ask('workspace/configuration', { items }).then(
		answer => {
			const sections: readonly unknown[] = Array.isArray(answer) ? answer : [];
			const said = ['', ...folders].map((uri, index) => [uri, readClientSettings(sections[index])] as const);
			if (projects.setClient(new Map(said))) delivery.everything();
		},
		error => conversation.log(`workspace/configuration failed: ${describeError(error)}`),
	);
	return Promise.race([answered, new Promise<void>(resolve => runtime.after(PATIENCE, resolve))]);
}
