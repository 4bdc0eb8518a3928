import type { ChildProcess } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addFiles, temporaryTree } from '../temporary-tree.ts';
import { job, pipeline } from './pipeline.ts';

const failing = job('smoke', 'exit 3');
const none = { approval: 'none' };

describe('deploy', () => {
	it.each([
		['an error', job('b', 'true', { run: { cmd: 'true', cpus: -1, mem: 32, disk: 0 } })],
		['no JSON', '{"id": "b", '],
		[
			'a secret in plain text',
			job('b', 'true', {
				run: { cmd: 'true', cpus: 1, mem: 32, disk: 0, env: { DB_PASSWORD: 'canary-hunter2' } },
			}),
		],
		['an unknown dependency', job('b', 'true', { dependencies: [{ id: 'nowhere' }] })],
		['the id of another', job('a', 'false')],
		['a schedule of nobody', { id: 'nightly', cron: '0 2 * * *' }],
	])('writes nothing while one file of many has %s', async (_, bad) => {
		const good = Object.fromEntries(
			Array.from({ length: 9 }, (_, n) => [`jobs/${n}.json`, job(`j${n}`, 'true')]),
		);
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true'), ...good, 'jobs/zz.json': bad } });
		for (const inputs of [none, { ...none, prune: 'true', adopt: 'true' }]) {
			const done = await line.main({ mode: 'deploy', ...inputs });
			expect(done.code).toBeGreaterThan(0);
			expect(done.errors.length).toBeGreaterThan(0);
		}
		expect(line.cluster.writes).toEqual([]);
		expect(line.said()).not.toContain('canary-hunter2');
	});

	it('fails with the smoke run, and puts back what it changed where that is wanted', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true'), 'jobs/smoke.json': failing } });
		const back = { 'rollback-on-failure': 'true', environment: 'prod-eu' };
		const done = await line.main({ mode: 'deploy', ...none, run: 'smoke', ...back });
		expect(done.code).toBe(1);
		expect(done.outputs).toMatchObject({ applied: '0', failed: '1' });
		expect(done.summary).toContain('put back');
		expect([await line.cluster.job('a'), await line.cluster.job('smoke')]).toEqual([undefined, undefined]);
		const { statuses } = line.fake.state.deployments[0] ?? { statuses: [] };
		expect(statuses.at(-1)).toMatchObject({ state: 'failure' });
	});

	it('can be tried again, as it was approved, after it was taken back', async () => {
		const line = await pipeline({
			head: { 'jobs/smoke.json': failing },
		});
		await line.pull({ mode: 'plan' });
		line.merge();
		const inputs = { mode: 'deploy', run: 'smoke', 'rollback-on-failure': 'true' };
		for (const attempt of [1, 2]) {
			const done = await line.main(inputs);
			expect([attempt, done.code, done.summary.includes('put back')]).toEqual([attempt, 1, true]);
			expect(await line.cluster.job('smoke')).toBeUndefined();
		}
		const kept = await line.main({ mode: 'deploy' });
		expect([kept.code, kept.outputs['applied']]).toEqual([0, '1']);
	});

	it('stops a smoke run that takes too long', async () => {
		const line = await pipeline({ head: { 'jobs/slow.json': job('slow', 'sleep 60') } });
		const done = await line.main({ mode: 'deploy', ...none, run: 'slow', 'run-timeout': '2s' });
		expect([done.code, done.outputs['failed'], done.outputs['applied']]).toEqual([1, '1', '1']);
		expect(await line.cluster.call('GET', '/v1/jobs/slow/runs')).toEqual([]);
	});

	it('does what is left of an approved plan after a failure in between', async () => {
		const line = await pipeline({
			head: {
				'jobs/a.json': job('a', 'true'),
				'jobs/b.json': job('b', 'true', { dependencies: [{ id: 'a' }] }),
			},
		});
		await line.pull({ mode: 'plan' });
		line.merge();
		line.cluster.refuse(/^POST .*jobs/, 1);
		const part = await line.main({ mode: 'deploy' });
		expect([part.code, part.outputs['applied']]).toEqual([5, '1']);
		line.cluster.mend();
		const rest = await line.main({ mode: 'deploy' });
		expect([rest.code, rest.outputs['applied']]).toEqual([0, '1']);
		expect(await line.cluster.job('b')).toBeDefined();
	});

	it('deletes only with prune, and no more than max-deletes', async () => {
		const line = await pipeline({
			head: { 'jobs/a.json': job('a', 'true'), 'jobs/b.json': job('b', 'true') },
		});
		await line.main({ mode: 'deploy', ...none });
		line.edit({ 'jobs/b.json': '[]', 'jobs/c.json': job('c', 'true') });
		const capped = await line.main({ mode: 'deploy', ...none, prune: 'true', 'max-deletes': '0' });
		expect(capped.code).toBeGreaterThan(0);
		expect(await line.cluster.job('c')).toBeUndefined();
		const kept = await line.main({ mode: 'deploy', ...none });
		expect([kept.code, (await line.cluster.job('b')) !== undefined]).toEqual([0, true]);
		const pruned = await line.main({ mode: 'deploy', ...none, prune: 'true' });
		expect([pruned.code, await line.cluster.job('b')]).toEqual([0, undefined]);
	});

	it('takes no job of somebody else without adopt', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		await line.cluster.call('POST', '/v1/jobs', job('a', 'false'));
		const refused = await line.main({ mode: 'deploy', ...none });
		expect([refused.code, line.cluster.writes]).toEqual([4, []]);
		const adopted = await line.main({ mode: 'deploy', ...none, adopt: 'true' });
		expect([adopted.code, (await line.cluster.job('a'))?.run.cmd]).toEqual([0, 'true']);
	});

	it('ends well where nothing is to be done, reviewed or not', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		await line.main({ mode: 'deploy', ...none });
		const writes = line.cluster.writes.length;
		const again = await line.main({ mode: 'deploy' });
		expect([again.code, again.outputs['changes'], line.cluster.writes.length]).toEqual([0, '0', writes]);
	});

	it('says which credential is missing, and connects to nothing', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') }, env: { PROD_TOKEN: '' } });
		const done = await line.main({ mode: 'deploy', ...none });
		expect([done.code, line.cluster.writes]).toEqual([2, []]);
		expect(done.errors[0]?.data).toContain('PROD_TOKEN');
	});
});

