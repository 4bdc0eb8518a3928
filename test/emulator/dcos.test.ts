import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../deploy/client.ts';
import { signToken } from '../../emulator/dcos/tokens.ts';
import { dcosStore } from '../../stores/dcos.ts';
import type { DcosAuth } from '../../stores/dcos-login.ts';
import type { Store } from '../../stores/store.ts';
import {
	ACCOUNT,
	AS_ADMIN,
	AS_CI,
	loggedIn,
	PASSWORD,
	post,
	SECRET,
	START,
	send,
	startCluster,
	TRANSPORT,
	tokensOf,
} from './dcos-cluster.ts';

const RUN = { cpus: 0.1, mem: 32, disk: 0, cmd: 'true' };
const JOBS = '/service/metronome/v1/jobs';
const SECRETS = '/secrets/v1/secret/default';

let cluster: Awaited<ReturnType<typeof startCluster>>;
beforeEach(async () => {
	cluster = await startCluster();
});
afterEach(() => cluster.emulator.close());

const tokenOf = (text: string): string => JSON.parse(text).token;

/** What a service account says to prove itself. */
function proof(claims: { uid: string; exp: number }, key = JSON.parse(ACCOUNT).private_key): string {
	return signToken(claims, key);
}

describe('the login', () => {
	it('gives a signed token with the user and the end of its life', async () => {
		const { status, type, text } = await post(cluster.emulator, { uid: 'admin', password: PASSWORD });
		expect([status, type]).toEqual([200, 'application/json']);
		const [header, claims] = tokenOf(text)
			.split('.')
			.map(part => Buffer.from(part, 'base64url').toString());
		expect(JSON.parse(header ?? '')).toEqual({ alg: 'RS256', typ: 'JWT' });
		expect(JSON.parse(claims ?? '')).toEqual({ uid: 'admin', exp: START / 1000 + 600 });
	});

	it('takes what a service account signed with its key, until it expires', async () => {
		const login = async (token: string) => (await post(cluster.emulator, { uid: 'ci', token })).status;
		const seconds = START / 1000;
		expect(await login(proof({ uid: 'ci', exp: seconds + 60 }))).toBe(200);
		expect(await login(proof({ uid: 'ci', exp: seconds }))).toBe(401);
		expect(await login(proof({ uid: 'admin', exp: seconds + 60 }))).toBe(401);
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		expect(await login(signToken({ uid: 'ci', exp: seconds + 60 }, privateKey))).toBe(401);
		const [, claims, signature] = proof({ uid: 'ci', exp: seconds + 60 }).split('.');
		const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
		expect(await login(`${unsigned}.${claims}.${signature}`)).toBe(401);
		expect(await login(`${unsigned}.${claims}.`)).toBe(401);
	});

	it('refuses a wrong password and an unknown user alike, in JSON', async () => {
		for (const body of [
			{ uid: 'admin', password: 'wrong' },
			{ uid: 'nobody', password: PASSWORD },
			{ uid: 'ci', password: PASSWORD },
			{ uid: 'dcos_metronome', password: '' },
		]) {
			const { status, type, text } = await post(cluster.emulator, body);
			expect([status, type]).toEqual([401, 'application/json']);
			expect(JSON.parse(text)).toMatchObject({ code: 'ERR_INVALID_CREDENTIALS' });
		}
	});

	it('refuses what is no login without repeating it', async () => {
		for (const body of [`{"password":"${PASSWORD}"}`, `{${PASSWORD}`, '[]', '']) {
			const { status, text } = await post(cluster.emulator, body);
			expect(status).toBe(400);
			expect(text).not.toContain(PASSWORD);
		}
		expect((await send(`${cluster.emulator.url}/acs/api/v1/auth/login`)).status).toBe(405);
	});
});

