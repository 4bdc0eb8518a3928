import * as path from 'node:path';
import * as vscode from 'vscode';
import type { JobEntry, StatusAnswer } from '../../server/messages.ts';
import { SECTION } from './client.ts';
import { planArguments, runArguments } from './command-line.ts';
import { JobItem } from './jobs-view.ts';
import { neededFiles } from './needed-files.ts';
import type { Server } from './server.ts';
import { runInTerminal } from './terminal.ts';

export const RUN_IN_EMULATOR = 'metronome-jobs.runInEmulator';

/** The commands that run the bundled command line. `script`: its path. */
export function registerRunCommands(script: string, server: Server): readonly vscode.Disposable[] {
	return [
		vscode.commands.registerCommand('metronome-jobs.plan', (target: unknown) =>
			trusted(() => plan(script, server, target)),
		),
		vscode.commands.registerCommand(RUN_IN_EMULATOR, (about: unknown, id: unknown) =>
			trusted(() => run(script, server, about, id)),
		),
	];
}

/** Nothing of a workspace that is not trusted is run, whoever asks for it. */
async function trusted(act: () => Promise<void>): Promise<void> {
	if (vscode.workspace.isTrusted) return act();
	const manage = vscode.l10n.t('Manage Workspace Trust');
	const answer = await vscode.window.showWarningMessage(
		vscode.l10n.t('This workspace is not trusted: nothing of it is run, and no cluster is asked.'),
		manage,
	);
	if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function plan(script: string, server: Server, target: unknown): Promise<void> {
	const about = await anyStatus(server);
	if (about?.config === undefined || about.config === null) {
		void vscode.window.showErrorMessage(
			vscode.l10n.t('A plan needs a config, metronome-jobs.json, with a target.'),
		);
		return;
	}
	const chosen = typeof target === 'string' ? target : await askTarget(about.targets);
	if (chosen === undefined) return;
	const config = vscode.Uri.parse(about.config).fsPath;
	runInTerminal(vscode.l10n.t('Plan: {0}', chosen), {
		script,
		values: planArguments(chosen, config),
		cwd: path.dirname(config),
	});
}

/** The one that is set, or one of the config's. */
async function askTarget(targets: readonly string[]): Promise<string | undefined> {
	const set = vscode.workspace.getConfiguration(SECTION).get<string>('target') ?? '';
	if (set !== '') return set;
	return vscode.window.showQuickPick(targets, { title: vscode.l10n.t('Plan against which target?') });
}

/** `about`: the row of a job, or the URI of its document as a code lens gives it, then with its id. */
async function run(script: string, server: Server, about: unknown, id: unknown): Promise<void> {
	const job = await jobFrom(server, about, id);
	if (job?.id === undefined || job.id === null) return;
	const jobs = (await server.ask('metronome-jobs/jobs', { runs: 0 })) ?? [];
	const files = neededFiles(job, jobs).map(uri => vscode.Uri.parse(uri));
	await saved(files);
	const config = findConfigFor(await server.ask('metronome-jobs/status', { uri: job.uri }));
	runInTerminal(vscode.l10n.t('Run: {0}', job.id), {
		script,
		values: runArguments(
			job.id,
			files.map(uri => uri.fsPath),
			config,
		),
		cwd: path.dirname(config ?? vscode.Uri.parse(job.uri).fsPath),
	});
}

/** The command reads files, not editors. */
async function saved(files: readonly vscode.Uri[]): Promise<void> {
	const names = new Set(files.map(uri => uri.toString()));
	for (const document of vscode.workspace.textDocuments) {
		if (document.isDirty && names.has(document.uri.toString())) await document.save();
	}
}

function findConfigFor(status: StatusAnswer | null | undefined): string | undefined {
	return status?.config === undefined || status.config === null
		? undefined
		: vscode.Uri.parse(status.config).fsPath;
}

type Runnable = Pick<JobEntry, 'id' | 'uri'>;

async function jobFrom(server: Server, about: unknown, id: unknown): Promise<Runnable | undefined> {
	if (about instanceof JobItem) return about.job;
	if (typeof about === 'string' && typeof id === 'string') return { id, uri: about };
	const jobs = ((await server.ask('metronome-jobs/jobs', { runs: 0 })) ?? []).filter(job => job.id !== null);
	const open = vscode.window.activeTextEditor?.document.uri.toString();
	const here = jobs.filter(({ uri }) => uri === open);
	if (here.length === 1) return here[0];
	const items = (here.length > 0 ? here : jobs).map(job => ({
		label: job.id ?? '',
		description: vscode.workspace.asRelativePath(vscode.Uri.parse(job.uri)),
		job,
	}));
	return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Run which job?') }))?.job;
}

/** Of the open document, else of a job of the workspace: its config has the targets. */
async function anyStatus(server: Server): Promise<StatusAnswer | undefined> {
	const open = vscode.window.activeTextEditor?.document.uri.toString();
	const here = open === undefined ? undefined : await server.ask('metronome-jobs/status', { uri: open });
	if (here !== undefined && here !== null) return here;
	const first = (await server.ask('metronome-jobs/jobs', { runs: 0 }))?.[0];
	return first && ((await server.ask('metronome-jobs/status', { uri: first.uri })) ?? undefined);
}
