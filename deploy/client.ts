import type { Dispatcher } from 'undici';
import { type Api, type ApiWrite, type Clock, isPassing, jobPath, REAL_CLOCK, type Reply } from './api.ts';

export interface ClientOptions {
	/** Of the Metronome itself, `/service/metronome` included where the cluster has it. */
	readonly address: string;
	/**
	 * The value of the header `Authorization`, undefined for none. `refused`: the one it replaces, which the server just
	 * answered 401; undefined the first time. A rejection is told as it is, so its message must hold no credentials.
	 */
	readonly authorization?: (refused: string | undefined) => Promise<string | undefined>;
	/** Makes the connections, where they need a proxy or certificates; called once, with the first request. */
	readonly dispatcher?: () => Promise<Dispatcher>;
	/**
	 * Why a request got no answer, where more can be told than the code of what was thrown. `why` is the middle of a
	 * sentence and holds no credentials.
	 */
	readonly explain?: (error: unknown) => { readonly why: string; readonly mayHaveArrived: boolean };
	/** ms for one attempt, answer included. The server itself gives up after 10 s, and its proxy to the leader after 30. */
	readonly timeoutMs?: number;
	/** How often a request that may be repeated is sent again. */
	readonly retries?: number;
	readonly clock?: Clock;
	/** From 0 up to, not including, 1. */
	readonly random?: () => number;
}

/** An {@link Api} with its connections. */
export interface Client extends Api {
	close(): Promise<void>;
}

const TIMEOUT_MS = 40_000;
const RETRIES = 4;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** A server that wants to be left alone for longer is told of instead. */
const LONGEST_RETRY_AFTER_MS = 30_000;

interface Attempt {
	readonly reply: Reply;
	readonly retryAfter: string | undefined;
}

interface HttpRequest {
	readonly method: 'GET' | ApiWrite['method'];
	readonly path: string;
	readonly body: string | undefined;
}

/**
 * Talks to one Metronome. A GET is sent again after a reset, a time-out or an answer that passes; what writes never is. A 401 asks for a new authorization once. No redirect is followed, so a token never reaches another host.
 */
export function createClient(options: ClientOptions): Client {
	const address = options.address.replace(/\/+$/, '');
	const { clock = REAL_CLOCK, random = Math.random, retries = RETRIES } = options;
	const connection = new Connection(address, options);

	const send = async (request: HttpRequest): Promise<Reply> => {
		for (let attempt = 0; ; attempt++) {
			const { reply: plain, retryAfter } = await connection.attempt(request);
			const wanted = retryAfterMs(retryAfter, clock.now());
			const reply = plain.kind === 'answer' ? { ...plain, retryAfterMs: wanted } : plain;
			if (request.method !== 'GET' || attempt >= retries || !isPassing(reply)) return reply;
			if (wanted !== undefined && wanted > LONGEST_RETRY_AFTER_MS) return reply;
			const backoff = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
			await clock.wait(Math.max(wanted ?? 0, Math.ceil(backoff * (0.5 + random() / 2))));
		}
	};

	const get = (path: string): Promise<Reply> => send({ method: 'GET', path, body: undefined });
	const embeds = '?embed=schedules&embed=activeRuns';
	return {
		address,
		info: () => get('/info'),
		listJobs: () => get(`/v1/jobs${embeds}`),
		getJob: id => get(`${jobPath(id)}${embeds}`),
		getSchedules: id => get(`${jobPath(id)}/schedules`),
		getHistory: id => get(`${jobPath(id)}?embed=activeRuns&embed=history`),
		getRun: (id, runId) => get(`${jobPath(id)}/runs/${encodeURIComponent(runId)}`),
		write: request => send(request),
		close: () => connection.close(),
	};
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
	const at = Date.parse(value);
	return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Sends single requests; undici is loaded with the first one. */
class Connection {
	private readonly address: string;
	private readonly options: ClientOptions;
	private dispatcher: Promise<Dispatcher> | undefined;
	private known: Promise<string | undefined> | undefined;

	constructor(address: string, options: ClientOptions) {
		this.address = address;
		this.options = options;
	}

	async close(): Promise<void> {
		// One that could not be made has told so to each request.
		const dispatcher = await this.dispatcher?.catch(() => undefined);
		await dispatcher?.destroy();
	}

	async attempt(request: HttpRequest): Promise<Attempt> {
		const first = await this.authorization(undefined);
		if ('failed' in first) return first.failed;
		const answer = await this.once(request, first.value);
		if (answer.reply.kind !== 'answer' || answer.reply.status !== 401 || first.value === undefined)
			return answer;
		const next = await this.authorization(first.value);
		if ('failed' in next) return next.failed;
		return next.value === undefined || next.value === first.value ? answer : this.once(request, next.value);
	}

	/** Requests that are refused at the same time share one new login. */
	private async authorization(
		refused: string | undefined,
	): Promise<{ readonly value: string | undefined } | { readonly failed: Attempt }> {
		const { authorization } = this.options;
		if (authorization === undefined) return { value: undefined };
		try {
			this.known ??= authorization(undefined);
			const asked = this.known;
			const value = await asked;
			if (refused === undefined || value !== refused) return { value };
			if (this.known === asked) this.known = authorization(refused);
			return { value: await this.known };
		} catch (error) {
			this.known = undefined;
			const message = `The login failed: ${error instanceof Error ? error.message : 'no reason is known'}`;
			return { failed: none(message, false) };
		}
	}

	private async once(
		{ method, path, body }: HttpRequest,
		authorization: string | undefined,
	): Promise<Attempt> {
		const headers: Record<string, string> = { accept: 'application/json' };
		if (body !== undefined) headers['content-type'] = 'application/json';
		if (authorization !== undefined) headers['authorization'] = authorization;
		const { timeoutMs = TIMEOUT_MS } = this.options;
		const signal = AbortSignal.timeout(timeoutMs);
		try {
			const dispatcher = await this.connected();
			const undici = await import('undici');
			const answer = await undici.request(`${this.address}${path}`, {
				method,
				headers,
				body: body ?? null,
				dispatcher,
				signal,
			});
			const text = await answer.body.text();
			const status = answer.statusCode;
			if (status >= 300 && status < 400)
				return none(
					`It answers ${status}, a redirect, which is not followed: the address is not the right one.`,
					false,
				);
			const type = single(answer.headers['content-type']) ?? '';
			const json = /^(?:application|text)\/json\b/i.test(type.trim());
			return {
				reply: { kind: 'answer', status, json, body: text },
				retryAfter: single(answer.headers['retry-after']),
			};
		} catch (error) {
			if (signal.aborted) return none(`No answer within ${timeoutMs} ms.`, true);
			return failure(error, this.options.explain);
		}
	}

	private connected(): Promise<Dispatcher> {
		this.dispatcher ??= (this.options.dispatcher ?? straight)();
		return this.dispatcher;
	}
}

async function straight(): Promise<Dispatcher> {
	const undici = await import('undici');
	return new undici.Agent({ headersTimeout: 0, bodyTimeout: 0 });
}

function none(message: string, mayHaveArrived: boolean): Attempt {
	return { reply: { kind: 'none', message, mayHaveArrived }, retryAfter: undefined };
}

function single(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header[0] : header;
}

/** Messages of node and undici may name anything, so only the code is told. */
function failure(error: unknown, explain: ClientOptions['explain']): Attempt {
	if (explain !== undefined) {
		const { why, mayHaveArrived } = explain(error);
		return none(`${why}.`, mayHaveArrived);
	}
	const code =
		error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';
	return none(`the connection failed (${code}).`, true);
}
