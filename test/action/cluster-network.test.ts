import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../stores/fakes/certificates.ts';
import { reply, serve } from '../../stores/fakes/loopback.ts';
import { startProxy } from '../network/proxy.ts';
import { tlsFront } from '../network/tls-front.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { actionCluster } from './cluster.ts';
import { job, pipeline } from './pipeline.ts';
import { runAction } from './runner.ts';

const certificates = makeCertificates();
afterAll(() => certificates?.remove());

const CLUSTER = 'metronome.cluster.test';
const STORE = 'store.cluster.test';
const PASSWORD = ['canary', 'proxy', 'password', '37'].join('-');
const TLS = { ca: 'pem/ca.pem', cert: 'pem/client.pem', key: 'pem/client.key' };

describe.skipIf(certificates === undefined)('a cluster that only a proxy reaches (needs openssl)', () => {
	const none = { cert: '', key: '' };
	const { ca, server, client } = certificates ?? { ca: '', server: none, client: none };

	/** The names are known to the proxy alone, and both servers want a certificate of the client. */
	async function company(tls: object = TLS) {
		const cluster = await actionCluster();
		const store = await serve((_, response) => reply(response, 200, ['a/there']));
		const front = await tlsFront(cluster.url, { ca, server });
		const storeFront = await tlsFront(store.url, { ca, server });
		const hosts = { [CLUSTER]: front.port, [STORE]: storeFront.port };
		const proxy = await startProxy({ credentials: `runner:${PASSWORD}`, hosts });
		const secrets = { store: { kind: 'http', url: `https://${STORE}/`, list: 'names', tls } };
		const prod = { url: `https://${CLUSTER}`, auth: { tokenEnv: 'PROD_TOKEN' }, tls, secrets };
		const run = {
			...job('a', 'true').run,
			env: { KEY: { secret: 'key' } },
			secrets: { key: { source: 'a/there' } },
		};
		const line = await pipeline({
			cluster,
			base: { 'pem/ca.pem': ca, 'pem/client.pem': client.cert, 'pem/client.key': client.key },
			head: { 'jobs/a.json': job('a', 'true', { run }) },
			settings: { targets: { prod } },
			env: { https_proxy: `http://runner:${PASSWORD}@127.0.0.1:${proxy.port}` },
		});
		return { line, cluster, proxy, front, storeFront, close: store.close };
	}

	it('is planned for and deployed to with its certificates, and the store is asked the same way', async () => {
		const { line, cluster, proxy, front, storeFront, close } = await company();
		const checked = await line.pull({ mode: 'check' });
		expect([checked.code, checked.errors, checked.warnings]).toEqual([0, [], []]);
		expect((await line.pull({ mode: 'plan' })).outputs['changes']).toBe('1');
		line.merge();
		const deployed = await line.main({ mode: 'deploy' });
		expect([deployed.code, deployed.outputs['applied']]).toEqual([0, '1']);
		expect(await cluster.job('a')).toBeDefined();
		expect(new Set(proxy.asked)).toEqual(new Set([`${CLUSTER}:443`, `${STORE}:443`]));
		expect(new Set([...front.clients, ...storeFront.clients])).toEqual(new Set(['client']));
		expect(line.said()).not.toContain(PASSWORD);
		await close();
	});

	it('fails the step with the setting to look at, and nothing is written', async () => {
		for (const [tls, hint] of [
			[{ ...TLS, ca: undefined }, "'tls.ca' or NODE_EXTRA_CA_CERTS"],
			[{ ca: TLS.ca }, "'tls.cert' and 'tls.key' name one"],
		] as const) {
			const { line, cluster, close } = await company(tls);
			const done = await line.main({ mode: 'deploy', approval: 'none' });
			expect([done.code, done.errors[0]?.data]).toEqual([3, expect.stringContaining(hint)]);
			expect(cluster.writes).toEqual([]);
			await close();
		}
		const { line, proxy, close } = await company();
		proxy.close();
		const done = await line.main({ mode: 'deploy', approval: 'none' });
		expect([done.code, done.errors[0]?.data]).toEqual([
			3,
			expect.stringContaining('which https_proxy names'),
		]);
		expect(line.said()).not.toContain(PASSWORD);
		await close();
	});
});

describe('a runner without any network', () => {
	it('checks, for a target as well, and opens no socket', async () => {
		const preload = `
			const { appendFileSync } = require('node:fs');
			const refuse = what => () => {
				appendFileSync(process.env.ASKED, what + '\\n');
				throw new Error('there is no network');
			};
			require('node:net').Socket.prototype.connect = refuse('socket');
			require('node:dns').lookup = refuse('lookup');
			globalThis.fetch = refuse('fetch');
		`;
		const folder = temporaryTree({ 'preload.cjs': preload, asked: '' });
		const bad = { ...job('a', 'true').run, mem: -1 };
		for (const inputs of [{}, { target: 'prod' }] as const) {
			const done = await runAction({
				files: {
					'metronome-jobs.json': {
						jobs: ['*.job.json'],
						targets: { prod: { url: 'https://dcos.example.com' } },
					},
					'a.job.json': { id: 'a', run: bad },
				},
				inputs: { ...inputs, token: '' },
				env: { NODE_OPTIONS: `--require ${join(folder, 'preload.cjs')}`, ASKED: join(folder, 'asked') },
			});
			expect([done.code, done.errors[0]?.properties]).toMatchObject([1, { file: 'a.job.json' }]);
		}
		expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('');
	});
});
