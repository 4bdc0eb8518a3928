import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Client } from '../capabilities.ts';
import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** The kinds and the command, as in `features/code-actions.ts`, which is only loaded when it is needed. */
const KINDS = ['quickfix', 'refactor.extract', 'source.fixAll.metronome-jobs'];
const COMMANDS = ['metronome-jobs.explain'];

/** What changes the text: fixes and refactorings. A client that only knows commands gets none. */
export function actionCapabilities(client: Client): Partial<ServerCapabilities> {
	const { literals, resolvesEdit } = client.codeActions;
	if (!literals) return {};
	return {
		codeActionProvider: { codeActionKinds: KINDS, resolveProvider: resolvesEdit },
		...(showsDocuments(client) && { executeCommandProvider: { commands: COMMANDS } }),
	};
}

export function offerActions(session: Session): void {
	if (!session.client.codeActions.literals) return;
	const offer = answerLater(session, async () =>
		(await import('../answers/actions.ts')).actionAnswers(session),
	);
	offer('textDocument/codeAction', null);
	offer('codeAction/resolve', { title: '' });
	if (showsDocuments(session.client)) offer('workspace/executeCommand', null);
}

function showsDocuments({ announced }: Client): boolean {
	return announced.window?.showDocument?.support === true;
}
