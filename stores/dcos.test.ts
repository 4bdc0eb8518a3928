import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DcosStoreSettings, dcosStore } from './dcos.ts';
import { type DcosSecrets, dcosSecrets, dcosSecretsListener } from './fakes/dcos-secrets.ts';
import { type Loopback, reply, serve } from './fakes/loopback.ts';
import type { Store } from './store.ts';
import { httpTransport } from './transport.ts';

const CANARY = 'canary-7f3a';
const TOKEN = 'token-canary-19c2';
const open: Loopback[] = [];
let held: DcosSecrets;
let server: Loopback;

async function start(listener: Parameters<typeof serve>[0]): Promise<Loopback> {
	const started = await serve(listener);
	open.push(started);
	return started;
}

beforeEach(async () => {
	held = dcosSecrets(
		{ root: CANARY, 'etl/db': CANARY, 'etl/load/key': CANARY, 'etl/db/deep': CANARY },
		TOKEN,
	);
	server = await start(dcosSecretsListener(held));
});
afterEach(async () => {
	await Promise.all(open.splice(0).map(one => one.close()));
});

function store(settings: Partial<DcosStoreSettings> = {}): Store {
	return dcosStore({
		url: server.url,
		tokens: { token: async () => TOKEN },
		transport: httpTransport({ env: {} }),
		...settings,
	});
}

const stateOf = async (of: Store, source: string) => (await of.check([source])).get(source);

describe('the DC/OS secrets service', () => {
	it('tells what exists without reading a value', async () => {
		const states = await store().check([
			'/root',
			'etl/db',
			'/etl/load/key',
			'etl/nothing',
			'nowhere/x',
			'etl/load',
		]);
		expect(Object.fromEntries([...states].map(([source, { state }]) => [source, state]))).toEqual({
			'/root': 'exists',
			'etl/db': 'exists',
			'/etl/load/key': 'exists',
			'etl/nothing': 'missing',
			'nowhere/x': 'missing',
			'etl/load': 'missing',
		});
		expect(held.reads).toBe(0);
	});

	it('lists the folder of a secret, once for all secrets in it, and remembers', async () => {
		const one = store();
		await Promise.all([one.check(['etl/db', 'etl/a', 'etl/b']), one.check(['/etl/c'])]);
		await one.check(['etl/db']);
		expect(held.lists).toEqual(['etl']);
	});

	it('lists names as sources', async () => {
		expect(await store().list('/etl/')).toEqual({
			state: 'known',
			names: ['etl/db', 'etl/db/deep', 'etl/load/key'],
		});
		expect(await store().list('none')).toEqual({ state: 'known', names: [] });
	});

	it('reads text, bytes and nothing', async () => {
		held.secrets.set('bytes', new Uint8Array([0xff, 0, 1]));
		expect(await store().read('/etl/db')).toEqual({ state: 'found', value: CANARY });
		expect(await store().read('bytes')).toEqual({ state: 'found', value: Buffer.from([0xff, 0, 1]) });
		expect(await store().read('etl')).toEqual({ state: 'missing' });
	});

	it('cannot tell what it may not list, and still tells the rest', async () => {
		held.forbidden.add('etl');
		const states = await store().check(['etl/db', 'root']);
		expect(states.get('etl/db')).toMatchObject({ state: 'cannot-tell', doubt: 'forbidden' });
		expect(states.get('root')).toEqual({ state: 'exists' });
	});

	it('says that the store is sealed', async () => {
		held.sealed = true;
		expect(await stateOf(store(), 'etl/db')).toMatchObject({ doubt: 'sealed' });
		expect(await store().read('etl/db')).toMatchObject({ doubt: 'sealed' });
	});

	it('logs in again when the token has expired, once for all requests', async () => {
		held.token = 'fresh';
		let logins = 0;
		let current = TOKEN;
		const renew = async (): Promise<string> => {
			logins++;
			await new Promise(resolve => setImmediate(resolve));
			current = 'fresh';
			return current;
		};
		const states = await store({ tokens: { token: async () => current, renew } }).check([
			'a/x',
			'etl/db',
			'root',
		]);
		expect([...states.values()].map(({ state }) => state)).toEqual(['missing', 'exists', 'exists']);
		expect(logins).toBe(1);
	});

	it('says that it is not logged in without showing why the login failed', async () => {
		const failing = { token: async () => Promise.reject(new Error(CANARY)) };
		const states = [
			await stateOf(store({ tokens: failing }), 'a/b'),
			await stateOf(store({ tokens: { token: async () => 'stale' } }), 'a/b'),
			await stateOf(store({ tokens: { token: async () => 'stale', renew: async () => 'stale too' } }), 'a/b'),
		];
		for (const state of states) expect(state).toMatchObject({ doubt: 'not-logged-in' });
		expect(JSON.stringify(states)).not.toMatch(/canary|stale/);
	});

	it.each([
		['an HTML page instead of JSON', 200, `<html>${CANARY}</html>`, 'odd-answer'],
		['a list of something else', 200, { array: [1] }, 'odd-answer'],
		['a list that is none', 200, { values: [CANARY] }, 'odd-answer'],
		['no secrets service', 404, `<html>${CANARY}</html>`, 'no-store'],
		['a bad gateway', 502, `<html>${CANARY}</html>`, 'unreachable'],
	])('cannot tell from %s, and shows nothing of it', async (_, status, body, doubt) => {
		const { url } = await start((_request, response) => reply(response, status, body, 'text/html'));
		const state = await stateOf(store({ url }), 'etl/db');
		expect(state).toMatchObject({ state: 'cannot-tell', doubt });
		expect(await store({ url }).read('etl/db')).toMatchObject({ state: 'cannot-tell' });
		expect(JSON.stringify(state)).not.toContain(CANARY);
	});

	it('stops waiting for a server that hangs', async () => {
		const { url } = await start(() => {});
		const hanging = store({ url, timeoutMs: 50 });
		const states = await hanging.check(Array.from({ length: 40 }, (_, index) => `folder-${index}/x`));
		expect(new Set([...states.values()].map(state => ('doubt' in state ? state.doubt : '')))).toEqual(
			new Set(['timed-out']),
		);
	});

	it('stops when the caller gives up', async () => {
		const { url } = await start(() => {});
		const giveUp = new AbortController();
		const asked = store({ url }).check(['a/b'], giveUp.signal);
		giveUp.abort();
		expect((await asked).get('a/b')).toMatchObject({ doubt: 'cancelled' });
	});

	it('never asks for a path that climbs', async () => {
		expect(await stateOf(store(), 'etl/../../../store')).toMatchObject({ doubt: 'odd-source' });
		expect(await store().list('..')).toMatchObject({ doubt: 'odd-source' });
		expect(held.lists).toEqual([]);
	});

	it('keeps special characters of a source in its path', async () => {
		held.secrets.set('a b?/c#%2f', CANARY);
		expect(await stateOf(store(), 'a b?/c#%2f')).toEqual({ state: 'exists' });
		expect(held.lists).toEqual(['a b?']);
	});

	it('does not name credentials of its address', () => {
		expect(store({ url: 'https://user:pass@cluster.example.com/?token=x' }).name).toBe(
			'the secrets service of cluster.example.com',
		);
	});
});
