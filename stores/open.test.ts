import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../core/config/document.ts';
import { temporaryTree } from '../test/temporary-tree.ts';
import { dcosSecrets, dcosSecretsListener } from './fakes/dcos-secrets.ts';
import { type Loopback, reply, serve } from './fakes/loopback.ts';
import { fakeVault, vaultListener } from './fakes/vault.ts';
import { openStore, type StoreSurroundings } from './open.ts';
import { httpTransport } from './transport.ts';

const TOKEN = 'canary-token-902';
const open: Loopback[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(one => one.close()));
});

async function start(...args: Parameters<typeof serve>): Promise<string> {
	const started = await serve(...args);
	open.push(started);
	return started.url;
}

function opened(settings: object, around: Partial<StoreSurroundings> = {}) {
	const { root } = parseSettings(JSON.stringify(settings));
	if (root?.kind !== 'object') throw new Error('settings are an object');
	return openStore(root, {
		env: {},
		dialect: 'dcos',
		file: path => ({ path, shown: path }),
		transport: httpTransport({ env: {} }),
		dcos: undefined,
		...around,
	});
}

async function states(
	settings: object,
	sources: readonly string[],
	around: Partial<StoreSurroundings> = {},
): Promise<string[]> {
	const made = await opened(settings, around);
	if (!made.ok) throw new Error(made.problems.join('\n'));
	const found = await made.store.check(sources);
	return sources.map(source => found.get(source)?.state ?? 'none');
}

async function problems(
	settings: object,
	around: Partial<StoreSurroundings> = {},
): Promise<readonly string[]> {
	const made = await opened(settings, around);
	return made.ok ? [] : made.problems;
}

describe('a store of the settings tells what exists', () => {
	it('file, json and dotenv by its name', async () => {
		const folder = temporaryTree({ 'secrets.json': { 'etl/key': 'x' }, '.env': 'ETL_KEY=x\n' });
		const file = (path: string) => ({ path: join(folder, path), shown: path });
		for (const path of ['secrets.json', '.env']) {
			expect(await states({ kind: 'file', path }, ['etl/key', 'etl/no'], { file })).toEqual([
				'exists',
				'missing',
			]);
		}
		const forced = { kind: 'file', path: '.env', format: 'json' };
		expect(await states(forced, ['etl/key'], { file })).toEqual(['cannot-tell']);
	});

	it('env, with its prefix', async () => {
		const env = { SECRET_ETL_KEY: 'x' };
		expect(await states({ kind: 'env', prefix: 'SECRET_' }, ['etl/key', 'no'], { env })).toEqual([
			'exists',
			'missing',
		]);
	});

	it('exec, by what its command lists', async () => {
		const folder = temporaryTree({ list: '#!/bin/sh\necho etl/key\n' });
		chmodSync(join(folder, 'list'), 0o755);
		const store = { kind: 'exec', list: [join(folder, 'list')] };
		expect(await states(store, ['etl/key', 'no'])).toEqual(['exists', 'missing']);
		expect(await states({ kind: 'exec', read: ['x', '{source}'] }, ['etl/key'])).toEqual(['cannot-tell']);
	});

	it('http, with a token by the name of its variable', async () => {
		const url = await start((request, response) =>
			request.headers.authorization === `Bearer ${TOKEN}`
				? reply(response, 200, { data: { names: ['etl/key'] } })
				: reply(response, 401),
		);
		const store = { kind: 'http', url, list: 'all', namesAt: ['data', 'names'], tokenEnv: 'THE_TOKEN' };
		const env = { THE_TOKEN: `${TOKEN}\n` };
		expect(await states(store, ['etl/key', 'no'], { env })).toEqual(['exists', 'missing']);
	});

	it('dcos, at the cluster of the target', async () => {
		const held = dcosSecrets({ 'etl/key': 'value' }, TOKEN);
		const cluster = await start(dcosSecretsListener(held));
		const transport = httpTransport({ env: {} });
		const dcos = { cluster, transport, tokens: { token: async () => TOKEN } };
		expect(await states({ kind: 'dcos' }, ['etl/key', 'etl/no'], { dcos })).toEqual(['exists', 'missing']);
		const nobody = { cluster, transport, tokens: undefined };
		expect(await states({ kind: 'dcos' }, ['etl/key'], { dcos: nobody })).toEqual(['cannot-tell']);
		expect(held.reads).toBe(0);
	});

	it('vault, by token, by AppRole and by JWT', async () => {
		const vault = fakeVault(2, { 'app/etl/db': { password: 'value' } });
		vault.logins.set('auth/approle/login', { body: { role_id: 'r', secret_id: 's' }, token: 'a' });
		vault.logins.set('auth/ci/login', { body: { role: 'deploy', jwt: 'j' }, token: 'b' });
		const url = await start(vaultListener(vault));
		const env = { T: 'good', R: 'r', S: 's', J: 'j' };
		for (const way of [
			{ tokenEnv: 'T' },
			{ roleIdEnv: 'R', secretIdEnv: 'S' },
			{ jwtEnv: 'J', role: 'deploy', loginMount: 'ci' },
		]) {
			const store = { kind: 'vault', url, root: 'app', ...way };
			const sources = ['etl/db@password', 'etl/db@no', 'etl/no@password'];
			expect(await states(store, sources, { env, dialect: 'vault' })).toEqual([
				'exists',
				'missing',
				'missing',
			]);
		}
		expect(vault.reads).toBe(0);
	});
});

describe('what is missing is named', () => {
	const url = 'https://store.example';

	it.each([
		[
			{ kind: 'http', url, tokenEnv: 'T' },
			['The environment variable T is not set: the secret store takes the token from it.'],
		],
		[
			{ kind: 'vault', url, roleIdEnv: 'R', secretIdEnv: 'S' },
			[
				'The environment variable R is not set: the secret store takes the role id from it.',
				'The environment variable S is not set: the secret store takes the secret id from it.',
			],
		],
		[{ kind: 'vault', url, jwtEnv: 'J', role: 'x' }, [expect.stringContaining('variable J is not set')]],
		[{ kind: 'vault', url }, [expect.stringContaining('no way to log in')]],
		[{ kind: 'dcos' }, [expect.stringContaining('name a target')]],
		[{ kind: 'file' }, ["The secret store has no 'path'."]],
		[{ kind: 'nothing' }, [expect.stringContaining("no 'kind'")]],
	])('%j', async (settings, expected) => {
		expect(await problems(settings)).toEqual(expected);
	});
});
