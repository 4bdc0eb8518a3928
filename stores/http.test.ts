import { afterEach, describe, expect, it } from 'vitest';
import { type Loopback, reply, serve } from './fakes/loopback.ts';
import { type HttpStoreSettings, httpStore } from './http.ts';
import { httpTransport } from './transport.ts';

const CANARY = 'canary-8d21';
const open: Loopback[] = [];
const asked: string[] = [];
afterEach(async () => {
	asked.length = 0;
	await Promise.all(open.splice(0).map(one => one.close()));
});

async function storeOf(
	settings: Partial<HttpStoreSettings>,
	answers: Readonly<Record<string, unknown>> = {},
) {
	const server = await serve((request, response) => {
		asked.push(request.url ?? '');
		if (request.headers.authorization !== 'Bearer good')
			return reply(response, 401, `<html>${CANARY}</html>`);
		const answer = answers[request.url ?? ''];
		reply(response, answer === undefined ? 404 : 200, answer);
	});
	open.push(server);
	const tokens = { token: async () => 'good' };
	return httpStore({ url: `${server.url}/api`, transport: httpTransport({ env: {} }), tokens, ...settings });
}

describe('an HTTP service as a store', () => {
	it('tells what exists from the list of names, which it asks for once', async () => {
		const store = await storeOf(
			{ list: 'names', namesAt: ['data', 'names'] },
			{ '/api/names': { data: { names: ['etl/db', '/etl/key', 'top'] } } },
		);
		const states = await store.check(['/etl/db', 'etl/key', 'none']);
		expect([...states.values()].map(({ state }) => state)).toEqual(['exists', 'exists', 'missing']);
		expect(await store.list('etl')).toEqual({ state: 'known', names: ['/etl/key', 'etl/db'] });
		expect(asked).toEqual(['/api/names']);
	});

	it('does not read a value to find out whether it exists', async () => {
		const store = await storeOf({ read: 'secret/{source}' });
		expect((await store.check(['a'])).get('a')).toMatchObject({ doubt: 'no-way' });
		expect(asked).toEqual([]);
	});

	it('reads a value from the path or the query, whole or from JSON', async () => {
		const answers = {
			'/api/secret/a%20b/c%3F': CANARY,
			'/api/get?name=a%2Fb': { v: CANARY },
			'/api/get?name=x': {},
		};
		const whole = await storeOf({ read: 'secret/{source}' }, answers);
		expect(await whole.read('/a b/c?')).toEqual({ state: 'found', value: CANARY });
		expect(await whole.read('none')).toEqual({ state: 'missing' });
		const part = await storeOf({ read: 'get?name={source}', valueAt: ['v'] }, answers);
		expect(await part.read('a/b')).toEqual({ state: 'found', value: CANARY });
		expect(await part.read('x')).toMatchObject({ doubt: 'odd-answer' });
		expect(await part.read('../x')).toMatchObject({ doubt: 'odd-source' });
	});

	it('shows nothing of a refusal, and does not wait for ever', async () => {
		const refused = await storeOf({ list: 'names', tokens: { token: async () => CANARY } });
		const answer = await refused.list('');
		expect(answer).toMatchObject({ doubt: 'not-logged-in' });
		expect(JSON.stringify(answer)).not.toContain(CANARY);
		const hanging = await serve(() => {});
		open.push(hanging);
		const store = await storeOf({ url: hanging.url, list: 'names', read: '{source}', timeoutMs: 50 });
		expect(await store.list('')).toMatchObject({ doubt: 'timed-out' });
		expect(await store.read('a')).toMatchObject({ doubt: 'timed-out' });
	});
});
