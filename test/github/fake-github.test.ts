import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headLinesOfHunks } from './diff-anchors.ts';
import { type FakeGithub, REPOSITORY, ROUTES, startFakeGithub } from './fake-github.ts';
import { CONTENT_LIMIT, PRIMARY_LIMIT } from './limits.ts';
import { bodyProblems, hasOpenApi, knowsBody } from './openapi.ts';
import { LEAST, READER, WRITER } from './tokens.ts';

/** The fake refuses what GitHub refuses; a client that passes here has kept the limits. */

const SHA = 'a'.repeat(40);
const PATCH = '@@ -1,2 +1,3 @@\n one\n+two\n three\n@@ -10 +11,2 @@\n ten\n+eleven';
let fake: FakeGithub;

beforeEach(async () => {
	fake = await startFakeGithub({ tokens: { writer: WRITER, reader: READER, least: LEAST } });
	fake.state.commits.add(SHA);
	const files = [{ filename: 'a.json', status: 'modified', patch: PATCH } as const];
	fake.state.pulls.set(7, { number: 7, headSha: SHA, baseSha: 'b', files });
});

afterEach(() => fake.close());

async function ask(method: string, path: string, body?: unknown, token = 'writer') {
	const response = await fetch(path.startsWith('http') ? path : `${fake.apiUrl}/repos/${REPOSITORY}${path}`, {
		method,
		headers: {
			...(token === '' ? {} : { authorization: `Bearer ${token}` }),
			'content-type': 'application/json',
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const { status, headers } = response;
	return { status, headers, body: (await response.json()) as Record<string, unknown> };
}

const annotation = { path: 'a.json', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' };
const checkRun = (output: object, more: object = {}) => ({
	name: 'x',
	head_sha: SHA,
	status: 'completed',
	conclusion: 'success',
	output: { title: 't', summary: 's', ...output },
	...more,
});
const status = async (...request: Parameters<typeof ask>) => (await ask(...request)).status;

describe('who asks', () => {
	it('needs a token that is known and may', async () => {
		expect(await status('GET', '/issues', undefined, '')).toBe(401);
		expect(await status('GET', '/issues', undefined, 'wrong')).toBe(401);
		expect(await status('GET', '/issues', undefined, 'least')).toBe(403);
		expect(await status('GET', '/issues', undefined, 'reader')).toBe(200);
		for (const path of ['/issues', '/issues/7/comments', '/check-runs', '/deployments', '/pulls/7/reviews']) {
			expect([path, await status('POST', path, { body: 'x' }, 'reader')]).toEqual([path, 403]);
		}
	});
});

describe('check runs', () => {
	it('take 50 annotations a request, and add them', async () => {
		const many = (n: number) => ({ annotations: Array.from({ length: n }, () => annotation) });
		expect(await status('POST', '/check-runs', checkRun(many(51)))).toBe(422);
		const made = await ask('POST', '/check-runs', checkRun(many(50)));
		expect(made.status).toBe(201);
		const path = `/check-runs/${made.body['id']}`;
		expect(await status('PATCH', path, { output: { title: 't', summary: 's', ...many(51) } })).toBe(422);
		expect(await status('PATCH', path, { output: { title: 't', summary: 's', ...many(3) } })).toBe(200);
		expect((await ask('GET', path)).body).toMatchObject({ output: { annotations_count: 53 } });
	});

	it.each([
		['an unknown commit', checkRun({}, { head_sha: 'b'.repeat(40) })],
		['a long summary', checkRun({ summary: 'x'.repeat(65_536) })],
		[
			'columns over several lines',
			checkRun({ annotations: [{ ...annotation, end_line: 2, start_column: 1 }] }),
		],
		['an absolute path', checkRun({ annotations: [{ ...annotation, path: '/a.json' }] })],
		['a long title', checkRun({ annotations: [{ ...annotation, title: 'x'.repeat(256) }] })],
		['a long message', checkRun({ annotations: [{ ...annotation, message: 'x'.repeat(65_537) }] })],
		['an end without a conclusion', checkRun({}, { conclusion: undefined })],
	])('are refused for %s', async (_, body) => {
		expect(await status('POST', '/check-runs', body)).toBe(422);
		expect(fake.state.checkRuns).toEqual([]);
	});
});

describe('comments', () => {
	it('have 65,536 characters at most', async () => {
		expect(await status('POST', '/issues/7/comments', { body: 'x'.repeat(65_537) })).toBe(422);
		expect(await status('POST', '/issues/7/comments', { body: 'x'.repeat(65_536) })).toBe(201);
		expect(await status('POST', '/issues/8/comments', { body: 'x' })).toBe(404);
	});

	it('come in pages of at most 100, with links', async () => {
		for (let n = 0; n < 205; n++)
			fake.state.comments.push({ id: n, on: 7, login: 'octocat', body: String(n), updates: 0 });
		const first = await ask('GET', '/issues/7/comments?per_page=500');
		expect(first.body).toHaveLength(100);
		const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
		expect((await ask('GET', next)).body).toHaveLength(100);
		const last = await ask('GET', next.replace('page=2', 'page=3'));
		expect(last.body).toHaveLength(5);
		expect(last.headers.get('link')).not.toContain('rel="next"');
		expect((await ask('GET', '/issues/7/comments')).body).toHaveLength(30);
	});
});

describe('reviews', () => {
	const review = (...comments: object[]) => ({
		event: 'COMMENT',
		body: 'b',
		commit_id: SHA,
		comments: comments.map(comment => ({ path: 'a.json', side: 'RIGHT', body: 'c', ...comment })),
	});

	it('are lost as a whole with one comment off the diff', async () => {
		expect(await status('POST', '/pulls/7/reviews', review({ line: 2 }, { line: 4 }))).toBe(422);
		expect(fake.state.reviewComments).toEqual([]);
		expect(await status('POST', '/pulls/7/reviews', review({ line: 2 }, { line: 12 }))).toBe(200);
		expect(fake.state.reviewComments).toHaveLength(2);
	});

	it.each([
		['another file', { line: 2, path: 'b.json' }],
		['lines of two hunks', { start_line: 2, line: 11 }],
		['lines the wrong way round', { start_line: 3, line: 2 }],
	])('do not take a comment on %s', async (_, comment) => {
		expect(await status('POST', '/pulls/7/reviews', review(comment))).toBe(422);
	});

	it('are of the head as it is', async () => {
		expect(await status('POST', '/pulls/7/reviews', { ...review({ line: 2 }), commit_id: 'c' })).toBe(422);
	});

	it('stand where a hunk says', () => {
		expect(headLinesOfHunks(PATCH)).toEqual([
			[1, 2, 3],
			[11, 12],
		]);
	});
});

describe('deployments', () => {
	it('have statuses, and do not wait for checks unless asked to', async () => {
		const body = { ref: SHA, environment: 'prod', required_contexts: [], auto_merge: false };
		expect(await status('POST', '/deployments', { ref: SHA })).toBe(409);
		expect(await status('POST', '/deployments', { ...body, ref: 'nowhere' })).toBe(422);
		const made = await ask('POST', '/deployments', body);
		expect(await status('POST', `/deployments/${made.body['id']}/statuses`, { state: 'success' })).toBe(201);
		expect(fake.state.deployments).toMatchObject([{ environment: 'prod', statuses: [{ state: 'success' }] }]);
	});
});

describe('rate limits', () => {
	it('stop what makes too much content in a minute', async () => {
		for (let n = 0; n < CONTENT_LIMIT; n++) await ask('POST', '/issues/7/comments', { body: 'x' });
		const refused = await ask('POST', '/issues/7/comments', { body: 'x' });
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60']);
		expect(await status('GET', '/issues/7/comments')).toBe(200);
	});

	it('stop what asks too much in an hour', async () => {
		for (let n = 0; n < PRIMARY_LIMIT; n++) await ask('GET', '/pulls/7/files');
		const refused = await ask('GET', '/pulls/7/files');
		expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
	});
});

describe.skipIf(!hasOpenApi)('GitHub’s OpenAPI description (npm ci --prefix test/peers)', () => {
	it('knows the body of every request that writes', () => {
		const writing = ROUTES.filter(({ method }) => method === 'POST' || method === 'PATCH');
		const unknown = writing.filter(({ method, path }) => knowsBody(method, path) !== true);
		expect(unknown).toEqual([]);
		expect(writing.length).toBeGreaterThan(8);
	});

	it('is what bodies are held against', async () => {
		const path = '/repos/{owner}/{repo}/check-runs';
		expect(bodyProblems('POST', path, checkRun({}))).toEqual([]);
		expect(bodyProblems('POST', path, { head_sha: SHA })).not.toEqual([]);
		expect(await status('POST', '/deployments', { ref: 1, required_contexts: [] })).toBe(422);
		expect(fake.problems).toHaveLength(1);
	});
});