describe('Admin Router', () => {
	it('answers 401 in HTML to all who are not logged in', async () => {
		const { emulator, clock } = cluster;
		const { token } = await loggedIn(emulator, 'admin');
		const strangers: Record<string, string>[] = [
			{},
			{ authorization: 'token=nonsense' },
			{ authorization: `Basic ${token}` },
			{ authorization: `token=${token.slice(0, -4)}AAAA` },
		];
		for (const path of [JOBS, `${SECRETS}/root`, '/pkgpanda/active.buildinfo.full.json']) {
			for (const headers of strangers) {
				const answer = await send(emulator.url + path, { headers });
				expect([answer.status, answer.type]).toEqual([401, 'text/html']);
				expect(answer.headers.get('www-authenticate')).toBe('acsjwt');
			}
		}
		const good = { headers: { authorization: `token=${token}` } };
		expect((await send(emulator.url + JOBS, good)).status).toBe(200);
		clock.now += 600_000;
		expect((await send(emulator.url + JOBS, good)).status).toBe(401);
	});

	it('takes a token in each of the three ways', async () => {
		const { token } = await loggedIn(cluster.emulator, 'admin');
		for (const headers of [
			{ authorization: `token=${token}` },
			{ authorization: `Bearer ${token}` },
			{ cookie: `a=b; dcos-acs-auth-cookie=${token}` },
		] as Record<string, string>[]) {
			const probe = `${cluster.emulator.url}/pkgpanda/active.buildinfo.full.json`;
			expect((await send(probe, { method: 'HEAD', headers })).status).toBe(200);
		}
	});

	it('has Metronome below its prefix only, and answers 404 in HTML elsewhere', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		expect((await ask('GET', '/service/metronome/ping')).text).toBe('pong');
		expect(cluster.emulator.metronomeUrl).toBe(`${cluster.emulator.url}/service/metronome`);
		for (const path of ['/v1/jobs', '/service/metronomes/ping', '/service/other/', '/']) {
			const { status, type } = await ask('GET', path);
			expect([status, type]).toEqual([404, 'text/html']);
		}
	});

	it('lets nobody through to Metronome without permission for that', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'outsider');
		const { status, type } = await ask('GET', JOBS);
		expect([status, type]).toEqual([403, 'text/html']);
	});
});

describe('permissions for jobs', () => {
	it('hide what one may not see, and refuse what one may see and not change', async () => {
		const admin = await loggedIn(cluster.emulator, 'admin');
		for (const id of ['etl', 'etl.load', 'other']) {
			expect((await admin.ask('POST', JOBS, { id, run: RUN })).status).toBe(201);
		}
		const reader = await loggedIn(cluster.emulator, 'reader');
		const list: { id: string }[] = JSON.parse((await reader.ask('GET', JOBS)).text);
		expect(list.map(({ id }) => id)).toEqual(['etl.load']);
		const hidden = await reader.ask('GET', `${JOBS}/other`);
		expect([hidden.status, JSON.parse(hidden.text)]).toEqual([
			404,
			{ id: 'other', message: 'Job not found' },
		]);
		for (const [method, path, body] of [
			['PUT', `${JOBS}/etl.load`, { id: 'etl.load', run: RUN }],
			['POST', JOBS, { id: 'other', run: RUN }],
			['POST', `${JOBS}/etl.load/runs`, undefined],
			['DELETE', `${JOBS}/etl.load`, undefined],
		] as const) {
			const { status, type } = await reader.ask(method, path, body);
			expect([status, type]).toEqual([403, 'text/html']);
		}
		expect((await admin.ask('GET', JOBS)).text).toContain('other');
	});

	it('cover the jobs of a group and no namesake', async () => {
		const authorization = async () => {
			const token = await tokensOf(cluster.emulator, AS_CI).token(AbortSignal.timeout(5000));
			return `token=${token}`;
		};
		const client = createClient({ address: cluster.emulator.metronomeUrl, authorization });
		const create = async (id: string) => {
			const body = JSON.stringify({ id, run: RUN });
			const reply = await client.write({ method: 'POST', path: '/v1/jobs', body });
			return reply.kind === 'answer' ? reply.status : reply.message;
		};
		expect([await create('etl'), await create('etl.load.deep'), await create('etl-more')]).toEqual([
			201, 201, 403,
		]);
		await client.close();
	});
});

