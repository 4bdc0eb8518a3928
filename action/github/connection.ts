import type { Dispatcher } from 'undici';
import { mayFollow } from '../../stores/transport.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface RawRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
	/** ms for one attempt, answer included. */
	readonly timeoutMs: number;
}

export type RawAnswer =
	| {
			readonly kind: 'answer';
			readonly status: number;
			readonly header: (name: string) => string | undefined;
			readonly body: string;
	  }
	| {
			readonly kind: 'none';
			/** What Node or undici calls it (`ECONNREFUSED`), or words of our own. Their own messages may name anything. */
			readonly why: string;
			readonly mayHaveArrived: boolean;
	  };

export type Answer = Extract<RawAnswer, { kind: 'answer' }>;

const MAX_REDIRECTS = 3;

/**
 * Sends single requests, through the proxy of the environment where it names one. Authorities are those of Node, which
 * reads `NODE_EXTRA_CA_CERTS` by itself. A redirect is followed to the same origin only, so no token gets elsewhere.
 */
export class Connection {
	private readonly env: Environment;
	private dispatcher: Dispatcher | undefined;

	constructor(env: Environment) {
		this.env = env;
	}

	async close(): Promise<void> {
		await this.dispatcher?.destroy();
		this.dispatcher = undefined;
	}

	async send({ method, url: first, headers, body, timeoutMs }: RawRequest): Promise<RawAnswer> {
		const signal = AbortSignal.timeout(timeoutMs);
		let url = first;
		try {
			const undici = await import('undici');
			this.dispatcher ??= new undici.EnvHttpProxyAgent({ ...proxies(this.env, url), ...NO_LIMITS });
			for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
				const { dispatcher } = this;
				const answer = await undici.request(url, { method, headers, body: body ?? null, dispatcher, signal });
				const header = (name: string) => single(answer.headers[name]);
				const { statusCode: status } = answer;
				const text = await answer.body.text();
				const location = REDIRECTS.has(status) ? header('location') : undefined;
				if (location === undefined) return { kind: 'answer', status, header, body: text };
				if (!URL.canParse(location, url.href)) break;
				const next = new URL(location, url);
				if (!mayFollow(method, status, url, next)) break;
				url = next;
			}
			return { kind: 'none', why: 'it redirects to where no token is sent', mayHaveArrived: false };
		} catch (error) {
			if (signal.aborted) return { kind: 'none', why: `no answer in ${timeoutMs} ms`, mayHaveArrived: true };
			const why = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? 'no code';
			return { kind: 'none', why, mayHaveArrived: !NOTHING_SENT.test(why) };
		}
	}
}

/** The time-out of the request bounds them. */
const NO_LIMITS = { headersTimeout: 0, bodyTimeout: 0 };
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** One proxy for both: undici would fall back to the proxy of http: for https:, which curl and others do not. */
function proxies(env: Environment, { protocol }: URL) {
	const proxy =
		protocol === 'https:'
			? (env['https_proxy'] ?? env['HTTPS_PROXY'])
			: (env['http_proxy'] ?? env['HTTP_PROXY']);
	return {
		httpProxy: proxy ?? '',
		httpsProxy: proxy ?? '',
		noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
	};
}

/** Names that are not found, connections that are refused, and certificates nobody trusts. */
const NOTHING_SENT =
	/^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;

function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error)) return undefined;
	return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(error.code) ? error.code : undefined;
}

function single(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header[0] : header;
}
