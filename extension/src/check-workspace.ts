import * as vscode from 'vscode';
import { SECTION } from './client.ts';
import type { Server } from './server.ts';

/** The part of a `workspace/diagnostic` answer that is counted here. */
interface WorkspaceReport {
	readonly items: readonly { readonly items?: readonly { readonly severity?: number }[] }[];
}

/** Looks at every job file, then says how many mistakes there are and shows them. */
export async function checkWorkspace(server: Server): Promise<void> {
	if (!(await wantsWhole())) return;
	const title = vscode.l10n.t('Checking job files');
	const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
		server.request<WorkspaceReport>('workspace/diagnostic', { previousResultIds: [] }),
	);
	if (report === undefined) {
		void vscode.window.showErrorMessage(vscode.l10n.t('The language server does not answer.'));
		return;
	}
	const found = report.items.flatMap(({ items }) => items ?? []);
	const count = (severity: number): number => found.filter(item => item.severity === severity).length;
	const [errors, warnings] = [count(ERROR), count(WARNING)];
	if (found.length > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
	void vscode.window.showInformationMessage(
		vscode.l10n.t('Job files are checked: {0} errors, {1} warnings.', errors, warnings),
	);
}

/** `DiagnosticSeverity` of the protocol. */
const ERROR = 1;
const WARNING = 2;

/** Whoever has asked for less is asked whether it should be all. */
async function wantsWhole(): Promise<boolean> {
	const settings = vscode.workspace.getConfiguration(SECTION);
	if (settings.get<string>('check') === 'workspace') return true;
	const change = vscode.l10n.t('Check All Job Files');
	const answer = await vscode.window.showInformationMessage(
		vscode.l10n.t('The setting "metronomeJobs.check" leaves out files that are not open.'),
		change,
	);
	if (answer !== change) return false;
	await settings.update('check', 'workspace');
	return true;
}
