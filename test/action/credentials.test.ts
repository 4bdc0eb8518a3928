import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readDcosSettings } from '../../emulator/dcos/read-settings.ts';
import { fakeVault, vaultListener } from '../../stores/fakes/vault.ts';
import { actionCluster, closeLater, listening } from './cluster.ts';
import { job, PLAN_KEY, pipeline } from './pipeline.ts';

/** How the Action logs in, and that nobody sees with what. */

const PASSWORD = ['canary', 'password', 'Uz7'].join('-');
const none = { mode: 'deploy', approval: 'none' };
const head = { 'jobs/a.json': job('a', 'true') };

async function served(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	closeLater(server);
	return listening(server);
}

describe('the login at a DC/OS', () => {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	const full = ['dcos:superuser full'];
	const text = JSON.stringify({
		users: {
			deployer: { password: PASSWORD, permissions: full },
			robot: { publicKey, permissions: full },
		},
	});
	const dcos = () => readDcosSettings(text, { shown: 'dcos.json', env: {}, readKeyFile: () => undefined });

	it('with a password works, and the password is masked before it is used and is nowhere', async () => {
		const cluster = await actionCluster({ dcos: dcos() });
		const auth = { usernameEnv: 'DCOS_USER', passwordEnv: 'DCOS_PASSWORD' };
		const settings = { targets: { prod: { url: `${cluster.url}/service/metronome`, auth } } };
		const env = { DCOS_USER: 'deployer', DCOS_PASSWORD: PASSWORD };
		const line = await pipeline({ head, cluster, settings, env });
		const done = await line.main(none);
		expect([done.code, done.errors, done.outputs['applied']]).toEqual([0, [], '1']);
		expect(done.masks).toContain(PASSWORD);
		expect(line.said()).not.toContain(PASSWORD);
		const wrong = await line.main({ mode: 'drift' }, 'schedule', {
			env: { DCOS_PASSWORD: `${PASSWORD}-not` },
		});
		expect(wrong.code).toBe(3);
		expect(wrong.text).not.toContain(PASSWORD);
	});

	it('with a service account works, and every line of its key is masked', async () => {
		const cluster = await actionCluster({ dcos: dcos() });
		const auth = { serviceAccountEnv: 'DCOS_ACCOUNT' };
		const settings = { targets: { prod: { url: `${cluster.url}/service/metronome`, auth } } };
		const account = JSON.stringify({
			scheme: 'RS256',
			uid: 'robot',
			private_key: privateKey,
			login_endpoint: `${cluster.url}/acs/api/v1/auth/login`,
		});
		const line = await pipeline({ head, cluster, settings, env: { DCOS_ACCOUNT: account } });
		const done = await line.main(none);
		expect([done.code, done.errors]).toEqual([0, []]);
		const keyLines = privateKey.split('\n').filter(text_ => text_ !== '');
		expect(done.masks).toEqual(expect.arrayContaining(keyLines));
		for (const keyLine of keyLines.filter(text_ => !text_.startsWith('-'))) {
			expect(line.said().includes(keyLine)).toBe(false);
		}
	});
});

describe('the login at a Vault', () => {
	const jwt = ['canary', 'jwt', 'header.payload.signature'].join('.');
	const vaultToken = ['canary', 'vault', 'token'].join('.');
	const requestToken = ['canary', 'oidc', 'request'].join('.');
	const secret = { env: { A: { secret: 's' } }, secrets: { s: { source: 'app/db@password' } } };
	const files = {
		'jobs/a.json': { id: 'a', run: { cmd: 'true', cpus: 0.1, mem: 32, disk: 0, ...secret } },
	};

	async function withVault(hasOidc: boolean) {
		const vault = fakeVault(2, { 'app/db': { user: 'x' } });
		vault.logins.set('auth/jwt/login', { body: { role: 'ci', jwt }, token: vaultToken });
		const vaultUrl = await served(vaultListener(vault));
		const asked: string[] = [];
		const oidc = await served((request, response) => {
			asked.push(`${request.headers.authorization}`);
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value: jwt }));
		});
		const cluster = await actionCluster();
		const settings = {
			targets: { prod: { url: cluster.url } },
			secrets: {
				dialect: 'vault',
				store: { kind: 'vault', url: vaultUrl, jwtEnv: 'VAULT_JWT', role: 'ci' },
			},
		};
		const env = {
			ACTIONS_ID_TOKEN_REQUEST_URL: `${oidc}/token?api-version=2.0`,
			ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
		};
		const line = await pipeline({ head: files, cluster, settings, env: hasOidc ? env : {} });
		return { line, vault, asked };
	}

	it('goes by a token of GitHub, and a missing secret is found before anything is written', async () => {
		const { line, vault, asked } = await withVault(true);
		const done = await line.main({ mode: 'plan', 'fail-on': 'never' });
		expect(asked).toEqual([`Bearer ${requestToken}`]);
		expect(vault.asked).toContain('POST auth/jwt/login');
		expect(`${done.text}${done.summary}`).toMatch(/missing|no secret|not in the store/);
		expect(done.masks).toContain(jwt);
		for (const canary of [jwt, vaultToken, requestToken, PLAN_KEY]) {
			expect(line.said().includes(canary), canary).toBe(false);
		}
		expect(vault.reads).toBe(0);
		expect(line.cluster.writes).toEqual([]);
	});

	it('says which permission is missing where GitHub gives none', async () => {
		const { line } = await withVault(false);
		const done = await line.main({ mode: 'plan' });
		expect(done.text).toContain('id-token: write');
	});
});
