import { codeLenses } from '../features/code-lens.ts';
import { complete } from '../features/completion.ts';
import { resolveCompletion } from '../features/completion-docs.ts';
import { hover } from '../features/hover.ts';
import { type HintSettings, inlayHints, readHintSettings } from '../features/inlay-hints.ts';
import type { Answers } from '../offers/later.ts';
import type { Session } from '../session.ts';

/** Answers what is asked while somebody types or looks. */
export function typingAnswers(session: Session): Answers {
	const { client, workspace, runtime } = session;
	const keepLenses = lensKeeper(session);
	return {
		'textDocument/hover': async ({ textDocument, position }) => {
			const around = await workspace.surroundings(textDocument.uri);
			return around === undefined
				? null
				: hover(around.analysis, position, client, runtime.now(), around.jobs);
		},
		'textDocument/completion': async ({ textDocument, position }) => {
			const around = await workspace.surroundings(textDocument.uri);
			return around === undefined ? null : complete(around.analysis, position, client, around.jobs);
		},
		'completionItem/resolve': item => resolveCompletion(item, runtime.now(), client),
		'textDocument/codeLens': async ({ textDocument }) => {
			const analysis = await workspace.analysis(textDocument.uri);
			if (analysis === undefined) return null;
			const { lenses, grow } = codeLenses(analysis, runtime.now(), client);
			if (grow) keepLenses();
			return lenses;
		},
		'textDocument/inlayHint': async ({ textDocument, range }) => {
			const settings = await hintSettings(textDocument.uri, session);
			const analysis = await workspace.analysis(textDocument.uri);
			return analysis === undefined ? null : inlayHints(analysis, range, settings);
		},
	};
}

/** How long a lens that tells a time stays as it is, in ms. */
const LENS_LIFE = 60_000;

/** Has the client ask again for lenses that grow old, where it can be told to. */
function lensKeeper({ client, conversation, runtime }: Session): () => void {
	let isPlanned = false;
	return () => {
		if (isPlanned || client.announced.workspace?.codeLens?.refreshSupport !== true) return;
		isPlanned = true;
		runtime.after(LENS_LIFE, () => {
			isPlanned = false;
			conversation.ask('workspace/codeLens/refresh', undefined).catch(() => {});
		});
	};
}

/** How long hints wait for what the client has set, in ms. */
const PATIENCE = 300;

/** Asked each time: a client asks for hints seldom, and may have changed its mind. */
async function hintSettings(
	scopeUri: string,
	{ client, conversation, runtime }: Session,
): Promise<HintSettings> {
	if (!client.configuration) return readHintSettings(undefined);
	const items = [{ scopeUri, section: 'metronomeJobs.inlayHints' }];
	const answer = conversation.ask('workspace/configuration', { items }).catch(() => undefined);
	const nothing = new Promise<undefined>(resolve => runtime.after(PATIENCE, () => resolve(undefined)));
	const sections: unknown = await Promise.race([answer, nothing]);
	return readHintSettings(Array.isArray(sections) ? sections[0] : undefined);
}
