import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Client } from '../capabilities.ts';
import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** What changes the text: quick fixes. A client that only knows commands gets none. */
export function actionCapabilities({ codeActions }: Client): Partial<ServerCapabilities> {
	if (!codeActions.literals) return {};
	return { codeActionProvider: { codeActionKinds: ['quickfix'], resolveProvider: codeActions.resolvesEdit } };
}

export function offerActions(session: Session): void {
	if (!session.client.codeActions.literals) return;
	const offer = answerLater(session, async () =>
		(await import('../answers/actions.ts')).actionAnswers(session),
	);
	offer('textDocument/codeAction', null);
	offer('codeAction/resolve', { title: '' });
}
