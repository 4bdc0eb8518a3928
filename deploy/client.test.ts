import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { readJob, readLive } from './live.ts';

const open: { server: Server; client: Client }[] = [];

afterEach(async () => {
	for (const { server, client } of open.splice(0)) {
		await client.close();
		server.closeAllConnections();
		await new Promise(resolve => server.close(resolve));
	}
});

/** A server that answers the n-th request with the n-th listener, the last one from then on. */
async function against(listeners: readonly RequestListener[], options: Partial<ClientOptions> = {}) {
	const seen: string[] = [];
	const waits: number[] = [];
	const server = createServer((request, response) => {
		const listener = listeners[Math.min(seen.length, listeners.length - 1)];
		seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
		listener?.(request, response);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : 0;
	const clock = { now: () => 0, wait: async (ms: number) => void waits.push(ms) };
	const client = createClient({
		address: `http://127.0.0.1:${port}/service/metronome/`,
		clock,
		random: () => 0,
		...options,
	});
	open.push({ server, client });
	return { client, seen, waits };
}

const answer =
	(
		status: number,
		body: string,
		headers: Record<string, string> = { 'content-type': 'application/json' },
	): RequestListener =>
	(_, response) => {
		response.writeHead(status, headers);
		response.end(body);
	};
const reset: RequestListener = request => void request.socket.destroy();
const silent: RequestListener = () => undefined;
const html = { 'content-type': 'text/html' };

it('asks again after a 503 and a reset, as late as the server wants', async () => {
	const { client, seen, waits } = await against([
		answer(503, 'No consistent leadership', { 'retry-after': '7' }),
		reset,
		answer(200, '{"version":"0.6.70"}'),
	]);
	expect(await client.info()).toMatchObject({ kind: 'answer', status: 200 });
	expect(seen[0]).toBe('GET /service/metronome/info');
	expect(waits).toEqual([7000, 250]);
});

it('never sends a POST or DELETE twice, and says that it may have arrived', async () => {
	const { client, seen } = await against([reset]);
	const reply = await client.write({ method: 'POST', path: '/v1/jobs', body: '{}' });
	expect(reply).toMatchObject({ kind: 'none', mayHaveArrived: true });
	await client.write({ method: 'DELETE', path: '/v1/jobs/a', body: undefined });
	expect(seen).toHaveLength(2);
});

it('gives up on a server that says nothing', async () => {
	const { client, seen } = await against([silent], { timeoutMs: 30, retries: 1 });
	expect(await client.info()).toMatchObject({ kind: 'none', message: 'No answer within 30 ms.' });
	expect(seen).toHaveLength(2);
});

it('logs in again once after a 401', async () => {
	const authorization = async (refused: string | undefined) =>
		refused === undefined ? 'token=old' : 'token=new';
	const { client, seen } = await against([answer(401, '', html), answer(200, '{}')], { authorization });
	expect(await client.info()).toMatchObject({ status: 200 });
	expect(seen.map(line => line.split(' ')[2])).toEqual(['token=old', 'token=new']);
});

it('takes no token to another host, and names none in an error', async () => {
	const redirect = answer(302, '', { location: 'http://elsewhere.example.com/?token=abc' });
	const { client, seen } = await against([redirect], { authorization: async () => 'token=canary' });
	const reply = await client.info();
	expect(reply).toMatchObject({ kind: 'none' });
	expect(JSON.stringify(reply)).not.toMatch(/canary|abc/);
	expect(seen).toHaveLength(1);
});

it('takes the page of a gateway neither for an empty cluster nor for a missing job', async () => {
	const page = await against([answer(200, '<html>Log in</html>', html)]);
	expect(await readLive(page.client, ['a'])).toMatchObject({ kind: 'failed' });
	const gone = await against([answer(404, '<html>service not found</html>', html)], { retries: 1 });
	expect(await readJob(gone.client, 'a')).toMatchObject({ state: 'unreadable' });
	const missing = await against([answer(404, '{"id":"a","message":"Job not found"}')]);
	expect(await readJob(missing.client, 'a')).toEqual({ state: 'not-seen' });
});
