import { afterEach, describe, expect, it } from 'vitest';
import { type Loopback, reply, serve } from './fakes/loopback.ts';
import { type FakeVault, fakeVault, vaultListener } from './fakes/vault.ts';
import type { Store } from './store.ts';
import { httpTransport } from './transport.ts';
import { type VaultStoreSettings, vaultStore } from './vault.ts';

const CANARY = 'canary-c0de';
const SECRETS = {
	'etl/db': { password: CANARY, port: 5432 },
	'etl/sub/key': { value: CANARY },
	top: { a: CANARY },
};
const open: Loopback[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(one => one.close()));
});

async function storeOf(vault: FakeVault, settings: Partial<VaultStoreSettings> = {}): Promise<Store> {
	const server = await serve(vaultListener(vault));
	open.push(server);
	return vaultStore({
		url: server.url,
		auth: { method: 'token', token: async () => 'good' },
		transport: httpTransport({ env: {} }),
		...settings,
	});
}

async function states(store: Store, ...sources: string[]): Promise<unknown[]> {
	const checked = await store.check(sources);
	return sources.map(source => {
		const state = checked.get(source);
		return state?.state === 'cannot-tell' ? state.doubt : state?.state;
	});
}

describe('Vault, KV 2', () => {
	it('tells paths and fields without reading a value', async () => {
		const vault = fakeVault(2, SECRETS);
		vault.secrets.set('gone', { a: CANARY });
		vault.deleted.add('gone');
		const store = await storeOf(vault);
		expect(
			await states(
				store,
				'etl/db@password',
				'/etl/db@user',
				'etl/none@x',
				'top@a',
				'gone@a',
				'etl@x',
				'etl/db',
			),
		).toEqual(['exists', 'missing', 'missing', 'exists', 'missing', 'missing', 'odd-source']);
		expect(vault.reads).toBe(0);
	});

	it('asks once for the fields of one path, and remembers', async () => {
		const vault = fakeVault(2, SECRETS);
		const store = await storeOf(vault, { kv: 2 });
		await Promise.all([states(store, 'top@a', 'top@b'), states(store, 'top@c')]);
		await states(store, 'top@a');
		expect(vault.asked).toEqual(['GET sys/internal/ui/mounts/secret', 'GET secret/subkeys/top']);
	});

	it('lists a folder, with its folders', async () => {
		const store = await storeOf(fakeVault(2, SECRETS));
		expect(await store.list('')).toEqual({ state: 'known', names: ['etl/', 'top'] });
		expect(await store.list('/etl')).toEqual({ state: 'known', names: ['etl/db', 'etl/sub/'] });
		expect(await store.list('none')).toEqual({ state: 'known', names: [] });
	});

	it('reads one field, and only text', async () => {
		const store = await storeOf(fakeVault(2, SECRETS));
		expect(await store.read('etl/db@password')).toEqual({ state: 'found', value: CANARY });
		expect(await store.read('etl/db@none')).toEqual({ state: 'missing' });
		expect(await store.read('none@x')).toEqual({ state: 'missing' });
		expect(await store.read('etl/db@port')).toMatchObject({ doubt: 'odd-answer' });
	});

	it('takes sources relative to a root', async () => {
		const store = await storeOf(fakeVault(2, SECRETS), { root: '/etl/' });
		expect(await states(store, 'db@password', 'etl/db@password')).toEqual(['exists', 'missing']);
		expect(await store.list('')).toEqual({ state: 'known', names: ['db', 'sub/'] });
	});

	it('falls back to the list where the fields may not be read, or the server is older than they are', async () => {
		const forbidding = fakeVault(2, SECRETS);
		forbidding.forbidden.add('secret/subkeys/etl/db').add('secret/subkeys/etl/none');
		expect(await states(await storeOf(forbidding), 'etl/db@password', 'etl/none@x')).toEqual([
			'forbidden',
			'missing',
		]);
		const old = fakeVault(2, SECRETS);
		old.hasSubkeys = false;
		expect(await states(await storeOf(old), 'etl/db@password', 'etl/none@x')).toEqual(['no-way', 'missing']);
	});

	it('cannot tell where neither fields nor names may be read', async () => {
		const vault = fakeVault(2, SECRETS);
		vault.forbidden.add('secret/subkeys/etl/none').add('secret/metadata/etl/');
		expect(await states(await storeOf(vault), 'etl/none@x')).toEqual(['forbidden']);
	});

	it('sends its namespace', async () => {
		const vault = fakeVault(2, SECRETS, 'team/a');
		expect(await states(await storeOf(vault, { namespace: 'team/a' }), 'top@a')).toEqual(['exists']);
		expect(await states(await storeOf(vault), 'top@a')).toEqual(['no-store']);
	});
});

