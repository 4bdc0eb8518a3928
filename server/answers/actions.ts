import { quickFixes, readFixData, resolveQuickFix } from '../features/code-actions.ts';
import type { Answers } from '../offers/later.ts';
import type { Session } from '../session.ts';

/** Answers what is asked to change the text. */
export function actionAnswers({ client, workspace }: Session): Answers {
	return {
		'textDocument/codeAction': async ({ textDocument, range, context }) => {
			const judged = await workspace.judged(textDocument.uri);
			return judged === undefined ? null : quickFixes(judged, range, context, client);
		},
		'codeAction/resolve': async action => {
			const data = readFixData(action.data);
			const judged = data && (await workspace.judged(data.uri));
			return (judged && data && resolveQuickFix(action, judged, data.fingerprint, client)) ?? action;
		},
	};
}
