import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** What helps while somebody types or looks: completion and hover. */
export function typingCapabilities(): Partial<ServerCapabilities> {
	return { completionProvider: { triggerCharacters: ['"', '/'] }, hoverProvider: true };
}

export function offerTyping(session: Session): void {
	const offer = answerLater(session, async () =>
		(await import('../answers/typing.ts')).typingAnswers(session),
	);
	offer('textDocument/completion', null);
	offer('textDocument/hover', null);
}