describe('the client of deploy', () => {
	it('logs in again when its token has expired', async () => {
		const { emulator, clock } = cluster;
		const tokens = tokensOf(emulator, AS_CI, () => clock.now);
		let logins = 0;
		const authorization = async (refused: string | undefined) => {
			const signal = AbortSignal.timeout(5000);
			logins += 1;
			const token = await (refused === undefined ? tokens.token(signal) : tokens.renew?.(refused, signal));
			return typeof token === 'string' ? `token=${token}` : undefined;
		};
		const client = createClient({ address: emulator.metronomeUrl, authorization });
		expect(await client.listJobs()).toMatchObject({ kind: 'answer', status: 200 });
		clock.now += 600_000;
		expect(await client.listJobs()).toMatchObject({ kind: 'answer', status: 200 });
		emulator.dcos?.expireTokens();
		expect(await client.listJobs()).toMatchObject({ kind: 'answer', status: 200 });
		expect(logins).toBe(3);
		await client.close();
	});
});

describe('the store of DC/OS against it', () => {
	const store = (auth: DcosAuth): Store =>
		dcosStore({
			url: cluster.emulator.url,
			tokens: tokensOf(cluster.emulator, auth, () => cluster.clock.now),
			transport: TRANSPORT,
			cache: { ttlMs: 0, doubtMs: 0, now: Date.now },
		});
	const doubt = async (of: Store, source: string) => {
		const state = (await of.check([source])).get(source);
		return state?.state === 'cannot-tell' ? state.doubt : state?.state;
	};

	it('tells what exists, what is missing, and what one may not know', async () => {
		const ci = store(AS_CI);
		expect([
			await doubt(ci, 'etl/db'),
			await doubt(ci, '/etl/load/key'),
			await doubt(ci, 'etl/nothing'),
		]).toEqual(['exists', 'exists', 'missing']);
		expect([await doubt(ci, 'root'), await doubt(ci, 'other/key')]).toEqual(['forbidden', 'forbidden']);
		expect(await doubt(store(AS_ADMIN), 'other/key')).toBe('exists');
	});

	it('reads values only with permission for that very secret', async () => {
		expect(await store(AS_CI).read('etl/db')).toMatchObject({ state: 'cannot-tell', doubt: 'forbidden' });
		const admin = store(AS_ADMIN);
		expect(await admin.read('etl/db')).toEqual({ state: 'found', value: SECRET });
		const bytes = await admin.read('etl/load/key');
		expect(bytes.state === 'found' && Buffer.from(bytes.value)).toEqual(Buffer.from([0xff, 0, 1]));
		expect(await admin.read('etl')).toEqual({ state: 'missing' });
	});

	it('says so when the store is sealed, and when a login is not taken', async () => {
		cluster.emulator.dcos?.setSealed(true);
		expect([await doubt(store(AS_CI), 'etl/db'), await doubt(store(AS_ADMIN), 'root')]).toEqual([
			'sealed',
			'sealed',
		]);
		cluster.emulator.dcos?.setSealed(false);
		expect(await doubt(store(AS_ADMIN), 'root')).toBe('exists');
		const wrong: DcosAuth = {
			method: 'password',
			username: async () => 'admin',
			password: async () => 'wrong',
		};
		expect(await doubt(store(wrong), 'root')).toBe('not-logged-in');
	});

	it('logs in again when its token has expired', async () => {
		const ci = store(AS_CI);
		expect(await doubt(ci, 'etl/db')).toBe('exists');
		cluster.clock.now += 600_000;
		expect(await doubt(ci, 'etl/db')).toBe('exists');
	});
});

