import * as vscode from 'vscode';
import type { SecretEntry, SecretUse } from '../../server/messages.ts';
import { opening } from './places.ts';
import type { Server } from './server.ts';
import { type Row, Tree } from './tree.ts';

/** The view of the secrets with their users, and whether the store has them. */
export class SecretsView extends Tree {
	constructor(server: Server) {
		super('metronome-jobs.secrets', async () => {
			const secrets = await server.ask('metronome-jobs/secrets', {});
			return secrets === undefined || secrets === null ? undefined : secrets.map(secretRow);
		});
	}
}

function secretRow(secret: SecretEntry): Row {
	const name = secret.name === '' ? vscode.l10n.t('(an empty source)') : secret.name;
	const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
	item.description = stateText(secret);
	item.iconPath = ICONS[secret.state];
	item.tooltip = whoText(secret);
	item.contextValue = 'secret';
	item.accessibilityInformation = { label: `${name}, ${item.description}` };
	return { item, rows: secret.uses.map(use => ({ item: useItem(use), rows: [] })) };
}

function useItem(use: SecretUse): vscode.TreeItem {
	const item = new vscode.TreeItem(use.job ?? vscode.l10n.t('(a job without an id)'));
	item.description = useText(use);
	item.iconPath = new vscode.ThemeIcon(use.as === 'file' ? 'file' : 'symbol-variable');
	item.command = opening(use);
	return item;
}

function stateText({ state, uses }: SecretEntry): string {
	const used = uses.filter(({ as }) => as !== 'declaration').length;
	const count =
		used === 0
			? vscode.l10n.t('unused')
			: used === 1
				? vscode.l10n.t('1 use')
				: vscode.l10n.t('{0} uses', used);
	switch (state) {
		case 'exists':
			return vscode.l10n.t('exists · {0}', count);
		case 'missing':
			return vscode.l10n.t('missing · {0}', count);
		case 'undeclared':
			return vscode.l10n.t('not declared · {0}', count);
		case 'cannot-tell':
			return vscode.l10n.t('cannot tell · {0}', count);
	}
}

function whoText({ state, store, why }: SecretEntry): string {
	if (state === 'undeclared') return vscode.l10n.t('Used without a declaration in run.secrets.');
	if (why !== null) return vscode.l10n.t('Cannot tell whether it exists: {0}.', why);
	return state === 'exists'
		? vscode.l10n.t('It exists, says {0}.', store ?? '')
		: vscode.l10n.t('It is missing, says {0}.', store ?? '');
}

function useText({ as, name, alias }: SecretUse): string {
	if (as === 'declaration') return vscode.l10n.t('declares it as {0}, and does not use it', alias);
	return as === 'file' ? vscode.l10n.t('file {0}', name) : name;
}

const ICONS: Readonly<Record<SecretEntry['state'], vscode.ThemeIcon>> = {
	exists: new vscode.ThemeIcon('pass'),
	missing: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
	undeclared: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
	'cannot-tell': new vscode.ThemeIcon('question'),
};
