import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../stores/fakes/certificates.ts';
import { type Loopback, reply, serve } from '../../stores/fakes/loopback.ts';
import { startProxy, type TunnelProxy } from '../network/proxy.ts';
import { type TlsFront, tlsFront } from '../network/tls-front.ts';
import { type ExampleCluster, exampleCluster } from './cluster.ts';
import { pathWithCommand } from './examples-copy.ts';

/**
 * A cluster and a secret store as a company has them: behind TLS of its own authority, only for clients with a
 * certificate, under names that no resolver knows (RFC 6761), so that the proxy is the only way.
 */

const certificates = makeCertificates();
afterAll(() => certificates?.remove());

const CLUSTER = 'metronome.cluster.test';
const STORE = 'store.cluster.test';
const PASSWORD = 'canary-proxy-password-91';
const CREDENTIALS = `jenkins:${PASSWORD}`;
const TARGET = '--target production --owner t/r';

const path = pathWithCommand();
let cluster: ExampleCluster;
let store: Loopback;
let sources: readonly string[];
let front: TlsFront;
let storeFront: TlsFront;
let proxy: TunnelProxy;

interface Changes {
	readonly tls?: object;
	readonly storeTls?: object;
	readonly url?: string;
}

const TLS = { ca: 'pem/ca.pem', cert: 'pem/client.pem', key: 'pem/client.key' };

/** One target, whose jobs are those of the examples, and a store of which one secret is missing. */
function configure({ tls = TLS, storeTls = TLS, url = `https://${CLUSTER}` }: Changes = {}): void {
	const secrets = { store: { kind: 'http', url: `https://${STORE}/`, list: 'names', tls: storeTls } };
	const variables = { registry: 'registry.example.com' };
	writeFileSync(
		cluster.path('metronome-jobs.json'),
		JSON.stringify({
			jobs: ['jobs/**/*.json'],
			dcos: '2.2',
			targets: { production: { url, tls, secrets, variables } },
		}),
	);
}

/** Runs the command with the proxy and its password in the environment; what it says never holds that password. */
async function jobs(args: string, env: Readonly<Record<string, string>> = {}) {
	const https_proxy = `http://${CREDENTIALS}@127.0.0.1:${proxy.port}`;
	const ran = await cluster.shell(`metronome-jobs ${args}`, { https_proxy, ...env });
	expect(ran.out + ran.err).not.toContain('canary');
	return ran;
}

