import * as vscode from 'vscode';
import type { TextPlace, TextPoint } from '../../server/messages.ts';
import { rangeOf } from './places.ts';

/** What a code lens such as `3 uses` does: shows the places it counts. It speaks the protocol's types. */
export async function showReferences(
	uri: string,
	position: TextPoint,
	places: readonly TextPlace[],
): Promise<void> {
	await vscode.commands.executeCommand(
		'editor.action.showReferences',
		vscode.Uri.parse(uri),
		new vscode.Position(position.line, position.character),
		places.map(place => new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place.range))),
	);
}