describe('Vault, KV 1', () => {
	it('tells that a path is missing, and no fields of one that is there', async () => {
		const vault = fakeVault(1, SECRETS);
		const store = await storeOf(vault);
		expect(await states(store, 'etl/db@password', 'etl/none@x', 'none/none@x')).toEqual([
			'no-way',
			'missing',
			'missing',
		]);
		expect(vault.reads).toBe(0);
		expect(await store.list('etl')).toEqual({ state: 'known', names: ['etl/db', 'etl/sub/'] });
	});

	it('reads a field', async () => {
		const store = await storeOf(fakeVault(1, SECRETS));
		expect(await store.read('etl/db@password')).toEqual({ state: 'found', value: CANARY });
		expect(await store.read('none@x')).toEqual({ state: 'missing' });
	});
});

describe('a Vault that does not tell', () => {
	it('is not taken for an empty one when the configured version is wrong', async () => {
		expect(await states(await storeOf(fakeVault(1, SECRETS), { kv: 2 }), 'etl/db@password')).toEqual([
			'no-way',
		]);
		const silent = fakeVault(2, SECRETS);
		silent.forbidden.add('sys/internal/ui/mounts/secret');
		expect(await states(await storeOf(silent, { kv: 1 }), 'etl/db@password')).toEqual(['no-store']);
	});

	it('has no such mount, or does not say its version', async () => {
		expect(await states(await storeOf(fakeVault(2, SECRETS), { mount: 'kv', kv: 2 }), 'top@a')).toEqual([
			'no-store',
		]);
		const vault = fakeVault(2, SECRETS);
		vault.forbidden.add('sys/internal/ui/mounts/secret');
		expect(await states(await storeOf(vault), 'top@a')).toEqual(['forbidden']);
		expect(await states(await storeOf(vault, { kv: 2 }), 'top@a')).toEqual(['exists']);
	});

	it('is sealed', async () => {
		const vault = fakeVault(2, SECRETS);
		vault.sealed = true;
		const store = await storeOf(vault);
		expect(await states(store, 'top@a')).toEqual(['sealed']);
		expect(await store.read('top@a')).toMatchObject({ doubt: 'sealed' });
	});

	it('hangs, or answers with a page', async () => {
		const hanging = await serve(() => {});
		const page = await serve((_, response) => reply(response, 404, `<html>${CANARY}</html>`, 'text/html'));
		open.push(hanging, page);
		const vault = fakeVault(2, {});
		expect(await states(await storeOf(vault, { url: hanging.url, timeoutMs: 50 }), 'a@b')).toEqual([
			'timed-out',
		]);
		const store = await storeOf(vault, { url: page.url, kv: 2 });
		expect(await states(store, 'a@b')).toEqual(['no-store']);
		expect(JSON.stringify([...(await store.check(['a@b'])).values()])).not.toContain(CANARY);
	});
});

describe('logging in to Vault', () => {
	it('with AppRole, and again when the token has expired', async () => {
		const vault = fakeVault(2, SECRETS);
		const body = { role_id: 'r', secret_id: CANARY };
		vault.logins.set('auth/approle/login', { body, token: 't1' });
		const auth = { method: 'approle', roleId: async () => 'r', secretId: async () => CANARY } as const;
		const store = await storeOf(vault, { auth, kv: 2 });
		expect(await states(store, 'top@a', 'etl/db@password')).toEqual(['exists', 'exists']);
		vault.tokens.delete('t1');
		vault.logins.set('auth/approle/login', { body, token: 't2' });
		expect(await store.read('top@a')).toMatchObject({ state: 'found' });
		expect(vault.asked.filter(asked => asked.startsWith('POST'))).toHaveLength(2);
	});

	it('with a JWT at another mount', async () => {
		const vault = fakeVault(2, SECRETS);
		vault.logins.set('auth/ci/github/login', { body: { role: 'deploy', jwt: 'j' }, token: 't' });
		const auth = { method: 'jwt', mount: 'ci/github', role: 'deploy', jwt: async () => 'j' } as const;
		expect(await states(await storeOf(vault, { auth }), 'top@a')).toEqual(['exists']);
	});

	it('fails without showing credentials', async () => {
		const vault = fakeVault(2, SECRETS);
		vault.logins.set('auth/jwt/login', { body: {}, token: 't' });
		const auth = { method: 'jwt', role: 'deploy', jwt: async () => CANARY } as const;
		const answers = [
			await (await storeOf(vault, { auth })).read('top@a'),
			await (await storeOf(vault, { auth: { method: 'token', token: async () => CANARY } })).read('top@a'),
		];
		for (const answer of answers) expect(answer).toMatchObject({ doubt: 'not-logged-in' });
		expect(JSON.stringify(answers)).not.toContain(CANARY);
	});
});
