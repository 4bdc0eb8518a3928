import { type Cancellation, ERROR, type JsonRpc, Refusal, type RequestHandler } from './json-rpc.ts';
import type { ClientNotifications, ClientRequests, Initialize, Notifications, Requests } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** Where the server says what went wrong inside it. */
export type Log = (message: string) => void;

type Params<M extends keyof Requests> = Requests[M]['params'];
type Result<M extends keyof Requests> = Requests[M]['result'];
type Answer<M extends keyof Requests> = Result<M> | Refusal;

/** The exchange with one client: every message in and out passes here, typed, and none can end the server. */
export interface Conversation {
	/**
	 * Answers a request. What has already arrived is let in first, so that a cancellation sent right behind the request
	 * counts. Where the work fails, the failure is logged and `fallback` is the answer.
	 */
	answer<M extends keyof Requests>(
		method: M,
		fallback: Result<M>,
		work: (params: Params<M>, cancellation: Cancellation) => Answer<M> | Promise<Answer<M>>,
	): void;
	/** Acts on a notification. */
	hear<M extends keyof Notifications>(method: M, work: (params: Notifications[M]) => void): void;
	/** Asks the client; rejects where it answers with an error. */
	ask<M extends keyof ClientRequests>(method: M, params: ClientRequests[M]): Promise<unknown>;
	tell<M extends keyof ClientNotifications>(method: M, params: ClientNotifications[M]): void;
	readonly log: Log;
	/** How many messages have come from the client so far. */
	readonly arrivals: () => number;
}

/** What comes of the client's introduction. */
export interface Introduced {
	readonly answer: Initialize['result'];
	/** Begins once the answer is out; what the client sends waits for it. */
	readonly prepare: () => Promise<void>;
}

/**
 * Begins: `initialize` gives the answer to the client's introduction and makes the session. Before it every request
 * is refused, and so it is after `shutdown`; `exit` ends the process at once.
 */
export function converse(
	rpc: JsonRpc,
	runtime: Runtime,
	initialize: (params: Initialize['params'], conversation: Conversation) => Introduced,
): void {
	let state: 'new' | 'running' | 'shut-down' = 'new';
	const conversation = conversationOn(rpc, runtime, () => state === 'running');
	const end = (): void => runtime.exit(state === 'shut-down' ? 0 : 1);
	rpc.onRequest('initialize', (params: Initialize['params']) => {
		if (state !== 'new') return new Refusal(ERROR.invalidRequest, 'initialize comes once');
		try {
			const { answer, prepare } = initialize(params, conversation);
			state = 'running';
			rpc.hold(
				runtime
					.yield()
					.then(prepare)
					.catch(error => conversation.log(`starting failed: ${describeError(error)}`)),
			);
			return answer;
		} catch (error) {
			conversation.log(`initialize failed: ${describeError(error)}`);
			return new Refusal(ERROR.invalidRequest, 'these parameters cannot be read');
		}
	});
	rpc.onRequest('shutdown', () => {
		state = 'shut-down';
		return null;
	});
	rpc.refuse(() => {
		if (state === 'new') return new Refusal(ERROR.notInitialized, 'initialize comes first');
		return state === 'shut-down' ? new Refusal(ERROR.invalidRequest, 'the server is shut down') : undefined;
	});
	rpc.onNotification('exit', end);
	rpc.listen(end);
}

function conversationOn(rpc: JsonRpc, runtime: Runtime, isRunning: () => boolean): Conversation {
	const tell: Conversation['tell'] = (method, params) => rpc.notify(method, params);
	const log: Log = message => tell('window/logMessage', { type: MESSAGE_TYPE_ERROR, message });
	return {
		tell,
		log,
		arrivals: () => rpc.arrivals,
		ask: (method, params) => rpc.request(method, params),
		hear: (method, work) => {
			rpc.onNotification(method, (params: Notifications[typeof method]) => {
				if (!isRunning()) return;
				try {
					work(params);
				} catch (error) {
					log(`${method} failed: ${describeError(error)}`);
				}
			});
		},
		answer: (method, fallback, work) => {
			const handler: RequestHandler<Params<typeof method>> = async (params, cancellation) => {
				await runtime.yield();
				if (cancellation.isCancelled) return CANCELLED;
				try {
					const result = await work(params, cancellation);
					return cancellation.isCancelled ? CANCELLED : result;
				} catch (error) {
					log(`${method} failed: ${describeError(error)}`);
					return fallback;
				}
			};
			rpc.onRequest(method, handler);
		},
	};
}

const CANCELLED = new Refusal(ERROR.cancelled, 'cancelled');

/** `MessageType.Error`. */
const MESSAGE_TYPE_ERROR = 1;

/** Kind and place of an error. Its message is left out: it may quote the document. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return 'something that is no error was thrown';
	const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
	return [error.name, ...frames.slice(0, MAX_FRAMES).map(frame => frame.trim())].join(' ');
}

const MAX_FRAMES = 5;
