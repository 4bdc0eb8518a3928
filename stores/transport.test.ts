import { createServer, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { makeCertificates } from './fakes/certificates.ts';
import { type Loopback, reply, serve } from './fakes/loopback.ts';
import { httpTransport, mayFollow, type TransportSettings } from './transport.ts';

const TOKEN = 'canary-token-551';
const open: Loopback[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(one => one.close()));
});

async function start(...args: Parameters<typeof serve>): Promise<Loopback> {
	const started = await serve(...args);
	open.push(started);
	return started;
}

function ask(url: string, settings: Partial<TransportSettings> = {}, timeoutMs = 5_000) {
	return httpTransport({ env: {}, ...settings })({
		method: 'GET',
		url: new URL(url),
		headers: { authorization: TOKEN },
		signal: AbortSignal.timeout(timeoutMs),
	});
}

describe('redirects', () => {
	it('to another host get neither the token nor a hearing', async () => {
		const heard: IncomingHttpHeaders[] = [];
		const other = await start((request, response) => {
			heard.push(request.headers);
			reply(response, 200, { array: [] });
		});
		const { url } = await start((_, response) => {
			response.writeHead(302, { location: `${other.url}/?leak=${TOKEN}` }).end();
		});
		const answer = await ask(url);
		expect(answer).toMatchObject({ state: 'cannot-tell', doubt: 'odd-answer' });
		expect(JSON.stringify(answer)).toContain(new URL(other.url).host);
		expect(JSON.stringify(answer)).not.toContain(TOKEN);
		expect(heard).toEqual([]);
	});

	it('on the same host are followed with the token', async () => {
		const { url } = await start((request, response) => {
			if (request.url === '/') return void response.writeHead(307, { location: '/there' }).end();
			reply(response, 200, request.headers.authorization === TOKEN ? 'with' : 'without');
		});
		const answer = await ask(`${url}/`);
		expect('body' in answer && answer.body.toString()).toBe('with');
	});

	it('in a circle come to an end', async () => {
		const { url } = await start((_, response) => void response.writeHead(302, { location: '/' }).end());
		expect(await ask(url)).toMatchObject({ doubt: 'odd-answer' });
	});

	it.each([
		['GET', 301, 'http://a/x', 'https://a/x', true],
		['GET', 301, 'https://a/x', 'http://a/x', false],
		['GET', 301, 'https://a/x', 'https://a:8443/x', false],
		['GET', 301, 'https://a/x', 'https://a.b/x', false],
		['GET', 301, 'http://a/x', 'https://b/x', false],
		['POST', 302, 'https://a/x', 'https://a/y', false],
		['POST', 307, 'https://a/x', 'https://a/y', true],
		['POST', 307, 'http://a/x', 'https://a/x', false],
	])('%s %i from %s to %s: %s', (method, status, from, to, expected) => {
		expect(mayFollow(method, status, new URL(from), new URL(to))).toBe(expected);
	});
});

describe('time and size', () => {
	it('a body that never ends is a time-out', async () => {
		const { url } = await start((_, response) => void response.writeHead(200).write('x'));
		expect(await ask(url, {}, 80)).toMatchObject({ doubt: 'timed-out' });
	});

	it('an endless body is too large', async () => {
		const { url } = await start((_, response) => {
			const chunk = Buffer.alloc(1024 * 1024, 'x');
			const more = (): void => {
				while (!response.destroyed && response.write(chunk));
			};
			response.on('drain', more);
			more();
		});
		expect(await ask(url)).toMatchObject({ doubt: 'odd-answer' });
	});

	it('a connection that is refused or cut is unreachable', async () => {
		const gone = await serve(() => {});
		await gone.close();
		expect(await ask(`${gone.url}/?q=${TOKEN}`)).toMatchObject({ doubt: 'unreachable' });
		const { url } = await start(request => void request.socket.destroy());
		const cut = await ask(`${url}/?q=${TOKEN}`);
		expect(cut).toMatchObject({ doubt: 'unreachable' });
		expect(JSON.stringify(cut)).not.toContain(TOKEN);
	});

	it('a header that cannot be sent is not shown', async () => {
		const transport = httpTransport({ env: {} });
		const { url } = await start((_, response) => reply(response, 200));
		const signal = AbortSignal.timeout(5_000);
		const headers = { authorization: `${TOKEN}\n` };
		const answer = await transport({ method: 'GET', url: new URL(url), headers, signal });
		expect(answer).toMatchObject({ state: 'cannot-tell' });
		expect(JSON.stringify(answer)).not.toContain(TOKEN);
	});
});

