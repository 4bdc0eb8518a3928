import type { CompletionList } from 'vscode-languageserver-protocol';
import { codeLenses } from '../features/code-lens.ts';
import type { StoredNames } from '../features/complete-secrets.ts';
import { complete } from '../features/completion.ts';
import { resolveCompletion } from '../features/completion-docs.ts';
import { hover } from '../features/hover.ts';
import { type HintSettings, inlayHints, readHintSettings } from '../features/inlay-hints.ts';
import type { Answers } from '../offers/later.ts';
import type { Project } from '../project.ts';
import type { Session } from '../session.ts';
import { sourcesIn } from '../workspace.ts';

/** Answers what is asked while somebody types or looks. */
export function typingAnswers(session: Session): Answers {
	const { client, workspace, runtime } = session;
	const keepLenses = lensKeeper(session);
	return {
		'textDocument/hover': async ({ textDocument, position }) => {
			const around = await workspace.surroundings(textDocument.uri);
			if (around === undefined) return null;
			const { analysis, jobs } = around;
			// Where nothing is judged nobody else asks the store.
			analysis.project.store?.want(sourcesIn(analysis.judging.summary()));
			return hover(analysis, position, client, runtime.now(), jobs);
		},
		'textDocument/completion': async ({ textDocument, position }) => {
			const around = await workspace.surroundings(textDocument.uri);
			if (around === undefined) return null;
			const { analysis, jobs } = around;
			return withStoredNames(analysis.project, stored => complete(analysis, position, client, jobs, stored));
		},
		'completionItem/resolve': item => resolveCompletion(item, runtime.now(), client),
		'textDocument/codeLens': async ({ textDocument }) => {
			if (workspace.isLarge(textDocument.uri)) return null;
			const analysis = await workspace.analysis(textDocument.uri);
			if (analysis === undefined) return null;
			const { lenses, grow } = codeLenses(analysis, runtime.now(), client);
			if (grow) keepLenses();
			return lenses;
		},
		'textDocument/inlayHint': async ({ textDocument, range }) => {
			if (workspace.isLarge(textDocument.uri)) return null;
			const settings = await hintSettings(textDocument.uri, session);
			const analysis = await workspace.analysis(textDocument.uri);
			return analysis === undefined ? null : inlayHints(analysis, range, settings);
		},
	};
}

/**
 * Completes with the names that the project's store has told; waits a moment for those that it is asked for on that
 * occasion, and has the client ask again for what comes later.
 */
async function withStoredNames(
	{ store }: Project,
	work: (stored: StoredNames) => CompletionList | null,
): Promise<CompletionList | null> {
	const asked: { more?: Promise<void> | undefined } = {};
	const stored: StoredNames = folders => {
		const names = store?.names(folders);
		asked.more = names?.more;
		return names?.known;
	};
	const list = work(stored);
	if (asked.more === undefined) return list;
	await asked.more;
	const full = work(stored);
	return asked.more === undefined ? full : { items: [], ...full, isIncomplete: true };
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
