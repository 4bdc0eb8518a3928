import { complete } from '../features/completion.ts';
import { hover } from '../features/hover.ts';
import type { Answers } from '../offers/later.ts';
import type { Session } from '../session.ts';

/** Answers what is asked while somebody types or looks. */
export function typingAnswers({ client, workspace }: Session): Answers {
	return {
		'textDocument/hover': async ({ textDocument, position }) => {
			const analysis = await workspace.analysis(textDocument.uri);
			return analysis === undefined ? null : hover(analysis, position, client);
		},
		'textDocument/completion': async ({ textDocument, position }) => {
			const analysis = await workspace.analysis(textDocument.uri);
			return analysis === undefined ? null : complete(analysis, position, client);
		},
	};
}
