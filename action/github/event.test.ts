import { describe, expect, it } from 'vitest';
import { temporaryTree } from '../../test/temporary-tree.ts';
import { readRunContext } from './event.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

function contextOf(payload: unknown, env: Readonly<Record<string, string>> = {}) {
	const folder = temporaryTree({ 'event.json': payload });
	return readRunContext({
		GITHUB_EVENT_PATH: `${folder}/event.json`,
		GITHUB_REPOSITORY: 'acme/jobs',
		GITHUB_SHA: 'c'.repeat(40),
		GITHUB_RUN_ID: '12',
		...env,
	});
}

const pull = (head: object) => ({
	pull_request: { number: 7, head: { sha: HEAD, ...head }, base: { sha: BASE } },
});

describe('the event of a run', () => {
	it('is a pull request of this repository, or of a fork, which may be gone', () => {
		const own = contextOf(pull({ repo: { full_name: 'Acme/Jobs' } }));
		expect(own).toMatchObject({ sha: HEAD, baseSha: BASE, pull: { number: 7, fork: false } });
		expect(contextOf(pull({ repo: { full_name: 'eve/jobs' } })).pull?.fork).toBe(true);
		expect(contextOf(pull({ repo: null })).pull?.fork).toBe(true);
	});

	it('is a merge group with a base, or nothing that could be compared', () => {
		expect(contextOf({ merge_group: { base_sha: BASE } })).toMatchObject({
			sha: 'c'.repeat(40),
			baseSha: BASE,
		});
		expect(contextOf({ before: BASE })).toMatchObject({ pull: undefined, baseSha: undefined });
	});

	it.each([
		null,
		[],
		'text',
		{ pull_request: 7 },
		{ pull_request: { number: 'x' } },
		pull({ sha: '--output=x' }),
	])('of another form is none: %j', payload => {
		expect(contextOf(payload)).toMatchObject({ pull: undefined, baseSha: undefined });
	});

	it('is not there: a run without a file', () => {
		expect(readRunContext({})).toMatchObject({ event: '', repository: '', pull: undefined });
	});

	it.each(['../../evil', 'a/b/c', 'a b/c', 'a'])(
		'has no repository %j, which would be a path',
		repository => {
			expect(contextOf({}, { GITHUB_REPOSITORY: repository }).repository).toBe('');
		},
	);

	it('happens on a server with its own addresses', () => {
		const env = { GITHUB_API_URL: 'https://ghe.example/api/v3/', GITHUB_SERVER_URL: 'https://ghe.example' };
		expect(contextOf({}, env)).toMatchObject({
			apiUrl: 'https://ghe.example/api/v3',
			graphqlUrl: 'https://ghe.example/api/graphql',
			runUrl: 'https://ghe.example/acme/jobs/actions/runs/12',
		});
		expect(contextOf({}).graphqlUrl).toBe('https://api.github.com/graphql');
	});
});
