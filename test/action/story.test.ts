import { describe, expect, it } from 'vitest';
import { CLUSTER_TOKEN, job, PLAN_KEY, pipeline } from './pipeline.ts';
import { hasNode24, NODES, TOKEN } from './runner.ts';

/** From the pull request to the end of a drift, as a team lives through it. */
describe.each(NODES)('the committed bundle under %s', (_, node) => {
	describe.skipIf(node !== undefined && !hasNode24)('', () => {
		it('plans on the pull request, deploys that on merge, reports drift, heals it and closes the issue', async () => {
			const hidden = ['canary', 'hunter2', 'Zx'].join('-');
			const { fake, cluster, pull, merge, main, said } = await pipeline({
				head: {
					'jobs/etl.json': job('etl.load', 'true', {
						labels: { team: 'data' },
						schedules: [{ id: 'nightly', cron: '0 2 * * *', timezone: 'UTC' }],
					}),
					'jobs/smoke.json': job('smoke', 'true'),
				},
				...(node === undefined ? {} : { node }),
			});

			const checked = await pull({ mode: 'check' });
			expect(checked.code).toBe(0);
			const planned = await pull({ mode: 'plan' });
			expect([planned.code, planned.errors, planned.warnings]).toEqual([0, [], []]);
			expect(planned.outputs).toMatchObject({ changes: '2' });
			expect(planned.outputs['digest']).toMatch(/^[0-9a-f]{64}$/);
			expect(fake.state.comments).toHaveLength(1);
			expect(fake.state.comments[0]?.body).toContain('2 to create');
			expect(fake.state.comments[0]?.body).toContain('etl.load');
			expect(cluster.writes).toEqual([]);

			merge();
			const deployed = await main({
				mode: 'deploy',
				run: 'smoke',
				'run-timeout': '60s',
				environment: 'production',
			});
			expect([deployed.code, deployed.errors, deployed.warnings]).toEqual([0, [], []]);
			expect(deployed.outputs).toMatchObject({
				applied: '2',
				failed: '0',
				digest: planned.outputs['digest'],
			});
			expect(deployed.outputs['run-ids']).toMatch(/^smoke \S+$/);
			expect(deployed.summary).toContain('1 run succeeded');
			expect(fake.state.deployments[0]?.statuses.map(status => status['state'])).toEqual([
				'in_progress',
				'success',
			]);
			expect(fake.state.deployments[0]?.statuses[1]).toMatchObject({ environment_url: cluster.url });
			expect(await cluster.job('etl.load')).toMatchObject({ schedules: [{ cron: '0 2 * * *' }] });
			expect(fake.state.comments).toHaveLength(1);
			expect(fake.state.comments[0]?.body).toContain('Deploy to `prod`: 2 jobs as planned');

			const calm = await main({ mode: 'drift' }, 'schedule');
			expect([calm.code, calm.outputs['drift'], fake.state.issues]).toEqual([0, 'false', []]);

			const live = await cluster.job('smoke');
			await cluster.call('PUT', '/v1/jobs/smoke', {
				...live,
				run: { ...live?.run, cmd: 'false', env: { DB_PASSWORD: hidden } },
			});
			const drifted = await main({ mode: 'drift' }, 'schedule');
			expect([drifted.code, drifted.outputs['drift']]).toEqual([10, 'true']);
			expect(fake.state.issues).toMatchObject([{ state: 'open' }]);
			expect(fake.state.issues[0]?.body).toContain('smoke');
			await main({ mode: 'drift' }, 'schedule');
			expect(fake.state.issues).toHaveLength(1);

			const refused = await main({ mode: 'deploy' });
			expect(refused.code).toBe(4);
			const healed = await main({ mode: 'deploy', approval: 'none' }, 'workflow_dispatch');
			expect([healed.code, healed.errors]).toEqual([0, []]);
			expect((await cluster.job('smoke'))?.run.cmd).toBe('true');
			expect(fake.state.issues).toMatchObject([{ state: 'closed' }]);

			for (const canary of [TOKEN, CLUSTER_TOKEN, PLAN_KEY, hidden]) {
				expect(said().includes(canary), canary).toBe(false);
			}
			for (const done of [planned, deployed, drifted]) {
				expect(done.masks).toEqual(expect.arrayContaining([TOKEN, PLAN_KEY, CLUSTER_TOKEN]));
			}
		}, 60_000);
	});
});
