import * as vscode from 'vscode';
import {
	type BaseLanguageClient,
	type LanguageClientOptions,
	RevealOutputChannelOn,
	type ServerCapabilities,
	type StaticFeature,
} from 'vscode-languageclient';

/** The section of the settings that is ours, and the client's id: the setting `trace.server` goes by it. */
export const SECTION = 'metronomeJobs';

/** Which documents the server is told of: it says itself which of them are job files. */
export function clientOptions(log: vscode.LogOutputChannel): LanguageClientOptions {
	const folders = vscode.workspace.workspaceFolders ?? [];
	const schemes = new Set(['file', 'untitled', ...folders.map(folder => folder.uri.scheme)]);
	return {
		documentSelector: [...schemes].flatMap(scheme => [
			{ scheme, language: 'json' },
			{ scheme, language: 'jsonc' },
		]),
		// Without it, nothing that this workspace's settings name may be run or asked.
		initializationOptions: { trusted: vscode.workspace.isTrusted },
		outputChannel: log,
		revealOutputChannelOn: RevealOutputChannelOn.Never,
		diagnosticPullOptions: { onChange: true, onFocus: true },
	};
}

/** Tells the server which commands its code lenses may name, and leaves to VS Code what its own JSON support does. */
export function setUp(client: BaseLanguageClient, commands: readonly string[]): void {
	const feature: StaticFeature = {
		fillClientCapabilities: capabilities => {
			capabilities.experimental = { commands: [...commands] };
		},
		preInitialize: withoutBuiltIn,
		initialize: () => {},
		getState: () => ({ kind: 'static' }),
		clear: () => {},
	};
	client.registerFeature(feature);
}

/**
 * The built-in JSON support does these for every JSON file. A second formatter would make VS Code ask which one to use,
 * for files that are none of our business as well; the rest would show twice.
 */
function withoutBuiltIn(capabilities: ServerCapabilities): void {
	delete capabilities.documentFormattingProvider;
	delete capabilities.documentRangeFormattingProvider;
	delete capabilities.documentSymbolProvider;
	delete capabilities.foldingRangeProvider;
	delete capabilities.selectionRangeProvider;
}
