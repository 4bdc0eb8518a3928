import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../stores/fakes/certificates.ts';
import { clusterListener, type FakeCluster, fakeCluster } from '../stores/fakes/dcos-cluster.ts';
import { type Loopback, reply, serve } from '../stores/fakes/loopback.ts';
import { temporaryTree } from '../test/temporary-tree.ts';
import { type Connection, connectTarget } from './connection.ts';

const PASSWORD = 'canary-password-77';
const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function cluster(): Promise<FakeCluster & Loopback> {
	const fake = fakeCluster();
	const loopback = await serve(clusterListener(fake));
	closing.push(loopback.close);
	return Object.assign(fake, loopback);
}

function folder(target: object, files: Record<string, string> = {}): string {
	return temporaryTree({ 'metronome-jobs.json': JSON.stringify({ targets: { prod: target } }), ...files });
}

async function connect(
	target: object,
	env: Record<string, string>,
	files: Record<string, string> = {},
): Promise<Connection> {
	const home = mkdtempSync(join(tmpdir(), 'home-'));
	closing.push(() => rmSync(home, { recursive: true }));
	const made = await connectTarget({
		cwd: folder(target, files),
		target: 'prod',
		env: { HOME: home, ...env },
	});
	if (!made.ok) throw new Error(made.problems.join('\n'));
	closing.push(made.connection.close);
	return made.connection;
}

async function problems(target: object, env: Record<string, string> = {}): Promise<readonly string[]> {
	const made = await connectTarget({ cwd: folder(target), target: 'prod', env });
	return made.ok ? [] : made.problems;
}

const PASSWORD_AUTH = { usernameEnv: 'THE_USER', passwordEnv: 'THE_PASSWORD' };

describe('a login', () => {
	it('by password happens once, and again when the token is no longer good', async () => {
		const fake = await cluster();
		fake.passwords.set('ann', PASSWORD);
		const env = { THE_USER: 'ann', THE_PASSWORD: PASSWORD };
		const { client } = await connect({ url: `${fake.url}/service/metronome`, auth: PASSWORD_AUTH }, env);
		const both = await Promise.all([client.info(), client.info()]);
		expect(both.map(reply => reply.kind === 'answer' && reply.status)).toEqual([200, 200]);
		expect(fake.logins).toEqual([JSON.stringify({ uid: 'ann', password: PASSWORD })]);
		fake.tokens.clear();
		expect(await client.info()).toMatchObject({ status: 200 });
		expect(fake.logins).toHaveLength(2);
	});

	it('by service account signs a proof that the cluster can verify', async () => {
		const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const fake = await cluster();
		fake.accounts.set('deployer', publicKey);
		const account = JSON.stringify({
			login_endpoint: 'https://leader.mesos/acs/api/v1/auth/login',
			private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
			scheme: 'RS256',
			uid: 'deployer',
		});
		const auth = { serviceAccountEnv: 'ACCOUNT' };
		const { client } = await connect({ url: `${fake.url}/service/metronome`, auth }, { ACCOUNT: account });
		expect(await client.info()).toMatchObject({ status: 200 });
	});

	it.each([
		['{', "the service account is no JSON with 'uid' and 'private_key'"],
		['{"uid":"a","private_key":"canary-key"}', "the service account's 'private_key' is no RSA key in PEM"],
		['{"uid":"a","private_key":"canary-key","scheme":"HS256"}', "the service account's scheme is not RS256"],
	])('by a broken service account %j says what is wrong, not with what', async (account, why) => {
		const fake = await cluster();
		const auth = { serviceAccountEnv: 'ACCOUNT' };
		const { client } = await connect({ url: `${fake.url}/service/metronome`, auth }, { ACCOUNT: account });
		const answer = await client.info();
		expect(answer).toMatchObject({ kind: 'none', message: expect.stringContaining(why) });
		expect(JSON.stringify(answer)).not.toContain('canary');
	});

	it('that is refused is told without what was tried', async () => {
		const fake = await cluster();
		const env = { THE_USER: 'ann', THE_PASSWORD: PASSWORD };
		const { client } = await connect({ url: `${fake.url}/service/metronome`, auth: PASSWORD_AUTH }, env);
		const answer = await client.info();
		expect(answer).toMatchObject({ message: expect.stringContaining('does not take the credentials (401)') });
		expect(JSON.stringify(answer)).not.toContain(PASSWORD);
	});

	it('with a token from the environment sends just that', async () => {
		const fake = await cluster();
		fake.tokens.add('given');
		const target = { url: `${fake.url}/service/metronome`, auth: { tokenEnv: 'THE_TOKEN' } };
		const { client } = await connect(target, { THE_TOKEN: 'given\n' });
		expect(await client.info()).toMatchObject({ status: 200 });
		expect(fake.logins).toEqual([]);
	});
});

