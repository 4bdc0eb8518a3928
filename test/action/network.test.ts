import { describe, expect, it } from 'vitest';
import { WRITER } from '../github/tokens.ts';
import { startProxy } from '../network/proxy.ts';
import { certificate, hasOpenssl } from './certificate.ts';
import { checkout, pullRequest } from './checkout.ts';
import { at, github } from './pull.ts';
import { runAction, type Step, TOKEN } from './runner.ts';

const inputs = { annotations: 'check-run' };
const made = () =>
	checkout({ base: {}, head: { 'a.json': { id: 'a', run: { cmd: 'true', cpus: 0.1, mem: -1, disk: 0 } } } });

async function run(fake: Awaited<ReturnType<typeof github>>, step: Step = {}) {
	const commits = made();
	const event = pullRequest(fake, commits);
	return runAction({ workspace: commits.workspace, event, github: at(fake), inputs, ...step });
}

describe('GitHub Enterprise Server', () => {
	it('is asked at its own address, with its path', async () => {
		const fake = await github(WRITER, { prefix: '/api/v3' });
		expect((await run(fake)).code).toBe(1);
		expect(fake.state.checkRuns).toHaveLength(1);
	});
});

describe('a proxy', () => {
	it('of the environment is the way to GitHub', async () => {
		const fake = await github(WRITER);
		const proxy = await startProxy();
		await run(fake, { env: { http_proxy: proxy.url } });
		expect(fake.state.checkRuns).toHaveLength(1);
		expect(proxy.asked).toEqual([new URL(fake.origin).host]);
	});

	it('is left out for what NO_PROXY names', async () => {
		const fake = await github(WRITER);
		const proxy = await startProxy();
		await run(fake, { env: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } });
		expect(fake.state.checkRuns).toHaveLength(1);
		expect(proxy.asked).toEqual([]);
	});

	it('gets its password, and nobody else reads it', async () => {
		const fake = await github(WRITER);
		const secret = ['canary', 'proxy', 'Tz7'].join('-');
		for (const password of [secret, 'wrong-one']) {
			const proxy = await startProxy({ credentials: `jenkins:${secret}` });
			const url = `http://jenkins:${password}@127.0.0.1:${proxy.port}`;
			const done = await run(fake, { env: { HTTP_PROXY: url } });
			expect(done.code).toBe(1);
			expect(proxy.asked.length).toBeGreaterThan(0);
			for (const told of [done.text, done.summary]) {
				expect(told).not.toContain(password);
				expect(told).not.toContain(TOKEN);
			}
		}
		expect(fake.state.checkRuns).toHaveLength(1);
	});
});

describe.skipIf(!hasOpenssl)('an authority of one’s own (needs openssl)', () => {
	it('is trusted where NODE_EXTRA_CA_CERTS names it', async () => {
		const { key, cert, file } = certificate();
		const fake = await github(WRITER, { tls: { key, cert } });
		const env = { NODE_EXTRA_CA_CERTS: file };
		expect((await run(fake, { env })).code).toBe(1);
		expect(fake.state.checkRuns).toHaveLength(1);
	});

	it('also behind a proxy', async () => {
		const { key, cert, file } = certificate();
		const fake = await github(WRITER, { tls: { key, cert } });
		const proxy = await startProxy();
		await run(fake, { env: { NODE_EXTRA_CA_CERTS: file, https_proxy: proxy.url } });
		expect(fake.state.checkRuns).toHaveLength(1);
		expect(proxy.asked).toHaveLength(1);
	});

	it('is not trusted without, gets no token, and changes nothing of how the step ends', async () => {
		const { key, cert } = certificate();
		const fake = await github(WRITER, { tls: { key, cert } });
		const done = await run(fake);
		expect(done.code).toBe(1);
		expect(fake.calls).toEqual([]);
		expect(done.warnings[0]?.data).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
		expect(done.errors[0]?.properties).toMatchObject({ file: 'a.json' });
	});
});

describe('a runner without internet', () => {
	it('checks as ever, and shows findings by workflow commands', async () => {
		const commits = made();
		const fake = await github(WRITER);
		const event = pullRequest(fake, commits);
		const inputs = { annotations: 'check-run', 'changed-only': 'true', suggestions: 'true' };
		const nowhere = {
			apiUrl: 'https://api.github.invalid',
			graphqlUrl: 'https://api.github.invalid/graphql',
		};
		const done = await runAction({
			workspace: commits.workspace,
			event,
			inputs,
			github: { ...nowhere, repository: fake.state.repository },
		});
		expect(done.code).toBe(1);
		expect(done.errors[0]?.properties).toMatchObject({ file: 'a.json' });
	});
});
