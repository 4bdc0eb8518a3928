/**
 * JSON-RPC 2.0 as the Language Server Protocol uses it: requests and notifications both ways, cancellation, no batches.
 * A library for it is a sixth of the whole server and an eighth of its start (measured); this is all that is needed.
 */

/** Carries whole messages. */
export interface Transport {
	send(message: Outgoing): void;
	/** Calls back with everything that arrives, sound or not, until the other side is gone. */
	listen(onMessage: (message: unknown) => void, onClose: () => void): void;
}

type Id = number | string;

export interface Outgoing {
	readonly jsonrpc: '2.0';
	readonly id?: Id;
	readonly method?: string;
	readonly params?: unknown;
	readonly result?: unknown;
	readonly error?: { readonly code: number; readonly message: string };
}

interface Incoming {
	readonly id?: unknown;
	readonly method?: unknown;
	/** Of the type that the protocol gives to the method; a handler must survive that it is not. */
	readonly params: never;
	readonly result?: unknown;
	readonly error?: unknown;
}

/** The answer to a request that is not fulfilled. */
export class Refusal {
	readonly code: number;
	readonly message: string;

	constructor(code: number, message: string) {
		this.code = code;
		this.message = message;
	}
}

/** Whether the other side still wants the answer. */
export interface Cancellation {
	readonly isCancelled: boolean;
}

/** Answers a request, with a {@link Refusal} or a result. Must not reject. */
export type RequestHandler<P> = (params: P, cancellation: Cancellation) => unknown;

interface Waiting {
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** Codes of JSON-RPC and of the protocol. */
export const ERROR = {
	notInitialized: -32002,
	invalidRequest: -32600,
	methodNotFound: -32601,
	cancelled: -32800,
	/** Sound, and still not to be done: the message says why, and is for people. */
	requestFailed: -32803,
} as const;

export class JsonRpc {
	private readonly transport: Transport;
	private readonly requestHandlers = new Map<string, RequestHandler<never>>();
	private readonly notificationHandlers = new Map<string, (params: never) => void>();
	/** What the other side is asking. */
	private readonly running = new Map<Id, { isCancelled: boolean }>();
	/** What it has been asked. */
	private readonly waiting = new Map<Id, Waiting>();
	private lastId = 0;
	private received = 0;
	private refusal: () => Refusal | undefined = () => undefined;
	/** What has arrived and must wait; undefined: nothing waits. */
	private held: Incoming[] | undefined;

	constructor(transport: Transport) {
		this.transport = transport;
	}

	onRequest<P>(method: string, handler: RequestHandler<P>): void {
		this.requestHandlers.set(method, handler);
	}

	/** The handler must not throw. */
	onNotification<P>(method: string, handler: (params: P) => void): void {
		this.notificationHandlers.set(method, handler);
	}

	/** Looks at every request but `initialize` first; undefined: it may be answered. */
	refuse(judge: () => Refusal | undefined): void {
		this.refusal = judge;
	}

	/** How many messages have arrived so far. */
	get arrivals(): number {
		return this.received;
	}

	/** Asks the other side; rejects where it answers with an error. */
	request(method: string, params: unknown): Promise<unknown> {
		const id = ++this.lastId;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.transport.send({ jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) });
		});
	}

	notify(method: string, params: unknown): void {
		this.transport.send({ jsonrpc: '2.0', method, params });
	}

	listen(onClose: () => void): void {
		this.transport.listen(message => {
			if (!isIncoming(message)) return;
			this.received++;
			if (this.held === undefined) this.receive(message);
			else this.held.push(message);
		}, onClose);
	}

	/** Lets whatever arrives wait until then; it is seen in its order. Must not reject. */
	hold(until: Promise<void>): void {
		this.held = [];
		until.then(() => {
			const { held } = this;
			this.held = undefined;
			for (const message of held ?? []) this.receive(message);
		});
	}

	private receive(message: Incoming): void {
		const { id, method } = message;
		if (typeof method !== 'string') {
			if (isId(id)) this.settle(id, message);
		} else if (isId(id)) {
			this.answer(id, method, message);
		} else if (method === '$/cancelRequest') {
			const running = this.running.get(cancelledId(message.params));
			if (running !== undefined) running.isCancelled = true;
		} else if (!('id' in message)) {
			this.notificationHandlers.get(method)?.(message.params);
		}
	}

	private async answer(id: Id, method: string, { params }: Incoming): Promise<void> {
		const cancellation = { isCancelled: false };
		this.running.set(id, cancellation);
		const refused = method === 'initialize' ? undefined : this.refusal();
		const handler = this.requestHandlers.get(method) ?? (() => unheardOf(method));
		const result = refused ?? (await handler(params, cancellation));
		this.running.delete(id);
		if (result instanceof Refusal) {
			this.transport.send({ jsonrpc: '2.0', id, error: { code: result.code, message: result.message } });
		} else this.transport.send({ jsonrpc: '2.0', id, result: result ?? null });
	}

	private settle(id: Id, { result, error }: Incoming): void {
		const waiting = this.waiting.get(id);
		this.waiting.delete(id);
		if (error === undefined || error === null) waiting?.resolve(result);
		else waiting?.reject(new Error('the client answered with an error'));
	}
}

function unheardOf(method: string): Refusal {
	return new Refusal(ERROR.methodNotFound, `${method} is not understood here`);
}

function isIncoming(message: unknown): message is Incoming {
	return typeof message === 'object' && message !== null;
}

function cancelledId(params: unknown): Id {
	const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
	return isId(id) ? id : '';
}

function isId(id: unknown): id is Id {
	return typeof id === 'number' || typeof id === 'string';
}
