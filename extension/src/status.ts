import * as vscode from 'vscode';
import type { StatusAnswer } from '../../server/messages.ts';
import { SECTION } from './client.ts';
import type { Server } from './server.ts';

/** Beside the language of the document. */
const PRIORITY = 99;

/** Says, while a job file is looked at, what it is checked for. */
export class StatusItem implements vscode.Disposable {
	private readonly server: Server;
	private readonly item: vscode.StatusBarItem;
	private last: StatusAnswer | undefined;

	constructor(server: Server) {
		this.server = server;
		this.item = vscode.window.createStatusBarItem(
			'metronome-jobs.status',
			vscode.StatusBarAlignment.Right,
			PRIORITY,
		);
		this.item.name = 'Metronome Jobs';
		this.item.command = 'metronome-jobs.showStatus';
	}

	async refresh(): Promise<void> {
		const uri = vscode.window.activeTextEditor?.document.uri;
		const status = uri && (await this.server.ask('metronome-jobs/status', { uri: uri.toString() }));
		// Another document may have been opened meanwhile, and has asked for itself.
		if (uri?.toString() !== vscode.window.activeTextEditor?.document.uri.toString()) return;
		this.last = status ?? undefined;
		if (this.last === undefined) return this.item.hide();
		this.item.text = `${this.last.storeProblem === null ? '$(checklist)' : '$(warning)'} Metronome ${this.last.metronome}`;
		const large = this.last.largeAbove === null ? [] : [largeText(this.last.largeAbove)];
		this.item.tooltip = [targetText(this.last), storeText(this.last), ...large].join('\n');
		this.item.show();
	}

	/** Lists what files are checked for; each line leads to where it is decided. */
	async showDetails(): Promise<void> {
		await this.refresh();
		const { last: status } = this;
		if (status === undefined) {
			void vscode.window.showInformationMessage(vscode.l10n.t('This is no job file.'));
			return;
		}
		const picked = await vscode.window.showQuickPick(detailsOf(status), {
			title: vscode.l10n.t('What this file is checked for'),
		});
		if (picked?.uri !== undefined) await vscode.window.showTextDocument(picked.uri);
		else if (picked?.command !== undefined) {
			await vscode.commands.executeCommand(picked.command, ...(picked.values ?? []));
		}
	}

	dispose(): void {
		this.item.dispose();
	}
}

interface Detail extends vscode.QuickPickItem {
	readonly uri?: vscode.Uri;
	readonly command?: string;
	readonly values?: readonly unknown[];
}

function detailsOf(status: StatusAnswer): readonly Detail[] {
	const settings = { command: 'workbench.action.openSettings', values: [SECTION] };
	const config: Detail =
		status.config === null
			? {
					label: `$(gear) ${vscode.l10n.t('No config file')}`,
					description: vscode.l10n.t('metronome-jobs.json, looked for upwards'),
				}
			: {
					label: `$(gear) ${vscode.workspace.asRelativePath(vscode.Uri.parse(status.config))}`,
					description: vscode.l10n.t('the config'),
					uri: vscode.Uri.parse(status.config),
				};
	return [
		{
			label: `$(versions) ${targetText(status)}`,
			description: vscode.l10n.t('change in the settings'),
			...settings,
		},
		{ label: `$(key) ${storeText(status)}`, command: 'metronome-jobs.secrets.focus' },
		config,
		...(status.largeAbove === null ? [] : [{ label: `$(info) ${largeText(status.largeAbove)}` }]),
		{ label: `$(output) ${vscode.l10n.t('Show the log')}`, command: 'metronome-jobs.showLog' },
		{
			label: `$(debug-restart) ${vscode.l10n.t('Restart the language server')}`,
			command: 'metronome-jobs.restartServer',
		},
	];
}

function targetText({ metronome }: StatusAnswer): string {
	const target = vscode.workspace.getConfiguration(SECTION).get<string>('target') ?? '';
	return target === ''
		? vscode.l10n.t('Metronome {0}', metronome)
		: vscode.l10n.t('Metronome {0}, target {1}', metronome, target);
}

function largeText(limit: number): string {
	return vscode.l10n.t(
		'Large file: semantic tokens, code lenses and inlay hints are off above {0} MiB',
		limit,
	);
}

function storeText({ store, storeProblem, sources }: StatusAnswer): string {
	if (store === null) return vscode.l10n.t('No secret store is configured');
	if (storeProblem !== null) return vscode.l10n.t('The secret store cannot tell: {0}', storeProblem);
	return vscode.l10n.t('{0} knows {1} secrets', store, sources);
}