describe('the secrets service', () => {
	it('creates, changes and deletes, and says what is there already or not', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		const status = async (...request: Parameters<typeof ask>) => (await ask(...request)).status;
		const one = `${SECRETS}/new/one`;
		expect(await status('PATCH', one, { value: 'a' })).toBe(404);
		const created = await ask('PUT', one, { value: 'a' });
		expect([created.status, created.text]).toEqual([201, '']);
		expect(await status('PUT', one, { value: 'b' })).toBe(409);
		expect(JSON.parse((await ask('GET', one)).text)).toMatchObject({ value: 'a', author: 'admin' });
		expect(await status('PATCH', `${SECRETS}/new%2Fone`, { value: 'c' })).toBe(204);
		expect(JSON.parse((await ask('GET', one)).text).value).toBe('c');
		expect([await status('DELETE', one), await status('DELETE', one)]).toEqual([204, 404]);
	});

	it('keeps bytes as they are', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		const bytes = Buffer.from([0, 0x80, 0xff]);
		const type = 'application/octet-stream';
		expect((await ask('PUT', `${SECRETS}/bytes`, bytes, type)).status).toBe(201);
		const read = await ask('GET', `${SECRETS}/bytes`);
		expect([read.type, read.bytes]).toEqual([type, bytes]);
	});

	it('lists names below a folder, and nothing where none is', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		const list = async (path: string) => JSON.parse((await ask('GET', `${path}?list=true`)).text).array;
		expect(await list(`${SECRETS}/`)).toEqual(['etl/db', 'etl/load/key', 'other/key', 'root']);
		expect(await list(`${SECRETS}/etl`)).toEqual(['db', 'load/key']);
		expect(await list(`${SECRETS}/root`)).toEqual([]);
		expect(await list(`${SECRETS}/nowhere/at/all`)).toEqual([]);
	});

	it('refuses what is no secret, or too large a one', async () => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		const put = async (body: object | string | Buffer, type?: string) =>
			(await ask('PUT', `${SECRETS}/odd`, body, type)).status;
		expect(await put({ value: 1 })).toBe(400);
		expect(await put({ value: 'a', extra: 1 })).toBe(400);
		expect(await put('{')).toBe(400);
		expect(await put('a', 'text/plain')).toBe(415);
		const large = Buffer.alloc(1_048_576);
		expect(await put(large, 'application/octet-stream')).toBe(413);
		expect(await put(Buffer.alloc(3_000_000), 'application/octet-stream')).toBe(413);
		expect((await ask('PUT', `${SECRETS}/a%2F..%2Fb`, { value: 'a' })).status).toBe(400);
		expect((await ask('GET', `${SECRETS}/odd`)).status).toBe(404);
	});

	it('refuses those without permission, and everything while it is sealed', async () => {
		const reader = await loggedIn(cluster.emulator, 'reader');
		for (const [method, path] of [
			['GET', `${SECRETS}/root`],
			['GET', `${SECRETS}/?list=true`],
			['DELETE', `${SECRETS}/root`],
			['PUT', '/secrets/v1/seal/default'],
		] as const) {
			expect((await reader.ask(method, path)).status).toBe(403);
		}
		const admin = await loggedIn(cluster.emulator, 'admin');
		expect((await admin.ask('PUT', '/secrets/v1/seal/default')).status).toBe(204);
		expect((await admin.ask('GET', `${SECRETS}/root`)).status).toBe(503);
		const seal = await reader.ask('GET', '/secrets/v1/seal-status/default');
		expect(JSON.parse(seal.text)).toMatchObject({ sealed: true });
		expect((await admin.ask('PUT', '/secrets/v1/auto-unseal/default')).status).toBe(204);
		expect((await admin.ask('GET', `${SECRETS}/root`)).status).toBe(200);
	});
});
