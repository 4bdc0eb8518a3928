import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createGithub, type Github, type GithubSettings } from './client.ts';

const TOKEN = ['canary', 'token', 'Lm5'].join('-');
const servers: Server[] = [];
const clients: Github[] = [];

afterEach(async () => {
	for (const client of clients.splice(0)) await client.close();
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function serve(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Time that passes only by waiting. */
function clock() {
	const waits: number[] = [];
	let now = 1_000_000_000_000;
	const wait = async (ms: number) => {
		waits.push(ms);
		now += ms;
	};
	return { waits, now: () => now, wait };
}

function clientOf(apiUrl: string, more: Partial<GithubSettings> = {}): Github {
	const client = createGithub({
		apiUrl,
		graphqlUrl: `${apiUrl}/graphql`,
		token: TOKEN,
		repository: 'acme/jobs',
		env: {},
		toolVersion: '0',
		clock: clock(),
		...more,
	});
	clients.push(client);
	return client;
}

interface Scripted {
	readonly status: number;
	readonly headers?: Record<string, string>;
	readonly body?: string;
}

/** Answers one after the other, the last one for ever. */
async function scripted(...answers: readonly Scripted[]) {
	const heard: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
	const url = await serve((request, response) => {
		const answer = answers[Math.min(heard.length, answers.length - 1)] ?? { status: 200 };
		heard.push({ method: request.method, url: request.url, headers: request.headers });
		response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
	});
	return { url, heard };
}

const ask = (client: Github, method: string) =>
	method === 'GET'
		? client.get('/x')
		: method === 'POST'
			? client.post('/x', {})
			: client.patch('/x', {}, method === 'PATCH that may be repeated');

describe('a request that fails', () => {
	it.each([
		['GET', 500, 4],
		['GET', 503, 4],
		['PATCH that may be repeated', 502, 4],
		['PATCH', 502, 1],
		['POST', 502, 1],
		['GET', 404, 1],
		['GET', 401, 1],
		['POST', 422, 1],
	])('%s with %i is sent %i times', async (method, status, times) => {
		const { url, heard } = await scripted({ status });
		const reply = await ask(clientOf(url), method);
		expect(reply.ok).toBe(false);
		expect(heard).toHaveLength(times);
	});

	it('is sent again after longer and longer waits, until it goes well', async () => {
		const { url } = await scripted({ status: 502 }, { status: 503 }, { status: 200, body: '{"a":1}' });
		const time = clock();
		expect(await clientOf(url, { clock: time }).get('/x')).toEqual({ ok: true, value: { a: 1 } });
		expect(time.waits).toEqual([500, 1000]);
	});

	it.each([
		[403, { 'retry-after': '7' }, 7000],
		[429, { 'retry-after': '7' }, 7000],
		[429, {}, 60_000],
		[403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000000020' }, 21_000],
	])('with %i and %o waits %i ms, a POST too: nothing was done', async (status, headers, wait) => {
		const { url, heard } = await scripted({ status, headers }, { status: 201 });
		const time = clock();
		expect((await clientOf(url, { clock: time }).post('/x', {})).ok).toBe(true);
		expect(time.waits).toEqual([wait]);
		expect(heard).toHaveLength(2);
	});

	it('for want of rights is not waited for', async () => {
		const body = '{"message":"Resource not accessible by integration"}';
		const { url, heard } = await scripted({ status: 403, headers: { 'x-ratelimit-remaining': '900' }, body });
		expect(await clientOf(url).get('/x')).toMatchObject({
			failure: { reason: 'denied', message: 'GitHub answers 403: Resource not accessible by integration.' },
		});
		expect(heard).toHaveLength(1);
	});

	it('of all that wait together end before the runner loses patience', async () => {
		const { url } = await scripted({ status: 429, headers: { 'retry-after': '60' } });
		const time = clock();
		const client = clientOf(url, { clock: time });
		for (let n = 0; n < 5; n++) await client.get('/x');
		expect(time.waits.reduce((sum, ms) => sum + ms)).toBe(180_000);
	});

	it('because nobody answers in time may have arrived; one that nobody took has not', async () => {
		const silent = await serve(() => {});
		expect(await clientOf(silent, { timeoutMs: 50 }).post('/x', {})).toMatchObject({
			failure: { reason: 'unreachable', mayHaveArrived: true },
		});
		expect(await clientOf('http://127.0.0.1:9').post('/x', {})).toMatchObject({
			failure: { reason: 'unreachable', mayHaveArrived: false },
		});
	});

	it('for want of a GitHub is not made again at once, but later', async () => {
		let connections = 0;
		const url = await serve((request, response) => {
			connections++;
			if (connections <= 4) request.socket.destroy();
			else response.end('{}');
		});
		const time = clock();
		const client = clientOf(url, { clock: time });
		expect((await client.get('/x')).ok).toBe(false);
		expect(await client.post('/x', {})).toMatchObject({
			failure: { reason: 'unreachable', mayHaveArrived: false },
		});
		expect(connections).toBe(4);
		await time.wait(30_000);
		expect((await client.get('/x')).ok).toBe(true);
	});

	it.each(['not json', '', '[1'])('with the body %j is no exception', async body => {
		const { url } = await scripted({ status: 200, body });
		expect((await clientOf(url).get('/x')).ok).toBe(body === '');
	});
});

describe('pages', () => {
	it('are read to the end, and only where the token may go', async () => {
		const other = await scripted({ status: 200, body: '["stolen"]' });
		const origin = await serve((request, response) => {
			const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1);
			const next = page < 3 ? `${origin}/repos/acme/jobs/x?page=${page + 1}` : `${other.url}/x?page=9`;
			const link = `<${origin}/x?page=1>; rel="prev", <${next}>; rel="next"`;
			response.writeHead(200, { link }).end(JSON.stringify([page]));
		});
		expect(await clientOf(origin).list('/x')).toEqual({ ok: true, value: [1, 2, 3] });
		expect(other.heard).toEqual([]);
	});

	it('that never end come to one', async () => {
		let pages = 0;
		const origin = await serve((_, response) => {
			pages++;
			response.writeHead(200, { link: `<${origin}/again>; rel="next"` }).end('[1]');
		});
		expect((await clientOf(origin).list('/x')).ok).toBe(true);
		expect(pages).toBe(200);
	});
});

describe('the token', () => {
	it('goes to GitHub in a header, and along with a redirect of its own only', async () => {
		const other = await scripted({ status: 200 });
		const url = await serve((request, response) => {
			const location = {
				'/repos/acme/jobs/moved': '/there',
				'/repos/acme/jobs/away': `${other.url}/?t=${TOKEN}`,
			};
			const to = Object.entries(location).find(([path]) => path === request.url)?.[1];
			if (to !== undefined) response.writeHead(301, { location: to }).end();
			else response.end(JSON.stringify({ with: request.headers.authorization }));
		});
		const client = clientOf(url);
		expect(await client.get('/moved')).toEqual({ ok: true, value: { with: `Bearer ${TOKEN}` } });
		const away = await client.get('/away');
		expect(away).toMatchObject({ failure: { reason: 'unreachable' } });
		expect(JSON.stringify(away)).not.toContain(TOKEN);
		expect(other.heard).toEqual([]);
	});

	it('is in no message, though GitHub repeats it', async () => {
		const { url } = await scripted({
			status: 400,
			body: JSON.stringify({ message: `no ${TOKEN}\u001b[2J` }),
		});
		const reply = await clientOf(url).get('/x');
		expect(reply).toMatchObject({ failure: { message: 'GitHub answers 400: no ***\\x1b[2J.' } });
	});

	it('belongs to whom GraphQL says, else to the workflow', async () => {
		const told = await scripted({ status: 200, body: '{"data":{"viewer":{"login":"deploy-bot[bot]"}}}' });
		const client = clientOf(told.url);
		expect([await client.login(), await client.login()]).toEqual(['deploy-bot[bot]', 'deploy-bot[bot]']);
		expect(told.heard).toHaveLength(1);
		const untold = await scripted({ status: 403 });
		expect(await clientOf(untold.url).login()).toBe('github-actions[bot]');
	});
});
