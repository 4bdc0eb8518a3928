import type { InitializeParams } from 'vscode-languageserver-protocol';
import { TOOL_NAME } from '../core/project.ts';
import { readClient, serverCapabilities } from './capabilities.ts';
import { isTrustedAtStart, readClientSettings, sectionOf } from './client-settings.ts';
import { converse } from './conversation.ts';
import { JsonRpc, type Transport } from './json-rpc.ts';
import { actionCapabilities } from './offers/actions.ts';
import { navigationCapabilities } from './offers/navigation.ts';
import { typingCapabilities } from './offers/typing.ts';
import type { Runtime } from './runtime.ts';

/**
 * Starts the server for one client; what it needs of its surroundings comes in as the runtime. The client is answered
 * before anything is loaded that judges: many an editor shows nothing until then.
 */
export function start(transport: Transport, runtime: Runtime): void {
	converse(new JsonRpc(transport), runtime, (params, conversation) => {
		if (typeof params.processId === 'number') runtime.watchProcess?.(params.processId, () => runtime.exit(1));
		const client = readClient(params);
		const folders = foldersOf(params);
		const settings = readClientSettings(sectionOf(params.initializationOptions));
		const isTrusted = isTrustedAtStart(params.initializationOptions);
		return {
			answer: {
				capabilities: {
					...serverCapabilities(client),
					...typingCapabilities(),
					...navigationCapabilities(client),
					...actionCapabilities(client),
				},
				serverInfo: { name: TOOL_NAME, version: runtime.version },
			},
			prepare: async () => {
				const { serve } = await import('./serve.ts');
				serve(conversation, runtime, { client, folders, settings, isTrusted });
			},
		};
	});
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
	if (Array.isArray(workspaceFolders)) {
		return workspaceFolders.map(folder => folder.uri).filter(uri => typeof uri === 'string');
	}
	return typeof rootUri === 'string' ? [rootUri] : [];
}
