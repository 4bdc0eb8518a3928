import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { REPOSITORY } from '../../core/project.ts';
import type { SourceText } from '../../core/text.ts';
import type { Client } from '../capabilities.ts';
import { type OpenDocument, openDocument } from '../documents.ts';
import { readActionData } from '../features/action-data.ts';
import {
	CLOSED_VERSION,
	codeActions,
	configEdit,
	EXPLAIN_COMMAND,
	fileEdit,
	fixEdit,
	joined,
	workspaceEdit,
} from '../features/code-actions.ts';
import { fixAll } from '../features/fix-all.ts';
import { configUri } from '../features/suppress.ts';
import type { Cancellation } from '../json-rpc.ts';
import type { Answers } from '../offers/later.ts';
import type { Project } from '../project.ts';
import type { Session } from '../session.ts';
import type { Judged } from '../workspace.ts';

/** Answers what is asked to change the text. */
export function actionAnswers(session: Session): Answers {
	const { client, workspace, conversation } = session;
	return {
		'textDocument/codeAction': async ({ textDocument, range, context }) => {
			const judged = await workspace.judged(textDocument.uri);
			return judged === undefined ? null : codeActions(judged, range, context, client);
		},
		'codeAction/resolve': async (action, cancellation) => {
			const edit = await editOf(action, session, cancellation);
			return edit === undefined ? action : { ...action, edit };
		},
		'workspace/executeCommand': async ({ command, arguments: values }) => {
			const uri: unknown = Array.isArray(values) ? values[0] : undefined;
			// Only our own pages: whoever sends commands must not open anything else through the editor.
			if (command !== EXPLAIN_COMMAND || typeof uri !== 'string' || !uri.startsWith(PAGES)) return null;
			if (client.announced.window?.showDocument?.support !== true) return null;
			await conversation.ask('window/showDocument', { uri, external: true });
			return null;
		},
	};
}

const PAGES = `https://github.com/${REPOSITORY}/`;

async function editOf(
	{ data }: CodeAction,
	session: Session,
	cancellation: Cancellation,
): Promise<WorkspaceEdit | undefined> {
	const { client, workspace } = session;
	const wanted = readActionData(data);
	const judged = wanted && (await workspace.judged(wanted.uri));
	if (judged === undefined) return undefined;
	switch (wanted?.action) {
		case 'fix':
			return fixEdit(judged, wanted.fingerprint, client);
		case 'fix-file':
			return fileEdit(judged, wanted.code, client);
		case 'fix-workspace':
			return everywhere(wanted.code, judged.analysis.project, session, cancellation);
		case 'suppress':
			return inSettings(judged, wanted.fingerprint, session);
		default:
			return undefined;
	}
}

/** The fixes of one rule in every file of a project, open or not. What is cancelled goes on no further; nobody sees it. */
async function everywhere(
	code: string,
	project: Project,
	session: Session,
	cancellation: Cancellation,
): Promise<WorkspaceEdit> {
	const { client, workspace, runtime, turns } = session;
	const edits: WorkspaceEdit[] = [];
	for (const uri of workspace.uris) {
		if (cancellation.isCancelled) break;
		const judged = await workspace.judged(uri);
		if (judged?.analysis.project === project && judged.analysis.isJobFile) {
			edits.push(fileEdit(judged, code, client));
		}
		await turns.pause();
	}
	for (const { name, uri } of workspace.sets.closedFiles(project)) {
		if (cancellation.isCancelled) break;
		const source = await runtime.readFile?.(uri);
		if (source !== undefined) {
			const document = closedDocument(uri, source, client);
			const changes = fixAll({ name, project, source: document.source, now: runtime.now() }, code);
			edits.push(workspaceEdit(changes, document, client));
		}
		await turns.pause();
	}
	return joined(edits, client);
}

async function inSettings(
	judged: Judged,
	fingerprint: string,
	{ client, workspace, runtime }: Session,
): Promise<WorkspaceEdit | undefined> {
	const uri = configUri(judged.analysis.project);
	if (uri === undefined) return undefined;
	const open = (await workspace.analysis(uri))?.document;
	if (open !== undefined) return configEdit(judged, fingerprint, open, client);
	const source = await runtime.readFile?.(uri);
	if (source === undefined) return undefined;
	const document = closedDocument(uri, source, client);
	return configEdit(judged, fingerprint, document, client);
}

/** A file on disk as if it were open, so that its edits are made like any others. */
function closedDocument(uri: string, { bom, text }: SourceText, { encoding }: Client): OpenDocument {
	return openDocument(uri, CLOSED_VERSION, bom ? `\uFEFF${text}` : text, encoding);
}
