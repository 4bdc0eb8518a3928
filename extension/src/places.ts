import * as vscode from 'vscode';
import type { TextPlace, TextRange } from '../../server/messages.ts';

/** The server's ranges as VS Code's. */
export function rangeOf({ start, end }: TextRange): vscode.Range {
	return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** A command that opens a place in an editor. */
export function opening(place: TextPlace): vscode.Command {
	return {
		title: vscode.l10n.t('Open'),
		command: 'vscode.open',
		arguments: [vscode.Uri.parse(place.uri), { selection: rangeOf(place.range) }],
	};
}

export async function show(place: TextPlace): Promise<void> {
	await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { selection: rangeOf(place.range) });
}