describe.skipIf(certificates === undefined)(
	'a cluster and a store that only a proxy reaches (needs openssl)',
	() => {
		const { ca, server, client } = certificates ?? {
			ca: '',
			server: { cert: '', key: '' },
			client: { cert: '', key: '' },
		};

		beforeEach(async () => {
			cluster = await exampleCluster(path);
			sources = JSON.parse(readFileSync(cluster.path('secrets.json'), 'utf8'));
			store = await serve((_, response) => reply(response, 200, sources));
			front = await tlsFront(cluster.emulator.metronomeUrl, { ca, server });
			storeFront = await tlsFront(store.url, { ca, server });
			proxy = await startProxy({
				credentials: CREDENTIALS,
				hosts: { [CLUSTER]: front.port, [STORE]: storeFront.port },
			});
			await cluster.shell('mkdir pem');
			const files = { 'ca.pem': ca, 'client.pem': client.cert, 'client.key': client.key };
			for (const [name, text] of Object.entries(files)) writeFileSync(cluster.path(`pem/${name}`), text);
			configure();
		});
		afterEach(async () => {
			await cluster.close();
			await store.close();
		});

		it('are checked against, planned for and deployed to, and nothing goes another way', async () => {
			const all = sources;
			sources = all.filter(source => source !== 'tide/infra/dns-api-token');
			const checked = await jobs('check --target production');
			expect(checked.code).toBe(1);
			expect(checked.out).toContain(`'tide/infra/dns-api-token' is not in the store at ${STORE}`);
			sources = all;
			const planned = await jobs(`plan ${TARGET} --detailed-exitcode`);
			expect([planned.code, planned.err]).toEqual([10, '']);
			expect((await jobs(`deploy ${TARGET} --yes`)).code).toBe(0);
			expect((await jobs(`plan ${TARGET} --detailed-exitcode`)).code).toBe(0);
			expect(new Set(proxy.asked)).toEqual(new Set([`${CLUSTER}:443`, `${STORE}:443`]));
			expect(new Set([...front.clients, ...storeFront.clients])).toEqual(new Set(['client']));
			expect(front.clients.length).toBeGreaterThan(20);
		});

		it('whose authority nobody named are not trusted, and the setting is told', async () => {
			configure({ tls: { ...TLS, ca: undefined }, storeTls: { ...TLS, ca: undefined } });
			const { code, err } = await jobs(`plan ${TARGET}`);
			expect(code).toBe(3);
			expect(err).toContain(`certificate of ${CLUSTER} is not trusted: 'tls.ca' or NODE_EXTRA_CA_CERTS`);
			expect(front.clients).toEqual([]);
			const trusted = await jobs(`plan ${TARGET}`, { NODE_EXTRA_CA_CERTS: cluster.path('pem/ca.pem') });
			expect([trusted.code, trusted.err]).toEqual([0, '']);
		});

		it('are trusted by NODE_EXTRA_CA_CERTS also where the settings name another authority', async () => {
			const other = makeCertificates();
			writeFileSync(cluster.path('pem/other.pem'), other?.ca ?? '');
			other?.remove();
			configure({ tls: { ...TLS, ca: 'pem/other.pem' } });
			expect((await jobs(`plan ${TARGET}`)).err).toContain('is not trusted');
			const env = { NODE_EXTRA_CA_CERTS: cluster.path('pem/ca.pem') };
			expect((await jobs(`plan ${TARGET}`, env)).code).toBe(0);
		});

		it('let nobody in without a client certificate, and both settings are told', async () => {
			configure({ tls: { ca: TLS.ca }, storeTls: { ca: TLS.ca } });
			const { code, err } = await jobs(`deploy ${TARGET} --yes`);
			expect(code).toBe(3);
			expect(err).toContain(`where it wants a client certificate, 'tls.cert' and 'tls.key' name one`);
			expect([front.clients, storeFront.clients]).toEqual([[], []]);
		});

		it('as nginx refuses clients without a certificate, tell the same', async () => {
			const nginx = await serve((_, response) => {
				const page = '<html><head><title>400 No required SSL certificate was sent</title></head></html>';
				reply(response, 400, page, 'text/html');
			});
			try {
				configure({ tls: { ca: TLS.ca }, url: nginx.url });
				const { code, err } = await jobs(`plan ${TARGET}`);
				expect([code, err]).toEqual([3, expect.stringContaining("'tls.cert' and 'tls.key' of the target")]);
			} finally {
				await nginx.close();
			}
		});

		it('are not asked through a proxy that is down or wants other credentials, and its variable is told', async () => {
			const wrong = await jobs(`plan ${TARGET}`, {
				https_proxy: `http://jenkins:nope@127.0.0.1:${proxy.port}`,
			});
			expect(wrong.code).toBe(3);
			expect(wrong.err).toContain(
				`127.0.0.1:${proxy.port}, which https_proxy names, wants other credentials (407)`,
			);
			expect(wrong.err).not.toContain('nope');
			proxy.close();
			const down = await jobs(`plan ${TARGET}`);
			expect(down.code).toBe(3);
			expect(down.err).toContain('which https_proxy names, cannot be reached (ECONNREFUSED)');
			const odd = await jobs(`plan ${TARGET}`, { https_proxy: 'socks5://127.0.0.1:1080' });
			expect([odd.code, odd.err]).toEqual([
				3,
				expect.stringContaining('https_proxy is no address of a proxy such as http://'),
			]);
		});

		it('are asked straight where NO_PROXY names them', async () => {
			configure({ url: `https://127.0.0.1:${front.port}` });
			const through = await jobs(`plan ${TARGET} --offline`);
			expect([through.code, new Set(proxy.asked).size]).toEqual([0, 1]);
			const straight = await jobs(`plan ${TARGET} --offline`, { NO_PROXY: 'example.com,127.0.0.1' });
			expect([straight.code, new Set(proxy.asked).size]).toEqual([0, 1]);
			const asked = proxy.asked.length;
			await jobs(`plan ${TARGET} --offline`, { NO_PROXY: '*' });
			expect(proxy.asked).toHaveLength(asked);
		});
	},
);