describe('a proxy of the environment', () => {
	async function proxy(): Promise<Loopback & { readonly asked: string[] }> {
		const asked: string[] = [];
		const server = createServer();
		server.on('connect', (request, socket) => {
			asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
			const [host, port] = (request.url ?? '').split(':');
			const upstream = connect(Number(port), host, () => {
				socket.write('HTTP/1.1 200 OK\r\n\r\n');
				upstream.pipe(socket).pipe(upstream);
			});
			upstream.on('error', () => socket.destroy());
			socket.on('error', () => upstream.destroy());
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		const close = async (): Promise<void> => {
			server.closeAllConnections();
			server.close();
		};
		const started = { url: `http://user:pa55@127.0.0.1:${port}`, asked, close };
		open.push(started);
		return started;
	}

	it('is used, with its credentials, and not for what NO_PROXY names', async () => {
		const through = await proxy();
		const { url } = await start((_, response) => reply(response, 200, 'hello', 'text/plain'));
		const { host } = new URL(url);
		expect(await ask(url, { env: { HTTP_PROXY: through.url } })).toMatchObject({ status: 200 });
		expect(through.asked).toEqual([`${host} Basic ${Buffer.from('user:pa55').toString('base64')}`]);
		expect(await ask(url, { env: { HTTP_PROXY: through.url, NO_PROXY: '127.0.0.1' } })).toMatchObject({
			status: 200,
		});
		expect(await ask(url, { env: { https_proxy: through.url } })).toMatchObject({ status: 200 });
		expect(through.asked).toHaveLength(1);
	});

	it('that does not answer is told without its credentials', async () => {
		const gone = await proxy();
		await gone.close();
		const answer = await ask('http://store.example/', { env: { http_proxy: gone.url } });
		expect(answer).toMatchObject({ state: 'cannot-tell' });
		expect(JSON.stringify(answer)).not.toMatch(/pa55|user/);
	});
});

const certificates = makeCertificates();
afterAll(() => certificates?.remove());

describe.skipIf(certificates === undefined)('TLS (needs openssl)', () => {
	const { ca, server, client } = certificates ?? { ca: '', server: {}, client: {} };
	const hello = (_: unknown, response: Parameters<typeof reply>[0]): void => reply(response, 200, 'hello');

	it('trusts the CA that is configured', async () => {
		const { url } = await start(hello, server);
		expect(await ask(url, { tls: { ca } })).toMatchObject({ status: 200 });
	});

	it('does not trust another, even where the environment says so', async () => {
		const { url } = await start(hello, server);
		const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
		process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
		try {
			const answer = await ask(url);
			expect(answer).toMatchObject({ doubt: 'unreachable' });
			expect(JSON.stringify(answer)).toContain('not trusted');
		} finally {
			if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
			else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
		}
	});

	it('shows a client certificate', async () => {
		const { url } = await start(
			(request, response) => {
				const { socket } = request;
				reply(
					response,
					200,
					socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : '',
				);
			},
			{ ...server, ca, requestCert: true, rejectUnauthorized: true },
		);
		const answer = await ask(url, { tls: { ca, ...client } });
		expect('body' in answer && answer.body.toString()).toBe('client');
		expect(await ask(url, { tls: { ca } })).toMatchObject({ doubt: 'unreachable' });
	});
});
