import type { Registration } from 'vscode-languageserver-protocol';
import { readClientSettings, SETTINGS_SECTION, sectionOf } from './client-settings.ts';
import { describeError } from './conversation.ts';
import type { Session } from './session.ts';
import { asDirectory } from './uris.ts';

/** How long judging waits for the client's configuration, in ms: one that never answers gets the defaults. */
const PATIENCE = 1500;

/** Name of the project's config file. */
const CONFIG_FILE = 'metronome-jobs.json';

/** Loads settings from where this client keeps them, and again whenever they change. Asks for nothing unannounced. */
export function followConfiguration(session: Session): void {
	const { conversation, client, settings, delivery } = session;
	if (client.configuration) settings.waitFor(pulled(session));
	conversation.hear('workspace/didChangeConfiguration', ({ settings: pushed }) => {
		if (client.configuration) settings.waitFor(pulled(session));
		else if (settings.setClient(new Map([['', readClientSettings(sectionOf(pushed))]])))
			delivery.everything();
	});
	conversation.hear('workspace/didChangeWatchedFiles', () => {
		settings.reload();
		delivery.everything();
	});
	conversation.hear('workspace/didChangeWorkspaceFolders', ({ event: { added, removed } }) => {
		const gone = new Set(removed.map(folder => asDirectory(folder.uri)));
		const kept = settings.folderUris.filter(uri => !gone.has(uri));
		settings.setFolders([...kept, ...added.map(folder => folder.uri)]);
		if (client.configuration) settings.waitFor(pulled(session));
		delivery.everything();
	});
	register(session);
}

function register({ conversation, client }: Session): void {
	const registrations: Registration[] = [];
	if (client.configuration && client.configurationRegistration) {
		const method = 'workspace/didChangeConfiguration';
		registrations.push({ id: method, method, registerOptions: { section: SETTINGS_SECTION } });
	}
	if (client.watchRegistration) {
		const method = 'workspace/didChangeWatchedFiles';
		const watchers = [{ globPattern: `**/${CONFIG_FILE}` }];
		registrations.push({ id: method, method, registerOptions: { watchers } });
	}
	if (registrations.length === 0) return;
	conversation.ask('client/registerCapability', { registrations }).catch(error => {
		conversation.log(`client/registerCapability failed: ${describeError(error)}`);
	});
}

/** Asks the client for our section, without a folder and for each. Resolves when it is known or given up on. */
function pulled({ conversation, runtime, settings, delivery }: Session): Promise<void> {
	const folders = settings.folderUris;
	const section = SETTINGS_SECTION;
	const items = [{ section }, ...folders.map(scopeUri => ({ scopeUri, section }))];
	const answered = conversation.ask('workspace/configuration', { items }).then(
		answer => {
			const sections: readonly unknown[] = Array.isArray(answer) ? answer : [];
			const said = ['', ...folders].map((uri, index) => [uri, readClientSettings(sections[index])] as const);
			if (settings.setClient(new Map(said))) delivery.everything();
		},
		error => conversation.log(`workspace/configuration failed: ${describeError(error)}`),
	);
	return Promise.race([answered, new Promise<void>(resolve => runtime.after(PATIENCE, resolve))]);
}
