import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { checkWorkspace } from './check-workspace.ts';
import { clientOptions, SECTION, setUp } from './client.ts';
import { JobsView } from './jobs-view.ts';
import { newJob } from './new-job.ts';
import { showNextRuns } from './next-runs.ts';
import { whenQuiet } from './quiet.ts';
import { showReferences } from './references.ts';
import { SecretsView } from './secrets-view.ts';
import { Server } from './server.ts';
import { StatusItem } from './status.ts';

/** What is different on a desktop and in a browser. */
export interface Platform {
	/** Makes a client that is not started yet. */
	makeClient(id: string, name: string, options: LanguageClientOptions): BaseLanguageClient;
	/** The command line, where there are processes. */
	readonly commandLine?: {
		/** Commands of code lenses that it can carry out. */
		readonly lensCommands: readonly string[];
		/** Registers the commands that run it. */
		register(server: Server): readonly vscode.Disposable[];
	};
}

/** Diagnostics come in bursts; views follow when they have been quiet for so long, in ms. */
const QUIET = 300;

const SHOW_REFERENCES = 'metronome-jobs.showReferences';

/** Starts the server and everything that shows what it knows. Rejects where the server cannot be started. */
export async function begin(context: vscode.ExtensionContext, platform: Platform): Promise<Server> {
	const log = vscode.window.createOutputChannel('Metronome Jobs', { log: true });
	const lensCommands = [SHOW_REFERENCES, ...(platform.commandLine?.lensCommands ?? [])];
	const server = new Server(() => {
		const client = platform.makeClient(SECTION, 'Metronome Jobs', clientOptions(log));
		setUp(client, lensCommands);
		return client;
	});
	const jobs = new JobsView(server);
	const secrets = new SecretsView(server);
	const status = new StatusItem(server);
	const refresh = (): void => {
		jobs.refresh();
		secrets.refresh();
		void status.refresh();
	};
	const follow = whenQuiet(QUIET, refresh);
	const command = (name: string, run: (...values: unknown[]) => unknown): vscode.Disposable =>
		vscode.commands.registerCommand(`metronome-jobs.${name}`, run);
	context.subscriptions.push(
		log,
		server,
		jobs,
		secrets,
		status,
		follow,
		command('checkWorkspace', () => checkWorkspace(server)),
		command('showNextRuns', about => showNextRuns(server, about)),
		command('newJob', (id, label, uri) => newJob(server, id, label, uri)),
		command('showStatus', () => status.showDetails()),
		command('refresh', refresh),
		command('restartServer', () => server.restart()),
		command('showLog', () => log.show()),
		vscode.commands.registerCommand(SHOW_REFERENCES, (uri, position, locations) =>
			showReferences(uri, position, locations),
		),
		...(platform.commandLine?.register(server) ?? []),
		vscode.languages.onDidChangeDiagnostics(follow),
		vscode.window.onDidChangeActiveTextEditor(() => void status.refresh()),
		vscode.workspace.onDidChangeConfiguration(event => {
			if (event.affectsConfiguration(SECTION)) follow();
		}),
		vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
		server.onStart(follow),
	);
	await vscode.commands.executeCommand(
		'setContext',
		'metronome-jobs.hasCommand',
		platform.commandLine !== undefined,
	);
	await server.start();
	return server;
}
