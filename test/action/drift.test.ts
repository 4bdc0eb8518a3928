import { describe, expect, it } from 'vitest';
import { markerLine } from '../../action/github/marker.ts';
import { LEAST, WRITER } from '../github/tokens.ts';
import { PULL } from './checkout.ts';
import { job, type Pipeline, pipeline } from './pipeline.ts';

const none = { mode: 'deploy', approval: 'none' };

async function deployed(owner = WRITER): Promise<Pipeline> {
	const line = await pipeline({
		head: { 'jobs/a.json': job('a', 'true'), 'jobs/b.json': job('b', 'true') },
		owner,
	});
	expect((await line.main({ ...none, issue: 'false' })).code).toBe(0);
	return line;
}

/** Somebody edits the live job, and leaves the rest of it, our label too, as it is. */
async function change({ cluster }: Pipeline, cmd: string): Promise<void> {
	const live = await cluster.job('a');
	await cluster.call('PUT', '/v1/jobs/a', { ...live, run: { ...live?.run, cmd } });
}

describe('the issue of a drift', () => {
	it('is opened, changed and closed by itself, and is opened anew for the next one', async () => {
		const line = await deployed();
		await change(line, 'once');
		await line.main({ mode: 'drift' }, 'schedule');
		const [issue] = line.fake.state.issues;
		expect(issue).toMatchObject({ state: 'open', title: expect.stringContaining('prod') });
		await change(line, 'twice');
		await line.main({ mode: 'drift' }, 'schedule');
		expect(issue?.body).toContain('twice');
		await line.main({ ...none, issue: 'false' });
		await line.main({ mode: 'drift' }, 'schedule');
		expect(issue).toMatchObject({ state: 'closed' });
		expect(line.fake.state.comments).toMatchObject([
			{ body: expect.stringContaining('as the files say again') },
		]);
		await change(line, 'again');
		await line.main({ mode: 'drift' }, 'schedule');
		expect(line.fake.state.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
	});

	it('is none that somebody else has opened', async () => {
		const line = await deployed();
		const body = `${markerLine('drift', 'prod')}\nmine`;
		line.fake.state.issues.push({ number: 1, login: 'mallory', title: 'x', body, state: 'open', labels: [] });
		await line.main({ mode: 'drift' }, 'schedule');
		expect(line.fake.state.issues).toMatchObject([{ state: 'open', body }]);
	});

	it('stays open where the deploy has not ended the drift', async () => {
		const line = await deployed();
		await change(line, 'once');
		line.edit({ 'jobs/b.json': '[]' });
		await line.main({ mode: 'drift' }, 'schedule');
		await line.main(none);
		expect(line.fake.state.issues).toMatchObject([{ state: 'open' }]);
		await line.main({ ...none, prune: 'true' });
		expect(line.fake.state.issues).toMatchObject([{ state: 'closed' }]);
	});

	it('is not there when nobody wants it, and the step fails all the same', async () => {
		const line = await deployed();
		await change(line, 'once');
		const calls = line.fake.calls.length;
		const done = await line.main({ mode: 'drift', issue: 'false' }, 'schedule');
		expect([done.code, line.fake.calls.length]).toEqual([10, calls]);
		const calm = await line.main({ mode: 'drift', issue: 'false', 'fail-on': 'never' }, 'schedule');
		expect([calm.code, calm.outputs['drift']]).toEqual([0, 'true']);
	});

	it('needs its permission, and says which', async () => {
		const line = await deployed(LEAST);
		await change(line, 'once');
		const done = await line.main({ mode: 'drift' }, 'schedule');
		expect(done.code).toBe(10);
		expect(done.warnings[0]?.data).toContain('issues: write');
	});

	it('is not closed by a drift that nobody could look for', async () => {
		const line = await deployed();
		await change(line, 'once');
		await line.main({ mode: 'drift' }, 'schedule');
		await line.cluster.emulator.close();
		const done = await line.main({ mode: 'drift' }, 'schedule');
		expect(done.code).toBe(3);
		expect(line.fake.state.issues).toMatchObject([{ state: 'open' }]);
	}, 60_000);
});

describe('among 250 comments', () => {
	it('the one with the plan is found', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		for (let n = 0; n < 250; n++) {
			line.fake.state.comments.push({ id: n, on: PULL, login: 'octocat', body: `comment ${n}`, updates: 0 });
		}
		await line.pull({ mode: 'plan' });
		await line.pull({ mode: 'plan' });
		expect(line.fake.state.comments).toHaveLength(251);
		line.merge();
		expect((await line.main({ mode: 'deploy' })).code).toBe(0);
	});
});

describe.each(['merge_group', 'pull_request'])('what is not merged (%s)', name => {
	it.each(['deploy', 'drift', 'rollback', 'run'])('has nothing to %s', async mode => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		const inputs = { mode, run: 'a', approval: 'none' };
		const done = await line.main(inputs, 'push', { env: { GITHUB_EVENT_NAME: name } });
		expect([done.code, line.cluster.writes]).toEqual([2, []]);
	});
});
