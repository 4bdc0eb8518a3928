import { describe, expect, it } from 'vitest';
import { networkFailure } from './network-failure.ts';
import { proxyOf } from './proxy.ts';

const HTTPS = new URL('https://dcos.example.com/service/metronome');
const SECRET = 'canary-proxy-3';
const PROXY = { https_proxy: `http://me:${SECRET}@proxy.example.com:3128` };

const thrown = (code: string, more: object = {}) =>
	Object.assign(new Error(`canary ${SECRET}`), { code, ...more });
const why = (error: unknown, env: Record<string, string> = {}, tls?: { cert: string }) =>
	networkFailure(error, HTTPS, { env, ...(tls !== undefined && { tls }) }).why;

describe('a request without an answer', () => {
	it.each([
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', "'tls.ca' or NODE_EXTRA_CA_CERTS"],
		['SELF_SIGNED_CERT_IN_CHAIN', "'tls.ca' or NODE_EXTRA_CA_CERTS"],
		['CERT_HAS_EXPIRED', 'has expired'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
		['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', "'tls.cert' and 'tls.key'"],
		['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', "'tls.cert' and 'tls.key'"],
		['UND_ERR_SOCKET', "'tls.cert' and 'tls.key'"],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS connection'],
		['ECONNREFUSED', 'dcos.example.com cannot be reached (ECONNREFUSED)'],
	])('for %s tells what to look at', (code, hint) => {
		expect(why(thrown(code))).toContain(hint);
		expect(why(thrown(code))).toContain(code);
		expect(why(thrown(code))).not.toContain('canary');
	});

	it('asks for no client certificate where one was shown', () => {
		expect(why(thrown('UND_ERR_SOCKET'), {}, { cert: 'pem' })).not.toContain('tls.cert');
		expect(why(thrown('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), {}, { cert: 'pem' })).toContain(
			"the client certificate of 'tls.cert'",
		);
	});

	it.each([
		[thrown('ECONNREFUSED', { address: '10.0.0.1', port: 3128 }), 'cannot be reached (ECONNREFUSED)'],
		[thrown('ENOTFOUND', { hostname: 'proxy.example.com' }), 'cannot be reached (ENOTFOUND)'],
		[
			Object.assign(new AggregateError([thrown('ECONNREFUSED', { port: 3128 })]), { code: 'ECONNREFUSED' }),
			'cannot be reached (ECONNREFUSED)',
		],
		[
			Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
				code: 'UND_ERR_ABORTED',
			}),
			'wants other credentials (407)',
		],
		[
			Object.assign(new Error('Proxy response (403) !== 200 when HTTP Tunneling'), {
				code: 'UND_ERR_ABORTED',
			}),
			'opens no way to dcos.example.com (it answers 403)',
		],
	])('for which a proxy is to blame names it and its variable, not its password', (error, what) => {
		const told = why(error, PROXY);
		expect(told).toContain(`the proxy proxy.example.com:3128, which https_proxy names, ${what}`);
		expect(told).not.toContain('canary');
	});

	it('blames no proxy for what went past it', () => {
		const straight = thrown('ECONNREFUSED', { address: '10.0.0.2', port: 443 });
		expect(why(straight, { ...PROXY, NO_PROXY: 'example.com' })).toBe(
			'dcos.example.com cannot be reached (ECONNREFUSED)',
		);
	});

	it('names a variable that holds no address', () => {
		expect(why(thrown('UND_ERR_INVALID_ARG'), { HTTPS_PROXY: `socks5://me:${SECRET}@proxy` })).toContain(
			'HTTPS_PROXY is no address of a proxy',
		);
	});

	it('was not sent where its certificate or its proxy was refused, so that nothing is tried again', () => {
		const arrived = (error: unknown) => networkFailure(error, HTTPS, { env: PROXY }).mayHaveArrived;
		expect(arrived(thrown('CERT_HAS_EXPIRED'))).toBe(false);
		expect(arrived(thrown('UND_ERR_SOCKET'))).toBe(true);
		const refused = (status: number) =>
			Object.assign(new Error(`Proxy response (${status}) !== 200`), { code: 'UND_ERR_ABORTED' });
		expect(arrived(refused(407))).toBe(false);
		expect(arrived(refused(503))).toBe(true);
	});
});

describe('the proxy of the environment', () => {
	it('is that of the protocol, in lower case first, and empty for none', () => {
		const href = (env: Record<string, string>, protocol = 'https:') => {
			const found = proxyOf(env, protocol);
			return found.kind === 'proxy' ? `${found.variable} ${found.url.href}` : found.kind;
		};
		expect(href({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' })).toBe('https_proxy http://b:2/');
		expect(href({ HTTPS_PROXY: 'http://a:1', https_proxy: '' })).toBe('none');
		expect(href({ HTTP_PROXY: 'http://a:1' })).toBe('none');
		expect(href({ HTTP_PROXY: 'http://a:1' }, 'http:')).toBe('HTTP_PROXY http://a:1/');
		expect(href({ HTTPS_PROXY: 'proxy.example.com:3128' })).toBe(
			'HTTPS_PROXY http://proxy.example.com:3128/',
		);
		expect(href({ HTTPS_PROXY: 'socks5://a:1' })).toBe('wrong');
	});
});
