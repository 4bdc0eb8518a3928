import type { FileChangeType, FileSystemWatcher } from 'vscode-languageserver-protocol';
import { CONFIG_FILE_NAME } from '../core/project.ts';
import { describeError } from './conversation.ts';
import type { Project } from './project.ts';
import type { Session } from './session.ts';
import { baseName, isSameFile } from './uris.ts';

const METHOD = 'workspace/didChangeWatchedFiles';

/** `FileChangeType.Deleted`. */
const DELETED: FileChangeType = 3;

/** Keeps projects as the disk has them: reads their job files, and whatever changes there afterwards. */
export function followFiles(session: Session): void {
	const { conversation, client, projects } = session;
	if (client.watchRegistration) watch(session, 'config', [{ globPattern: `**/${CONFIG_FILE_NAME}` }]);
	projects.onLoad(project => {
		index(project, session);
		if (client.watchRegistration && client.relativePatterns) watch(session, project.key, watchersOf(project));
	});
	conversation.hear(METHOD, ({ changes }) => {
		const uris = changes.map(({ uri }) => uri);
		if (uris.some(uri => isInput(uri, projects.loaded))) {
			projects.reload();
			return session.delivery.everything();
		}
		const deleted = new Set(changes.filter(({ type }) => type === DELETED).map(({ uri }) => uri));
		for (const project of projects.loaded) reread(project, uris, deleted, session);
	});
}

function index(project: Project, { conversation, workspace, delivery }: Session): void {
	workspace.sets.index(project).then(
		hasNews => {
			if (hasNews) delivery.files();
		},
		error => conversation.log(`reading the job files failed: ${describeError(error)}`),
	);
}

function reread(
	project: Project,
	uris: readonly string[],
	deleted: ReadonlySet<string>,
	session: Session,
): void {
	session.workspace.sets.reread(project, uris, deleted).then(
		hasNews => {
			if (hasNews) session.delivery.files();
		},
		error => session.conversation.log(`reading a job file failed: ${describeError(error)}`),
	);
}

function isInput(uri: string, projects: readonly Project[]): boolean {
	if (baseName(uri) === CONFIG_FILE_NAME) return true;
	return projects.some(({ inputs }) => inputs.some(input => isSameFile(input, uri)));
}

/** Only what the project speaks of: a watch on every JSON file would drown in `node_modules`. */
function watchersOf(project: Project): FileSystemWatcher[] {
	return project.watch.map(({ base, pattern }) => ({ globPattern: { baseUri: base, pattern } }));
}

function watch({ conversation }: Session, id: string, watchers: FileSystemWatcher[]): void {
	if (watchers.length === 0) return;
	const registrations = [{ id: `watch ${id}`, method: METHOD, registerOptions: { watchers } }];
	conversation.ask('client/registerCapability', { registrations }).catch(error => {
		conversation.log(`client/registerCapability failed: ${describeError(error)}`);
	});
}
