import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { begin } from './extension.ts';
import { RUN_IN_EMULATOR, registerRunCommands } from './run-commands.ts';

/** The entry on a desktop and on a remote machine: the server is a process, started with VS Code's own runtime. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
	const inDist = (name: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
	await begin(context, {
		makeClient: (id, name, options) =>
			new LanguageClient(id, name, { module: inDist('server.mjs'), transport: TransportKind.ipc }, options),
		commandLine: {
			lensCommands: [RUN_IN_EMULATOR],
			register: server => registerRunCommands(inDist('cli.cjs'), server),
		},
	});
}
