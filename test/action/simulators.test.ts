import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGithub, type Github } from '../../action/github/client.ts';
import { createDeployment, setDeploymentStatus } from '../../action/github/deployments.ts';
import { markerLine } from '../../action/github/marker.ts';
import { createReview, pullsOfCommit } from '../../action/github/pulls.ts';
import { closeIssue, upsertComment, upsertIssue } from '../../action/github/sticky.ts';
import { temporaryTree } from '../temporary-tree.ts';
import { hasNode24, NODE_24, ROOT, runAction, TOKEN } from './runner.ts';

/**
 * A second opinion: simulators of GitHub that others have made, where `npm ci --prefix test/peers` has put them. One
 * remembers what it is told, the other holds bodies against GitHub's OpenAPI description.
 */
const PEERS = join(ROOT, 'test/peers/node_modules');
const EMULATE = join(PEERS, 'emulate/dist/index.js');
const SIMULACRUM = join(PEERS, '@simulacrum/github-api-simulator/dist/index.mjs');
const LOGIN = 'github-actions[bot]';
const REPOSITORY = 'acme/hello';
const marker = markerLine('plan', 'prod');

function clientOf(apiUrl: string): Github {
	const settings = { apiUrl, graphqlUrl: `${apiUrl}/graphql`, token: TOKEN, repository: REPOSITORY };
	return createGithub({ ...settings, env: {}, toolVersion: '0' });
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}

describe.skipIf(!hasNode24 || !existsSync(EMULATE))('emulate, which remembers (needs Node 24)', () => {
	let child: ChildProcess;
	let apiUrl = '';
	let github: Github;

	beforeAll(async () => {
		const port = await freePort();
		apiUrl = `http://127.0.0.1:${port}`;
		const seed = {
			tokens: { [TOKEN]: { login: LOGIN } },
			github: {
				users: [{ login: LOGIN, name: 'Bot', email: 'bot@example.com' }],
				orgs: [{ login: 'acme', name: 'Acme' }],
				repos: [{ owner: 'acme', name: 'hello', auto_init: true }],
			},
		};
		const folder = temporaryTree({ 'seed.json': seed });
		const args = ['start', '--service', 'github', '--port', String(port), '--seed', `${folder}/seed.json`];
		child = spawn(NODE_24, [EMULATE, ...args], { stdio: 'ignore', cwd: folder });
		for (let n = 0; n < 100; n++) {
			if (await fetch(apiUrl).then(Boolean, () => false)) break;
			await new Promise(resolve => setTimeout(resolve, 100));
		}
		github = clientOf(apiUrl);
	});

	afterAll(async () => {
		await github.close();
		child.kill();
	});

	const ask = async <T = Record<string, unknown>[]>(path: string): Promise<T> => {
		const response = await fetch(`${apiUrl}/repos/${REPOSITORY}${path}`, {
			headers: { authorization: `Bearer ${TOKEN}` },
		});
		return JSON.parse(await response.text());
	};

	// No more than one request takes: it replaces annotations where GitHub documents that they are added.
	it('has every annotation of a check run that the committed bundle makes', async () => {
		const sha = String((await ask('/commits'))[0]?.['sha']);
		const jobs = Array.from({ length: 45 }, (_, n) => ({
			id: `job-${n}`,
			run: { cmd: 'true', cpus: 0.1, mem: -1, disk: 0 },
		}));
		const done = await runAction({
			files: { 'a.json': jobs },
			event: { name: 'push', payload: {}, sha, ref: 'refs/heads/main' },
			github: { apiUrl, graphqlUrl: `${apiUrl}/graphql`, repository: REPOSITORY },
		});
		expect(done.code).toBe(1);
		const { check_runs: runs } = await ask<{
			check_runs: { id: number; conclusion: string; output: { annotations_count: number } }[];
		}>(`/commits/${sha}/check-runs`);
		expect(runs).toMatchObject([{ conclusion: 'failure', output: { annotations_count: 45 } }]);
	});

	it('has one comment and one issue of ours, whatever was there before', async () => {
		const opened = await upsertIssue(github, markerLine('drift', 'prod'), { title: 'Drift', text: 'one' });
		const number = opened.ok ? opened.value.id : 0;
		for (let n = 0; n < 120; n++) await github.post(`/issues/${number}/comments`, { body: `hm ${n}` });
		for (const text of ['one', 'two', 'two']) await upsertComment(github, number, marker, { text });
		const last = await ask(`/issues/${number}/comments?per_page=100&page=2`);
		expect(last).toHaveLength(21);
		expect(last.at(-1)?.['body']).toBe(`${marker}\ntwo`);
		await upsertIssue(github, markerLine('drift', 'prod'), { title: 'Drift', text: 'two' });
		await closeIssue(github, markerLine('drift', 'prod'), 'No drift any more.');
		expect(await ask('/issues?state=closed')).toMatchObject([{ number, title: 'Drift' }]);
	});
});

describe.skipIf(!existsSync(SIMULACRUM))('simulacrum, which judges bodies', () => {
	let github: Github;
	let stop: () => Promise<void>;

	beforeAll(async () => {
		const { simulation } = await import(pathToFileURL(SIMULACRUM).href);
		const lists = { users: [], repositories: [], branches: [], blobs: [] };
		const app = simulation({ initialState: { organizations: [{ login: 'acme' }], ...lists } });
		const port = await freePort();
		const listening = await app.listen(port, '127.0.0.1');
		stop = () => listening.ensureClose();
		github = clientOf(`http://127.0.0.1:${port}`);
	});

	afterAll(async () => {
		await github.close();
		await stop();
	});

	it('takes deployments and their statuses, and reviews', async () => {
		const request = { sha: 'a', environment: 'prod', description: 'd', key: 'k', production: true };
		expect((await createDeployment(github, request)).ok).toBe(true);
		const status = { state: 'success', description: 'd', logUrl: 'https://github.example' } as const;
		expect((await setDeploymentStatus(github, 1, status)).ok).toBe(true);
		const comments = [
			{ path: 'a.json', startLine: 1, line: 2, body: 'c' },
			{ path: 'a.json', startLine: 4, line: 4, body: 'c' },
		];
		expect((await createReview(github, 7, { sha: 'a', body: 'b', comments })).ok).toBe(true);
	});

	it('refuses what its description does not know', async () => {
		expect((await github.post('/deployments', {})).ok).toBe(false);
	});

	it('answers in the form that GitHub documents, and we read it', async () => {
		const pulls = await pullsOfCommit(github, 'a');
		expect(pulls).toMatchObject({ ok: true, value: [{ number: expect.any(Number) }] });
	});
});