describe('rollback', () => {
	it('takes back the deploy of an earlier step', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		const nothing = await line.main({ mode: 'rollback' });
		expect(nothing.code).toBe(2);
		await line.main({ mode: 'deploy', ...none });
		line.edit({ 'jobs/a.json': job('a', 'false') });
		await line.main({ mode: 'deploy', ...none });
		expect((await line.cluster.job('a'))?.run.cmd).toBe('false');
		const done = await line.main({ mode: 'rollback' });
		expect([done.code, done.outputs['applied']]).toEqual([0, '1']);
		expect((await line.cluster.job('a'))?.run.cmd).toBe('true');
	});
});

describe('a rollback by a later job, on another machine', () => {
	const elsewhere = () => ({ env: { XDG_STATE_HOME: temporaryTree({}) } });

	it('goes back to the file of a deploy, which shows nobody what is in it', async () => {
		const line = await pipeline({
			head: { 'jobs/a.json': job('a', 'true'), 'jobs/b.json': job('b', 'true') },
		});
		const env = { PASSWORD: 'canary-live-password' };
		await line.cluster.call('POST', '/v1/jobs', job('a', 'old', { run: { ...job('a', 'old').run, env } }));
		const deployed = await line.main({ mode: 'deploy', ...none, adopt: 'true' });
		const file = deployed.outputs['state-file'] ?? '';
		expect(readFileSync(file, 'utf8')).not.toMatch(/canary|PASSWORD|"cmd"/);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		addFiles(line.made.workspace, { 'downloaded/state.json': readFileSync(file, 'utf8') });
		const back = { mode: 'rollback', 'state-file': 'downloaded/state.json' };
		const other = await line.main({ ...back, 'plan-key': 'another key of the tests' }, 'push', elsewhere());
		expect([other.code, other.errors[0]?.data]).toEqual([2, expect.stringContaining('with another key')]);
		expect((await line.cluster.job('a'))?.run.cmd).toBe('true');
		const done = await line.main(back, 'workflow_dispatch', elsewhere());
		expect([done.code, done.outputs['applied']]).toEqual([0, '2']);
		expect((await line.cluster.job('a'))?.run).toMatchObject({ cmd: 'old', env });
		expect(await line.cluster.job('b')).toBeUndefined();
		expect(line.said()).not.toContain('canary-live-password');
	});

	it('says what is missing: the file, its key, or a deploy on this machine', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true') } });
		const gone = await line.main({ mode: 'rollback', 'state-file': 'nowhere.json' });
		expect([gone.code, gone.errors[0]?.data]).toEqual([2, expect.stringContaining("'state-file'")]);
		const keyless = await line.main({ mode: 'deploy', ...none, 'state-file': 's.json', 'plan-key': '' });
		expect([keyless.code, keyless.errors[0]?.data]).toEqual([1, expect.stringContaining("'plan-key'")]);
		const plain = await line.main({ mode: 'deploy', ...none, 'plan-key': '' });
		expect([plain.code, plain.outputs['state-file']]).toEqual([0, undefined]);
		const nothing = await line.main({ mode: 'rollback' }, 'push', elsewhere());
		expect([nothing.code, nothing.errors[0]?.data]).toEqual([2, expect.stringContaining("'state-file'")]);
	});

	it('is possible, or nothing is written', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true'), 'jobs/blocked': 'no folder' } });
		const inputs = { mode: 'deploy', ...none, environment: 'prod-eu', 'state-file': 'jobs/blocked/s.json' };
		const done = await line.main(inputs);
		expect([done.code, line.cluster.writes]).toEqual([1, []]);
		expect(line.fake.state.deployments[0]?.statuses.at(-1)).toMatchObject({ state: 'failure' });
	});
});

