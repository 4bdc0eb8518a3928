import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { abortDoubt } from './deadline.ts';
import { networkFailure } from './network-failure.ts';
import { proxyOf, withoutProxy } from './proxy.ts';
import { cannotTell } from './state.ts';
import type { CannotTell } from './store.ts';

/** PEM texts. Verification of the server is always on, whatever the environment says. */
export interface TlsSettings {
	/** Trusted instead of the public authorities. */
	readonly ca?: string;
	/** A client certificate with its key. */
	readonly cert?: string;
	readonly key?: string;
	readonly passphrase?: string;
}

export interface TransportSettings {
	readonly tls?: TlsSettings;
	/** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (either case) are looked up. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Question {
	readonly method: 'GET' | 'POST';
	readonly url: URL;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Bounds everything: connecting, redirects, reading the body. */
	readonly signal: AbortSignal;
}

export interface Answer {
	readonly state: 'answered';
	readonly status: number;
	/** Media type in lower case, without parameters; '' where there is none. */
	readonly contentType: string;
	readonly body: Buffer;
}

/** Asks over HTTP. Nothing is thrown; no doubt holds a header, a body, or more of the address than its host. */
export type Transport = (question: Question) => Promise<Answer | CannotTell>;

/** Largest body that is read, in bytes: a DC/OS secret has about 1 MB (facts: metronome-and-dcos §1), a list may be longer. */
const MAX_BODY = 16 * 1024 * 1024;
const MAX_REDIRECTS = 3;

/** HTTP through undici, which is loaded when the first question is asked. */
export function httpTransport(settings: TransportSettings): Transport {
	const dispatchers = new Map<string, Promise<Dispatcher>>();
	const dispatcherFor = ({ protocol }: URL): Promise<Dispatcher> => {
		const made = dispatchers.get(protocol) ?? httpDispatcher(settings, protocol);
		dispatchers.set(protocol, made);
		return made;
	};
	return async question => {
		let { url } = question;
		const { signal } = question;
		try {
			const undici = await import('undici');
			for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
				if (signal.aborted) return abortDoubt(signal);
				const { method, headers, body } = question;
				const response = await undici.request(url.href, {
					dispatcher: await dispatcherFor(url),
					method,
					signal,
					headers: { accept: '*/*', ...headers },
					body: body ?? null,
				});
				const location = locationOf(response);
				if (location === undefined) return await answerOf(response, url);
				response.body.on('error', () => {}).destroy();
				const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
				if (next === undefined || !mayFollow(question.method, response.statusCode, url, next)) {
					return redirectDoubt(url, next);
				}
				url = next;
			}
			return cannotTell('odd-answer', `${url.host} redirects again and again`);
		} catch (error) {
			if (signal.aborted) return abortDoubt(signal);
			const { doubt, why } = networkFailure(error, url, settings);
			return cannotTell(doubt, why);
		}
	};
}

/**
 * Connections for addresses with a protocol (`https:`): through the proxy that the environment names, with these
 * certificates. undici is loaded with the first call.
 */
export async function httpDispatcher(settings: TransportSettings, protocol: string): Promise<Dispatcher> {
	const undici = await import('undici');
	return new undici.EnvHttpProxyAgent(agentOptions(settings, protocol));
}

function agentOptions({ tls, env }: TransportSettings, protocol: string) {
	const verify = { rejectUnauthorized: true, ...(tls?.ca === undefined ? {} : { ca: tls.ca }) };
	// Made once: a list of authorities takes tens of ms to read, and would be read for every connection.
	const own = tls === undefined ? {} : { secureContext: createSecureContext(tls) };
	const endpoint = { ...verify, ...own };
	// One proxy for both: undici would fall back to the proxy of http: for https:, which curl and others do not.
	const found = proxyOf(env, protocol);
	// Of what is no address nobody may be asked straight instead: undici refuses it.
	const proxy = found.kind === 'none' ? '' : found.kind === 'proxy' ? found.url.href : 'wrong';
	return {
		connect: endpoint,
		requestTls: endpoint,
		proxyTls: verify,
		httpProxy: proxy,
		httpsProxy: proxy,
		noProxy: withoutProxy(env),
	};
}

/**
 * Whether a redirect is followed: on the same origin (a POST only where its
 * method is kept), or for a GET from http to https of the same host on the standard
 * ports (DC/OS in strict mode does so: facts metronome-and-dcos §2). Everything else would hand the credentials to, or
 * take the answer of, somebody whom the configuration does not name.
 */
export function mayFollow(method: string, status: number, from: URL, to: URL): boolean {
	if (method !== 'GET' && status !== 307 && status !== 308) return false;
	if (from.origin === to.origin) return true;
	const upgrade = from.protocol === 'http:' && to.protocol === 'https:';
	return method === 'GET' && upgrade && from.hostname === to.hostname && from.port === '' && to.port === '';
}

function redirectDoubt(from: URL, to: URL | undefined): CannotTell {
	if (to === undefined) return cannotTell('odd-answer', `${from.host} redirects to no address`);
	const where = to.host === from.host ? `${to.protocol}//${to.host}` : to.host;
	return cannotTell(
		'odd-answer',
		`${from.host} redirects to ${where}, where credentials are not sent; name that address instead`,
	);
}

function locationOf({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
	const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
	return isRedirect && typeof headers['location'] === 'string' ? headers['location'] : undefined;
}

async function answerOf(response: Dispatcher.ResponseData, url: URL): Promise<Answer | CannotTell> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response.body) {
		if (!Buffer.isBuffer(chunk)) continue;
		size += chunk.length;
		if (size > MAX_BODY) return cannotTell('odd-answer', `the answer of ${url.host} is larger than 16 MiB`);
		chunks.push(chunk);
	}
	const type = response.headers['content-type'];
	const contentType = (typeof type === 'string' ? type : '').split(';')[0]?.trim().toLowerCase() ?? '';
	return { state: 'answered', status: response.statusCode, contentType, body: Buffer.concat(chunks) };
}
