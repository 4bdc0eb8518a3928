import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeGithub, startFakeGithub } from '../../test/github/fake-github.ts';
import { LEAST, WRITER } from '../../test/github/tokens.ts';
import { createGithub, type Github } from './client.ts';
import { createDeployment, setDeploymentStatus } from './deployments.ts';
import { pullsOfCommit } from './pulls.ts';

const SHA = 'a'.repeat(40);
let fake: FakeGithub;
let github: Github;
let least: Github;

beforeEach(async () => {
	fake = await startFakeGithub({ tokens: { writer: WRITER, least: LEAST } });
	fake.state.commits.add(SHA);
	const { apiUrl, graphqlUrl } = fake;
	const settings = { apiUrl, graphqlUrl, repository: fake.state.repository, env: {}, toolVersion: '0' };
	github = createGithub({ ...settings, token: 'writer' });
	least = createGithub({ ...settings, token: 'least' });
});

afterEach(async () => {
	await Promise.all([github.close(), least.close()]);
	await fake.close();
	expect(fake.problems).toEqual([]);
});

const request = { sha: SHA, environment: 'prod', description: 'x'.repeat(300), key: 'k', production: true };

describe('a deployment', () => {
	it('is opened, goes on and ends', async () => {
		const made = await createDeployment(github, request);
		if (!made.ok) throw new Error(made.failure.message);
		const status = { description: 'y'.repeat(300), logUrl: 'https://github.example/run' };
		for (const state of ['in_progress', 'success'] as const) {
			const more = { ...status, state, environmentUrl: 'https://dcos.example' };
			expect((await setDeploymentStatus(github, made.value, more)).ok).toBe(true);
		}
		expect(fake.state.deployments).toMatchObject([
			{
				sha: SHA,
				environment: 'prod',
				statuses: [{ state: 'in_progress', environment_url: 'https://dcos.example' }, { state: 'success' }],
			},
		]);
	});

	it('has no address that is none of the web', async () => {
		const made = await createDeployment(github, request);
		const environmentUrl = 'javascript:alert(1)';
		const status = { state: 'success', description: '', logUrl: '', environmentUrl } as const;
		await setDeploymentStatus(github, made.ok ? made.value : 0, status);
		expect(fake.state.deployments[0]?.statuses[0]).not.toHaveProperty('environment_url');
	});

	it.each(['lost answer', 'reset'] as const)('is there once with a %s', async kind => {
		fake.faults.plan('POST', /deployments$/, { kind });
		expect(await createDeployment(github, request)).toMatchObject({ ok: true });
		expect(fake.state.deployments).toHaveLength(1);
	});

	it('that the token may not open says so', async () => {
		expect(await createDeployment(least, request)).toMatchObject({ failure: { reason: 'denied' } });
	});
});

describe('the pull requests of a commit', () => {
	it('are those that it merged', async () => {
		const mergedAt = '2026-11-01T00:00:00Z';
		fake.state.pulls.set(7, { number: 7, headSha: 'h', baseSha: 'b', files: [], mergedAt, mergeSha: SHA });
		fake.state.pulls.set(8, { number: 8, headSha: 'i', baseSha: 'b', files: [] });
		expect(await pullsOfCommit(github, SHA)).toEqual({
			ok: true,
			value: [{ number: 7, headSha: 'h', mergedAt, mergeSha: SHA }],
		});
	});
});
