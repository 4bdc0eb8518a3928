import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import {
	type ClientNotifications,
	type ClientRequests,
	ERROR,
	type Initialize,
	type Notifications,
	type Requests,
} from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** Where the server says what went wrong inside it. */
export type Log = (message: string) => void;

/** The exchange with one client: every message in and out passes here, typed, and none can end the server. */
export interface Conversation {
	/**
	 * Answers a request. What has already arrived is let in first, so that a cancellation sent right behind the request
	 * counts. Where the work fails, the failure is logged and `fallback` is the answer.
	 */
	answer<M extends keyof Requests>(method: M, fallback: Requests[M]['result'], work: Work<M>): void;
	/** Acts on a notification. */
	hear<M extends keyof Notifications>(method: M, work: (params: Notifications[M]) => void): void;
	/** Asks the client; rejects where it answers with an error. */
	ask<M extends keyof ClientRequests>(method: M, params: ClientRequests[M]): Promise<unknown>;
	tell<M extends keyof ClientNotifications>(method: M, params: ClientNotifications[M]): void;
	readonly log: Log;
}

/**
 * Begins: `initialize` makes the session and gives the answer to the client's introduction. Before it every request
 * is refused, and so it is after `shutdown`; `exit` ends the process at once.
 */
export function converse(
	connection: MessageConnection,
	runtime: Runtime,
	initialize: (params: Initialize['params'], conversation: Conversation) => Initialize['result'],
): void {
	let state: 'new' | 'running' | 'shut-down' = 'new';
	const refusal = (): ResponseError<never> | undefined => {
		if (state === 'running') return undefined;
		return state === 'new'
			? new ResponseError(ERROR.notInitialized, 'initialize comes first')
			: new ResponseError(ERROR.invalidRequest, 'the server is shut down');
	};
	const conversation = conversationOn(connection, runtime, refusal);
	connection.onRequest('initialize', (params: Initialize['params']) => {
		if (state !== 'new') return new ResponseError(ERROR.invalidRequest, 'already initialized');
		const result = initialize(params, conversation);
		state = 'running';
		return result;
	});
	connection.onRequest('shutdown', () => {
		const refused = refusal();
		if (refused !== undefined) return refused;
		state = 'shut-down';
		return null;
	});
	connection.onRequest(
		method => refusal() ?? new ResponseError(ERROR.methodNotFound, `${method} is not understood here`),
	);
	connection.onNotification('exit', () => runtime.exit(state === 'shut-down' ? 0 : 1));
	connection.onClose(() => runtime.exit(state === 'shut-down' ? 0 : 1));
	connection.listen();
}

function conversationOn(
	connection: MessageConnection,
	runtime: Runtime,
	refusal: () => ResponseError<never> | undefined,
): Conversation {
	const tell: Conversation['tell'] = (method, params) => {
		// It fails only where nobody reads any more, and the transport sees that as well.
		connection.sendNotification(method, params).catch(() => {});
	};
	const log: Log = message => tell('window/logMessage', { type: MESSAGE_TYPE_ERROR, message });
	return {
		tell,
		log,
		ask: (method, params) =>
			params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params),
		hear: (method, work) => {
			connection.onNotification(method, params => {
				if (refusal() === undefined) attempt(method, log, () => work(params));
			});
		},
		answer<M extends keyof Requests>(method: M, fallback: Requests[M]['result'], work: Work<M>): void {
			type Answer = Requests[M]['result'] | ResponseError<never>;
			const handle = async (params: Requests[M]['params'], token?: CancellationToken): Promise<Answer> => {
				const refused = refusal();
				if (refused !== undefined) return refused;
				await runtime.yield();
				if (token?.isCancellationRequested) return CANCELLED;
				try {
					const result = await work(params);
					return token?.isCancellationRequested ? CANCELLED : result;
				} catch (error) {
					log(`${method} failed: ${describeError(error)}`);
					return fallback;
				}
			};
			connection.onRequest<unknown, never>(method, handle);
		},
	};
}

type Work<M extends keyof Requests> = (
	params: Requests[M]['params'],
) => Requests[M]['result'] | Promise<Requests[M]['result']>;

const CANCELLED = new ResponseError<never>(ERROR.cancelled, 'cancelled');

/** `MessageType.Error`. */
const MESSAGE_TYPE_ERROR = 1;

function attempt(method: string, log: Log, work: () => void): void {
	try {
		work();
	} catch (error) {
		log(`${method} failed: ${describeError(error)}`);
	}
}

/** Kind and place of an error. Its message is left out: it may quote the document. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return 'something that is no error was thrown';
	const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
	return [error.name, ...frames.slice(0, MAX_FRAMES).map(frame => frame.trim())].join(' ');
}

const MAX_FRAMES = 5;
