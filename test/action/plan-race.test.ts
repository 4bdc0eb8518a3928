import { describe, expect, it } from 'vitest';
import { markerLine } from '../../action/github/marker.ts';
import { orderIn } from '../../action/github/run-order.ts';
import type { TokenOwner } from '../github/state.ts';
import { WRITER } from '../github/tokens.ts';
import { PULL, pullRequest } from './checkout.ts';
import { job, type Pipeline, pipeline } from './pipeline.ts';

/** Two pushes one right after the other: two runs plan the same pull request at the same time. */

const COMMENTS = /\/issues\/7\/comments$/;
const NEXT_HEAD = 'f'.repeat(40);
const head = { 'jobs/a.json': job('a', 'true') };
/** Without permission to look at pull requests, so that only what the comments say tells which run is the later one. */
const BLIND: TokenOwner = { ...WRITER, permissions: { issues: 'write' } };

interface Race {
	readonly line: Pipeline;
	/** The run of the first push, with the files as they were, and that of the second. */
	readonly older: (attempt?: number) => ReturnType<Pipeline['pull']>;
	readonly newer: () => ReturnType<Pipeline['pull']>;
	/** The second push has happened. */
	readonly push: () => void;
}

async function race(owner = WRITER): Promise<Race> {
	const line = await pipeline({ head, owner });
	const event = pullRequest(line.fake, line.made);
	const later = pullRequest(line.fake, { ...line.made, headSha: NEXT_HEAD });
	pullRequest(line.fake, line.made);
	const run = (of: typeof event, id: number, attempt: number, prune: string) =>
		line.pull(
			{ mode: 'plan', prune },
			{ event: of, env: { GITHUB_RUN_ID: String(id), GITHUB_RUN_ATTEMPT: String(attempt) } },
		);
	return {
		line,
		older: (attempt = 1) => run(event, 100, attempt, 'false'),
		newer: () => run(later, 101, 1, 'true'),
		push: () => void pullRequest(line.fake, { ...line.made, headSha: NEXT_HEAD }),
	};
}

/** Comes true when it has been waited for so many times. */
function gate(count: number): () => Promise<void> {
	let missing = count;
	let open = () => {};
	const opened = new Promise<void>(resolve => {
		open = resolve;
	});
	return () => {
		missing--;
		if (missing <= 0) open();
		return opened;
	};
}

function expectOneOf({ fake }: Pipeline, sha: string): void {
	const own = fake.state.comments.filter(({ body }) => body.startsWith(markerLine('plan', 'prod')));
	expect(own.map(({ body }) => orderIn(body)?.sha)).toEqual([sha]);
}

describe('two runs that plan the same pull request at once', () => {
	// What a token may not look at must not matter: then only the comments tell which run is the later one.
	it.each([
		['look for a comment', 'GET'],
		['write the first comment', 'POST'],
	])(
		'and both %s before the other has: one comment is left, with the plan of the later push',
		async (_, method) => {
			const { line, older, newer, push } = await race(BLIND);
			push();
			line.fake.faults.plan(method, COMMENTS, { kind: 'held', until: gate(2) }, 2);
			const done = await Promise.all([older(), newer()]);
			expect(done.map(({ code, errors }) => [code, errors])).toEqual([
				[0, []],
				[0, []],
			]);
			expectOneOf(line, NEXT_HEAD);
		},
	);

	it('and the older one is overtaken between its look and its comment: it takes that back', async () => {
		const { line, older, newer, push } = await race();
		const newerHasEnded = async () => {
			push();
			await newer();
		};
		line.fake.faults.plan('POST', COMMENTS, { kind: 'held', until: newerHasEnded }, 1);
		const done = await older();
		expect([done.code, done.warnings]).toEqual([0, []]);
		expect(line.fake.calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
		expectOneOf(line, NEXT_HEAD);
	});

	it.each([
		['knows of the push', WRITER],
		['may not look at the pull request', BLIND],
	])('the older one ends later, and leaves the newer plan as it is: it %s', async (_, owner) => {
		const { line, older, newer, push } = await race(owner);
		await older();
		expectOneOf(line, line.made.headSha);
		push();
		await newer();
		const there = line.fake.state.comments[0]?.body;
		for (const attempt of [1, 2]) {
			const late = await older(attempt);
			expect([late.code, late.warnings]).toEqual([0, []]);
			expect(late.lines.join('\n')).toContain('the pull request has newer commits');
			expect(late.outputs['changes']).toBe('1');
		}
		expect(line.fake.state.comments.map(({ body }) => body)).toEqual([there]);
	});

	it('of the same commit: the last word counts', async () => {
		const { line, older } = await race();
		await older(1);
		await older(2);
		expect(line.fake.state.comments.map(({ body }) => orderIn(body)?.attempt)).toEqual([2]);
	});

	it('that left two comments behind are cleaned up by the next, which touches no comment of others', async () => {
		const { line, newer, push } = await race();
		const body = `${markerLine('plan', 'prod')}\nold`;
		const comment = (id: number, login: string) => ({ id, on: PULL, login, body, updates: 0 });
		line.fake.state.comments.push(comment(1, 'mallory'), comment(2, WRITER.login), comment(3, WRITER.login));
		push();
		await newer();
		expect(line.fake.state.comments.map(({ id }) => id)).toEqual([1, 2]);
		expect(line.fake.state.comments[0]?.body).toBe(body);
		expect(orderIn(line.fake.state.comments[1]?.body ?? '')?.sha).toBe(NEXT_HEAD);
	});

	it('four of the same commit leave one comment', async () => {
		const { line, older } = await race();
		line.fake.faults.plan('POST', COMMENTS, { kind: 'held', until: gate(4) }, 4);
		const done = await Promise.all(Array.from({ length: 4 }, () => older()));
		expect(done.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
		expectOneOf(line, line.made.headSha);
	});
});