describe('a login of the dcos command', () => {
	const toml = (url: string, token: string): string =>
		`[cluster]\nname = "x"\ndcos_url = "http://elsewhere"\n[core]\ndcos_url = "${url}" # here\ndcos_acs_token = "${token}"\nssl_verify = "False"\n`;

	it('is used for its own cluster only, the attached one first', async () => {
		const fake = await cluster();
		fake.tokens.add('attached');
		const home = temporaryTree({
			'.dcos/clusters/a/dcos.toml': toml(fake.url, 'old'),
			'.dcos/clusters/b/dcos.toml': toml(fake.url, 'attached'),
			'.dcos/clusters/b/attached': '',
			'.dcos/clusters/c/dcos.toml': toml('https://other.example', 'of-another'),
		});
		const { client, notices } = await connect({ url: `${fake.url}/service/metronome` }, { HOME: home });
		expect(await client.info()).toMatchObject({ status: 200 });
		expect(notices.join()).toContain('login of the dcos command');
		expect(notices.join()).not.toContain('attached');
	});

	it('goes to no other cluster', async () => {
		const fake = await cluster();
		const home = temporaryTree({ '.dcos/clusters/c/dcos.toml': toml('https://other.example', 'of-another') });
		const { client } = await connect({ url: `${fake.url}/service/metronome` }, { HOME: home });
		expect(await client.info()).toMatchObject({ status: 401 });
		expect(fake.asked.join()).not.toContain('of-another');
	});

	it('yields to a login that the settings name', async () => {
		const fake = await cluster();
		fake.tokens.add('given');
		const home = temporaryTree({ '.dcos/clusters/a/dcos.toml': toml(fake.url, 'of-the-cli') });
		const target = { url: `${fake.url}/service/metronome`, auth: { tokenEnv: 'THE_TOKEN' } };
		const { client } = await connect(target, { HOME: home, THE_TOKEN: 'given' });
		expect(await client.info()).toMatchObject({ status: 200 });
		expect(fake.asked.join()).not.toContain('of-the-cli');
	});
});

describe('the address', () => {
	it('of a cluster leads to its Metronome', async () => {
		const fake = await cluster();
		const { client } = await connect({ url: `${fake.url}/` }, {});
		expect(client.address).toBe(`${fake.url}/service/metronome`);
	});

	it('of a Metronome by itself is taken as it is', async () => {
		const alone = await serve((request, response) =>
			request.url === '/info' ? reply(response, 200, { version: '0.6.70' }) : reply(response, 404, {}),
		);
		closing.push(alone.close);
		const { client } = await connect({ url: alone.url }, {});
		expect(client.address).toBe(alone.url);
		expect(await client.info()).toMatchObject({ status: 200 });
	});

	it('of the emulator needs no settings, and can be elsewhere', async () => {
		const cwd = temporaryTree({});
		const made = await connectTarget({ cwd, target: 'emulator', env: {} });
		expect(made.ok && made.connection.client.address).toBe('http://127.0.0.1:9000');
		const env = { METRONOME_JOBS_EMULATOR_URL: 'http://127.0.0.1:9123/' };
		const other = await connectTarget({ cwd, target: 'emulator', env });
		expect(other.ok && other.connection.client.address).toBe('http://127.0.0.1:9123');
		const odd = await connectTarget({ cwd, target: 'emulator', env: { METRONOME_JOBS_EMULATOR_URL: 'x' } });
		expect(odd.ok).toBe(false);
	});
});

