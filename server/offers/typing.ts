import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** What helps while somebody types or looks: completion, hover, and what stands between the lines and words. */
export function typingCapabilities(): Partial<ServerCapabilities> {
	return {
		completionProvider: { triggerCharacters: ['"', '/', ':'], resolveProvider: true },
		hoverProvider: true,
		codeLensProvider: { resolveProvider: false },
		inlayHintProvider: true,
	};
}

export function offerTyping(session: Session): void {
	const offer = answerLater(session, async () =>
		(await import('../answers/typing.ts')).typingAnswers(session),
	);
	offer('textDocument/completion', null);
	offer('completionItem/resolve', { label: '' });
	offer('textDocument/hover', null);
	offer('textDocument/codeLens', null);
	offer('textDocument/inlayHint', null);
}