describe('a deploy that GitHub cancels', () => {
	it('ends between two writes, says what was done, puts nothing back, and goes on the next time', async () => {
		const chain = Array.from({ length: 8 }, (_, n) =>
			job(`j${n}`, 'true', n === 0 ? {} : { dependencies: [{ id: `j${n - 1}` }] }),
		);
		const line = await pipeline({ head: Object.fromEntries(chain.map(one => [`jobs/${one.id}.json`, one])) });
		await line.pull({ mode: 'plan' });
		line.merge();
		let step: ChildProcess | undefined;
		line.cluster.emulator.setFaults({
			rules: [{ kind: 'slow', ms: 300, methods: ['POST'], skip: 2, times: 1 }],
			struck: () => step?.kill('SIGINT'),
		});
		const inputs = { mode: 'deploy', environment: 'prod-eu', 'rollback-on-failure': 'true' };
		const cancelled = await line.main(inputs, 'push', { started: child => (step = child) });
		expect([cancelled.code, cancelled.outputs['applied'], cancelled.outputs['failed']]).toEqual([
			5,
			'3',
			'5',
		]);
		expect(cancelled.summary).toContain('nothing was put back, and a second deploy goes on from here');
		const { statuses } = line.fake.state.deployments[0] ?? { statuses: [] };
		expect(statuses.at(-1)).toMatchObject({
			state: 'failure',
			description: expect.stringContaining('interrupted'),
		});
		expect(line.cluster.writes).toHaveLength(3);
		const rest = await line.main(inputs);
		expect([rest.code, rest.outputs['applied'], line.cluster.writes.length]).toEqual([0, '5', 8]);
	});
});

describe('run', () => {
	it('starts jobs one after the other, and ends as they do', async () => {
		const line = await pipeline({ head: { 'jobs/a.json': job('a', 'true'), 'jobs/smoke.json': failing } });
		await line.main({ mode: 'deploy', ...none });
		const good = await line.main({ mode: 'run', run: 'a\na' }, 'workflow_dispatch');
		expect([good.code, good.outputs['failed']]).toEqual([0, '0']);
		expect(good.outputs['run-ids']).toMatch(/^a \S+\na \S+$/);
		const bad = await line.main({ mode: 'run', run: 'smoke\na' }, 'workflow_dispatch');
		expect([bad.code, bad.outputs['run-ids']?.split('\n')]).toEqual([1, [expect.stringMatching(/^smoke /)]]);
	});
});