it('goes through the proxy of the environment, and says that plain http can be overheard', async () => {
	const fake = await cluster();
	fake.tokens.add('t');
	const asked: string[] = [];
	const proxy = createServer();
	proxy.on('connect', (request, socket) => {
		asked.push(request.url ?? '');
		const upstream = dial(Number(new URL(fake.url).port), '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			upstream.pipe(socket).pipe(upstream);
		});
	});
	await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
	closing.push(() => proxy.close());
	const address = proxy.address();
	const env = { http_proxy: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, T: 't' };
	const target = { url: 'http://cluster.invalid/service/metronome', auth: { tokenEnv: 'T' } };
	const { client, notices } = await connect(target, env);
	expect(await client.info()).toMatchObject({ status: 200 });
	expect(asked).toEqual(['cluster.invalid:80']);
	expect(notices.join()).toContain('plain http');
});

const certificates = makeCertificates();
afterAll(() => certificates?.remove());

describe.skipIf(certificates === undefined)('TLS (needs openssl)', () => {
	const none = { cert: '', key: '' };
	const { ca, server, client: pair } = certificates ?? { ca: '', server: none, client: none };

	it('trusts the certificates of the settings besides those of the system, relative to the config', async () => {
		const fake = fakeCluster();
		fake.tokens.add('t');
		const names: string[] = [];
		const listener = clusterListener(fake);
		const { url, close } = await serve(
			(request, response) => {
				const { socket } = request;
				names.push(socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject?.CN) : '');
				listener(request, response);
			},
			{ ...server, ca, requestCert: true },
		);
		closing.push(close);
		const auth = { tokenEnv: 'T' };
		const tls = { ca: 'pem/ca.pem', cert: 'pem/client.pem', key: 'pem/client.key' };
		const files = { 'pem/ca.pem': ca, 'pem/client.pem': pair.cert, 'pem/client.key': pair.key };
		const trusted = await connect({ url: `${url}/service/metronome`, auth, tls }, { T: 't' }, files);
		expect(await trusted.client.info()).toMatchObject({ status: 200 });
		expect(names).toEqual(['client']);
		const untrusted = await connect({ url: `${url}/service/metronome`, auth }, { T: 't' });
		expect(await untrusted.client.info()).toMatchObject({ kind: 'none', mayHaveArrived: false });
	});
});

describe('what is missing is named', () => {
	const url = 'https://cluster.example/service/metronome';

	it.each([
		[
			{ url, auth: PASSWORD_AUTH },
			{ THE_USER: '' },
			[
				"The environment variable THE_USER is not set: the target 'prod' takes the user name from it.",
				"The environment variable THE_PASSWORD is not set: the target 'prod' takes the password from it.",
			],
		],
		[{ auth: { tokenEnv: 'T' } }, { T: 't' }, ["There is no 'url' in the settings of the target 'prod'."]],
		[
			{ url, tls: { ca: 'no.pem', cert: 'metronome-jobs.json', key: 'metronome-jobs.json' } },
			{},
			[
				"The setting 'tls.ca' names no.pem, which does not exist.",
				"The setting 'tls.cert' names metronome-jobs.json, which is no PEM file.",
				"The setting 'tls.key' names metronome-jobs.json, which is no PEM file.",
			],
		],
	])('%j', async (target, env, expected) => {
		expect(await problems(target, env)).toEqual(expected);
	});

	it('no target at all, and one that there is not', async () => {
		const cwd = folder({ url });
		const none = await connectTarget({ cwd, target: undefined, env: {} });
		expect(none).toMatchObject({ problems: [expect.stringContaining('--target')] });
		const wrong = await connectTarget({ cwd, target: 'prd', env: {} });
		expect(wrong).toMatchObject({ problems: [expect.stringContaining("Did you mean 'prod'?")] });
	});
});
