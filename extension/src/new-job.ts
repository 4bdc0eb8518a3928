import * as vscode from 'vscode';
import type { Server } from './server.ts';

/** Enough for a first look; the server judges the rest as soon as the file is there. */
const JOB_ID = /^[a-z0-9][a-z0-9.-]*$/;

/**
 * Makes a file with a new job and opens it with the cursor at what is to be filled in. Asks for its id, its template and
 * its place; who calls it from a program may give them.
 */
export async function newJob(server: Server, id: unknown, label: unknown, place: unknown): Promise<void> {
	const jobId = typeof id === 'string' ? id : await askId();
	if (jobId === undefined) return;
	const uri = place instanceof vscode.Uri ? place : await askPlace(jobId);
	if (uri === undefined) return;
	const folder = vscode.Uri.joinPath(uri, '..').toString();
	const templates = await server.ask('metronome-jobs/templates', { id: jobId, folder: `${folder}/` });
	if (templates === undefined || templates === null) {
		void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer.'));
		return;
	}
	const items = templates.map(template => ({
		...template,
		label: template.label,
		description: template.detail,
	}));
	const template =
		items.find(item => item.label === label) ??
		(await vscode.window.showQuickPick(
			items.map(({ label: name, description, snippet }) => ({ label: name, description, snippet })),
			{ title: vscode.l10n.t('What the new job begins with') },
		));
	if (template === undefined) return;
	const edit = new vscode.WorkspaceEdit();
	// The dialog has asked before it named a file that exists.
	edit.createFile(uri, { overwrite: !(place instanceof vscode.Uri) });
	if (!(await vscode.workspace.applyEdit(edit))) {
		void vscode.window.showErrorMessage(vscode.l10n.t('The file cannot be made: {0}', uri.path));
		return;
	}
	const editor = await vscode.window.showTextDocument(uri);
	await editor.insertSnippet(new vscode.SnippetString(template.snippet));
}

function askId(): Thenable<string | undefined> {
	return vscode.window.showInputBox({
		title: vscode.l10n.t('Id of the new job'),
		placeHolder: 'team.area.job',
		validateInput: text =>
			JOB_ID.test(text)
				? undefined
				: vscode.l10n.t('Lower-case letters, digits, dashes, and dots between parts'),
	});
}

function askPlace(id: string): Thenable<vscode.Uri | undefined> {
	const name = `${id.split('.').at(-1) ?? id}.json`;
	const active = vscode.window.activeTextEditor?.document.uri;
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const beside = active?.path.endsWith('.json') === true ? vscode.Uri.joinPath(active, '..') : folder;
	return vscode.window.showSaveDialog({
		title: vscode.l10n.t('File of the new job'),
		filters: { JSON: ['json'] },
		...(beside !== undefined && { defaultUri: vscode.Uri.joinPath(beside, name) }),
	});
}
