import { type ProxySetting, proxyOf } from './proxy.ts';

/** Why a request got no answer. */
export interface NetworkFailure {
	readonly doubt: 'unreachable' | 'timed-out';
	/** Completes `cannot tell: …`, and names the setting that may put it right. Holds no credentials, and nothing of the error but its code. */
	readonly why: string;
	/** False: the request cannot have reached the server, and another attempt would fare the same. */
	readonly mayHaveArrived: boolean;
}

/** How the request went on its way; see `transport.ts`. */
export interface Way {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly tls?: { readonly cert?: string };
}

/** What came of a request to `url` in place of an answer: something that undici has thrown. */
export function networkFailure(error: unknown, url: URL, settings: Way): NetworkFailure {
	const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
	const code = codeOf(error) ?? codeOf(first) ?? codeOf(first instanceof Error ? first.cause : undefined);
	const because = code === undefined ? '' : ` (${code})`;
	const proxy = proxyOf(settings.env, url.protocol);
	return (
		ofProxy(first, code, url, proxy) ??
		ofCertificates(code, url, settings) ?? {
			doubt: code === 'UND_ERR_CONNECT_TIMEOUT' ? 'timed-out' : 'unreachable',
			why:
				code === 'UND_ERR_CONNECT_TIMEOUT'
					? `${url.host} did not answer in time`
					: `${url.host} cannot be reached${because}`,
			mayHaveArrived: code === undefined || !NOTHING_SENT.has(code),
		}
	);
}

const NOTHING_SENT: ReadonlySet<string> = new Set([
	'ENOTFOUND',
	'EAI_AGAIN',
	'UND_ERR_INVALID_ARG',
	'ERR_INVALID_URL',
]);

function ofProxy(
	error: unknown,
	code: string | undefined,
	url: URL,
	proxy: ProxySetting,
): NetworkFailure | undefined {
	if (proxy.kind === 'none') return undefined;
	if (proxy.kind === 'wrong') {
		const why = `${proxy.variable} is no address of a proxy such as http://proxy.example.com:3128`;
		return { doubt: 'unreachable', why, mayHaveArrived: false };
	}
	const name = `the proxy ${proxy.url.host}, which ${proxy.variable} names,`;
	const status = code === 'UND_ERR_ABORTED' ? tunnelStatus(error) : undefined;
	if (status === '407') {
		const why = `${name} wants other credentials (407): they stand in its address, as in http://user:password@proxy.example.com:3128`;
		return { doubt: 'unreachable', why, mayHaveArrived: false };
	}
	if (status !== undefined) {
		const why = `${name} opens no way to ${url.host} (it answers ${status}); NO_PROXY names what needs none`;
		return { doubt: 'unreachable', why, mayHaveArrived: status.startsWith('5') };
	}
	if (!isAbout(error, proxy.url, url)) return undefined;
	const why = `${name} cannot be reached (${code}); NO_PROXY names what needs none`;
	return { doubt: 'unreachable', why, mayHaveArrived: code === undefined || !NOTHING_SENT.has(code) };
}

/** undici tells the status of a refused CONNECT only in the message of its error. */
function tunnelStatus(error: unknown): string | undefined {
	return error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
}

/** Whether node speaks of the proxy, not of the server itself, which NO_PROXY may name. */
function isAbout(error: unknown, proxy: URL, url: URL): boolean {
	if (!(error instanceof Error)) return false;
	if ('hostname' in error && error.hostname === proxy.hostname) return true;
	const port = portOf(proxy);
	return 'port' in error && error.port === port && port !== portOf(url);
}

function portOf({ port, protocol }: URL): number {
	return port !== '' ? Number(port) : protocol === 'https:' ? 443 : 80;
}

/** The codes of node for a certificate of the server that it does not take. */
const NOT_TRUSTED = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_)/;
/** An alert by which the server ends the handshake. */
const REFUSED = /^(?:ERR_SSL_.*(?:ALERT|HANDSHAKE_FAILURE)|EPROTO)/;
/** From TLS 1.3 on a server that misses a certificate of the client closes a connection that is open already. */
const CLOSED: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET']);

function ofCertificates(
	code: string | undefined,
	{ host, protocol }: URL,
	{ tls }: Way,
): NetworkFailure | undefined {
	if (code === undefined || protocol !== 'https:') return undefined;
	const failure = (why: string, mayHaveArrived = false): NetworkFailure => ({
		doubt: 'unreachable',
		why: `${why} (${code})`,
		mayHaveArrived,
	});
	const settings = "'tls.cert' and 'tls.key'";
	if (code === 'CERT_HAS_EXPIRED') return failure(`the certificate of ${host} has expired`);
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
		return failure(`the certificate of ${host} is one for another name`);
	if (NOT_TRUSTED.test(code))
		return failure(
			`the certificate of ${host} is not trusted: 'tls.ca' or NODE_EXTRA_CA_CERTS names its authority`,
		);
	if (REFUSED.test(code))
		return failure(
			tls?.cert === undefined
				? `${host} refuses the TLS connection: where it wants a client certificate, ${settings} name one`
				: `${host} refuses the TLS connection, or the client certificate of ${settings}`,
		);
	if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
		return failure(`there is no TLS connection to ${host}`);
	if (CLOSED.has(code) && tls?.cert === undefined)
		return failure(
			`${host} closed the connection: where it wants a client certificate, ${settings} name one`,
			true,
		);
	return undefined;
}

function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || !('code' in error)) return undefined;
	return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(error.code) ? error.code : undefined;
}
