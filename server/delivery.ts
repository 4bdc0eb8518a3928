import type { DocumentDiagnosticReport } from 'vscode-languageserver-protocol';
import { describeError } from './conversation.ts';
import type { DeliveryParts } from './workspace-pull.ts';

/** Brings diagnostics to the client, whichever way it wants them. */
export interface Delivery {
	/** The client is ready. */
	begin(): void;
	/** A document was opened or changed. */
	changed(uri: string): void;
	closed(uri: string): void;
	/** Job files have been read, or have changed on disk. */
	files(): void;
	/** Something all documents depend on has changed. */
	everything(): void;
}

export function deliverDiagnostics(parts: DeliveryParts): Delivery {
	return parts.client.pullsDiagnostics ? answerPulls(parts) : push(parts);
}

/** How long a client waits for what other files say, in ms, that could not be told of it afterwards. */
const PATIENCE = 1000;

/** The client asks; it is only told to ask again, if it can be, about what it cannot see itself. */
function answerPulls(parts: DeliveryParts): Delivery {
	const { conversation, client, workspace, reports } = parts;
	const none: DocumentDiagnosticReport = { kind: 'full', items: [] };
	conversation.answer('textDocument/diagnostic', none, async ({ textDocument, previousResultId }) => {
		if (!client.refreshesDiagnostics) await workspace.settled(textDocument.uri, PATIENCE);
		const report = await reports.of(textDocument.uri);
		if (report === undefined) return none;
		if (report.id === previousResultId) return { kind: 'unchanged', resultId: report.id };
		return { kind: 'full', resultId: report.id, items: report.diagnostics };
	});
	conversation.answer('workspace/diagnostic', { items: [] }, async (params, cancellation) => {
		const { pulledFromWorkspace } = await import('./workspace-pull.ts');
		return pulledFromWorkspace(parts, params, cancellation);
	});
	const refresh = (): void => {
		if (!client.refreshesDiagnostics) return;
		conversation.ask('workspace/diagnostic/refresh', undefined).catch(error => {
			conversation.log(`workspace/diagnostic/refresh failed: ${describeError(error)}`);
		});
	};
	return {
		begin: () => {},
		// It asks on its own after each change, and about other documents as well: `interFileDependencies`.
		changed: () => {},
		closed: uri => reports.forget(uri),
		files: refresh,
		everything: refresh,
	};
}

/** A document that took longer than this to judge, in ms, waits for a pause in typing. */
const SLOW = 40;
/** How many times its cost it waits, and how long at most, in ms. */
const PAUSE_FACTOR = 3;
const MAX_PAUSE = 500;
/** Other documents are looked at again when typing has paused for so long, in ms. */
const OTHERS_PAUSE = 300;

interface Pushed {
	/** Cancels what is planned. */
	cancel: (() => void) | undefined;
	/** What the client was last sent. */
	id: string | undefined;
	shown: boolean;
	/** The last two times judging took, in ms: one may be the garbage collector's. */
	costs: readonly [number, number];
}

function push(parts: DeliveryParts): Delivery {
	const { conversation, client, workspace, reports, runtime } = parts;
	const sweep = sweeping(parts);
	const states = new Map<string, Pushed>();
	let cancelOthers: (() => void) | undefined;
	const stateOf = (uri: string): Pushed => {
		let state = states.get(uri);
		if (state === undefined) {
			state = { cancel: undefined, id: undefined, shown: false, costs: [0, 0] };
			states.set(uri, state);
		}
		return state;
	};
	/** `always`: a client that waits for this version must hear even that nothing is different. */
	const send = async (uri: string, always: boolean): Promise<void> => {
		const state = stateOf(uri);
		const begin = runtime.now();
		const report = await reports.of(uri);
		if (report === undefined || states.get(uri) !== state) return;
		state.costs = [runtime.now() - begin, state.costs[0]];
		const hasNews = always ? report.isJobFile || state.shown : report.id !== state.id;
		state.id = report.id;
		if (!hasNews) return;
		state.shown = report.diagnostics.length > 0;
		const { version, diagnostics } = report;
		const named = client.diagnostics.version && version !== null ? { version } : {};
		conversation.tell('textDocument/publishDiagnostics', { uri, ...named, diagnostics });
	};
	const plan = (uri: string, pause: number, always: boolean): void => {
		const state = stateOf(uri);
		state.cancel?.();
		state.cancel = runtime.after(pause, () => {
			state.cancel = undefined;
			send(uri, always).catch(error => conversation.log(`diagnostics failed: ${describeError(error)}`));
		});
	};
	const planOthers = (changed: string): void => {
		cancelOthers?.();
		cancelOthers = runtime.after(OTHERS_PAUSE, () => {
			for (const uri of workspace.uris) if (uri !== changed) plan(uri, 0, false);
			sweep();
		});
	};
	return {
		begin: sweep,
		changed: uri => {
			const cost = Math.min(...stateOf(uri).costs);
			plan(uri, cost < SLOW ? 0 : Math.min(cost * PAUSE_FACTOR, MAX_PAUSE), true);
			planOthers(uri);
		},
		closed: uri => {
			const state = states.get(uri);
			state?.cancel?.();
			states.delete(uri);
			reports.forget(uri);
			if (state?.shown) conversation.tell('textDocument/publishDiagnostics', { uri, diagnostics: [] });
			planOthers(uri);
		},
		files: () => {
			for (const uri of workspace.uris) plan(uri, 0, false);
			sweep();
		},
		everything: () => {
			for (const uri of workspace.uris) plan(uri, 0, true);
			sweep();
		},
	};
}

/** Looks at all files that are not open, with code that is loaded when it is first needed. */
function sweeping(parts: DeliveryParts): () => void {
	let loaded: Promise<() => void> | undefined;
	return () => {
		loaded ??= import('./sweep.ts').then(({ sweepClosed }) => sweepClosed(parts));
		loaded.then(
			sweep => sweep(),
			error => parts.conversation.log(`checking the workspace failed: ${describeError(error)}`),
		);
	};
}
