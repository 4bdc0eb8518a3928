import { afterEach, describe, expect, it } from 'vitest';
import { checkFiles } from '../files/check.ts';
import type { CheckRequest } from '../files/result.ts';
import { clusterListener, fakeCluster } from '../stores/fakes/dcos-cluster.ts';
import { dcosSecrets, dcosSecretsListener } from '../stores/fakes/dcos-secrets.ts';
import { serve } from '../stores/fakes/loopback.ts';
import { temporaryTree } from '../test/temporary-tree.ts';
import { withStoreStates } from './store-states.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

/** A job that uses these sources, each in an environment variable. */
function job(id: string, ...sources: readonly string[]): object {
	const env = Object.fromEntries(sources.map((_, index) => [`V${index}`, { secret: `s${index}` }]));
	const secrets = Object.fromEntries(sources.map((source, index) => [`s${index}`, { source }]));
	return { id, run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', env, secrets } };
}

function request(settings: object, files: Record<string, unknown>, target?: string): CheckRequest {
	const cwd = temporaryTree({ 'metronome-jobs.json': { jobs: 'jobs/*.json', ...settings }, ...files });
	return { cwd, paths: [], now: 0, reading: 'file', ...(target !== undefined && { target }) };
}

async function checked(wish: CheckRequest, env: Record<string, string> = {}, offline = false) {
	const asked = await withStoreStates(wish, { env, offline });
	const { findings, troubles } = checkFiles(asked.request, asked.gathered);
	expect(troubles).toEqual([]);
	return {
		codes: findings.map(({ code, pointer }) => `${code} ${pointer}`),
		notices: asked.notices,
		findings,
	};
}

const FILE_STORE = { secrets: { store: { kind: 'file', path: 'values.json' } } };

describe('a store in the settings', () => {
	it('tells which secret is missing, in its own name', async () => {
		const files = { 'values.json': { key: 'v' }, 'jobs/a.json': job('a', 'key', '/key', 'no') };
		const { codes, findings, notices } = await checked(request(FILE_STORE, files));
		expect(codes).toEqual(['secret-missing /run/secrets/s2/source']);
		expect(findings[0]?.message).toContain('values.json');
		expect(notices).toEqual([]);
	});

	it('is not asked offline, nor where no job uses a secret', async () => {
		const files = { 'values.json': {}, 'jobs/a.json': job('a', 'no') };
		expect((await checked(request(FILE_STORE, files), {}, true)).codes).toEqual([]);
		const without = request(FILE_STORE, { 'jobs/a.json': job('a') });
		expect(withStoreStates(without, { env: {} })).not.toBeInstanceOf(Promise);
	});

	it('that cannot tell is one notice and no finding', async () => {
		const files = { 'jobs/a.json': job('a', 'x', 'y'), 'jobs/b.json': job('b', 'z') };
		const { codes, notices } = await checked(request(FILE_STORE, files));
		expect(codes).toEqual([]);
		expect(notices).toEqual([
			'Whether the secrets are in the store, nobody can tell: there is no file values.json.',
		]);
	});

	it('that cannot tell leaves the word to the inventory', async () => {
		const settings = { secrets: { ...FILE_STORE.secrets, inventory: 'names.json' } };
		const files = { 'names.json': ['x'], 'jobs/a.json': job('a', 'x', 'y') };
		const { codes } = await checked(request(settings, files));
		expect(codes).toEqual(['secret-missing /run/secrets/s1/source']);
	});

	it('without its credentials is a notice that names them', async () => {
		const store = { kind: 'http', url: 'https://store.example', list: 'all', tokenEnv: 'THE_TOKEN' };
		const { codes, notices } = await checked(
			request({ secrets: { store } }, { 'jobs/a.json': job('a', 'x') }),
		);
		expect(codes).toEqual([]);
		expect(notices).toEqual([
			'The secret store was not asked. The environment variable THE_TOKEN is not set: the secret store takes the token from it.',
		]);
	});

	it('makes no suppression look unused while it cannot tell', async () => {
		const suppressions = [{ rule: 'secret-missing', file: 'jobs/a.json', reason: 'made by hand' }];
		const files = { 'jobs/a.json': job('a', 'x') };
		expect((await checked(request({ ...FILE_STORE, suppressions }, files))).codes).toEqual([]);
		const sure = await checked(
			request({ ...FILE_STORE, suppressions }, { ...files, 'values.json': { x: 'v' } }),
		);
		expect(sure.codes).toEqual(['suppression-unused /suppressions/0']);
	});
});

describe('the store of a DC/OS target', () => {
	it('is asked with the login of the target, for names only', async () => {
		const held = dcosSecrets({ 'a/key': 'canary-value' }, '');
		const cluster = fakeCluster();
		cluster.passwords.set('ann', 'canary-password');
		cluster.rest = (incoming, response) => {
			held.token = incoming.headers.authorization?.replace('token=', '') ?? '';
			dcosSecretsListener(held)(incoming, response);
		};
		const { url, close } = await serve(clusterListener(cluster));
		closing.push(close);
		const settings = {
			secrets: { store: { kind: 'dcos' } },
			targets: {
				prod: { url: `${url}/service/metronome`, auth: { usernameEnv: 'U', passwordEnv: 'P' } },
			},
		};
		const wish = request(settings, { 'jobs/a.json': job('a', 'a/key', 'a/no') }, 'prod');
		const { codes, findings, notices } = await checked(wish, { U: 'ann', P: 'canary-password' });
		expect(codes).toEqual(['secret-missing /run/secrets/s1/source']);
		expect(held.reads).toBe(0);
		expect(held.lists).toEqual(['a']);
		expect(JSON.stringify([findings, notices])).not.toContain('canary');
	});
});
