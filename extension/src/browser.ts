import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { begin } from './extension.ts';

/** A browser's, as far as it is used here. */
declare const Worker: new (url: string) => { terminate(): void };

/** The entry in a browser: the server is a worker; there are no processes and no files of the disk. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
	const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server-browser.js').toString(true);
	await begin(context, {
		// Not by a function: the host's Worker is not of the class that the library would look for.
		makeClient: (id, name, options) => new LanguageClient(id, name, new Worker(script), options),
	});
}
