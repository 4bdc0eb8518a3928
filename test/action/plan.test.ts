import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markerLine } from '../../action/github/marker.ts';
import { LEAST, READER } from '../github/tokens.ts';
import { actionCluster } from './cluster.ts';
import { CLUSTER_TOKEN, job, pipeline } from './pipeline.ts';

const head = { 'jobs/a.json': job('a', 'true') };
const LONGEST_COMMENT = 60_000;
const LONGEST_SUMMARY = 1024 * 1024;

describe('the comment of a plan', () => {
	it('is not there when nothing changes, unless it is asked for or was there', async () => {
		const line = await pipeline({ head });
		await line.main({ mode: 'deploy', approval: 'none' });
		const calm = await line.pull({ mode: 'plan' });
		expect([calm.code, calm.outputs['changes'], line.fake.state.comments]).toEqual([0, '0', []]);
		await line.pull({ mode: 'plan', comment: 'always' });
		expect(line.fake.state.comments[0]?.body).toContain('nothing to change');
		line.edit({ 'jobs/a.json': job('a', 'false') });
		await line.pull({ mode: 'plan' });
		expect(line.fake.state.comments[0]?.body).toContain('1 to change');
		line.edit(head);
		await line.pull({ mode: 'plan' });
		expect(line.fake.state.comments[0]?.body).toContain('nothing to change');
		expect(line.fake.state.comments).toHaveLength(1);
	});

	it('is never there when nobody wants it', async () => {
		const line = await pipeline({ head });
		const done = await line.pull({ mode: 'plan', comment: 'never' });
		expect([done.code, line.fake.calls]).toEqual([0, []]);
	});

	it('is one for each target, side by side', async () => {
		const cluster = await actionCluster();
		const other = await actionCluster();
		const auth = { tokenEnv: 'PROD_TOKEN' };
		const targets = { prod: { url: cluster.url, auth }, staging: { url: other.url, auth } };
		const line = await pipeline({ head, cluster, settings: { targets } });
		const plans = await Promise.all(
			['prod', 'staging', 'prod'].map(target => line.pull({ mode: 'plan', target })),
		);
		expect(plans.map(({ code }) => code)).toEqual([0, 0, 0]);
		await line.pull({ mode: 'plan', target: 'staging' });
		const bodies = line.fake.state.comments.map(({ body }) => body);
		const of = (target: string) => bodies.filter(body => body.startsWith(markerLine('plan', target)));
		expect(of('staging')).toHaveLength(1);
		expect(of('prod')).toHaveLength(1);
		line.merge();
		const deployed = await line.main({ mode: 'deploy', target: 'staging' });
		expect([deployed.code, cluster.writes]).toEqual([0, []]);
		expect(await other.job('a')).toBeDefined();
	});

	it('does not decide how the step ends', async () => {
		for (const owner of [LEAST, READER]) {
			const line = await pipeline({ head, owner });
			const done = await line.pull({ mode: 'plan' });
			expect([done.code, done.outputs['changes']]).toEqual([0, '1']);
			expect(done.warnings[0]?.data).toContain('pull-requests: write');
			expect(done.summary).toContain('1 to create');
		}
	});

	it('stays short enough for 5,000 jobs with many fields, names the rest, and the files have all', async () => {
		const jobs = Array.from({ length: 5000 }, (_, n) =>
			job(`team-${n % 7}.job-${n}`, `/usr/local/bin/load --table ${n}`, {
				description: `Loads table ${n} of the warehouse, and tells who asks for it`,
				labels: { team: `team-${n % 7}`, table: `t${n}`, tier: 'gold', contact: 'data' },
				schedules: [{ id: 'nightly', cron: `${n % 60} 2 * * *`, timezone: 'Europe/Berlin' }],
			}),
		);
		const files = Array.from({ length: 50 }, (_, n) => [
			`jobs/${n}.json`,
			jobs.slice(n * 100, n * 100 + 100),
		]);
		const line = await pipeline({ head: Object.fromEntries(files) });
		await line.cluster.call(
			'POST',
			'/v1/jobs',
			job('team-0.job-7', 'old', { labels: { 'metronome-jobs.owner': 'x' } }),
		);
		const done = await line.pull({ mode: 'plan', adopt: 'true' });
		expect([done.code, done.outputs['changes']]).toEqual([0, '5000']);
		const [comment] = line.fake.state.comments;
		expect(comment?.body.length).toBeLessThan(LONGEST_COMMENT);
		for (const text of [comment?.body ?? '', done.summary]) {
			const [, out, shown] =
				/\*\*Not all of it is here:\*\* (\d+) jobs of 5000 left out .*`plan-text-file`[\s\S]*The changes of (\d+) jobs/.exec(
					text,
				) ?? [];
			expect(Number(out) + Number(shown)).toBe(5000);
			expect(text).toContain('4999 to create, 1 to change');
			// What is changed comes before what is new.
			expect(text).toMatch(/^~ team-0\.job-7\b/m);
		}
		expect(comment?.body).toContain('too long to be read here');
		expect(Buffer.byteLength(done.summary)).toBeLessThan(LONGEST_SUMMARY);
		const { operations } = JSON.parse(readFileSync(done.outputs['plan-file'] ?? '', 'utf8'));
		expect(operations).toHaveLength(5000);
		const file = done.outputs['plan-text-file'] ?? '';
		const all = readFileSync(file, 'utf8');
		expect(file).toBe(`${done.outputs['plan-file']?.replace(/\.json$/, '')}.txt`);
		for (const { id } of jobs) {
			const name = new RegExp(`^[+!~-] ${id.replace('.', '\\.')}(?: |$)`, 'm');
			expect([id, name.test(done.summary), name.test(all)]).toEqual([id, true, true]);
			expect(all).toContain(`--table ${id.replace(/.*-/, '')}`);
			expect(done.text).toContain(`--table ${id.replace(/.*-/, '')}`);
		}
		console.log(
			`5,000 jobs: comment ${comment?.body.length} characters, summary ${Buffer.byteLength(done.summary)} bytes with the changes of ${/The changes of (\d+)/.exec(done.summary)?.[1]} jobs and the names of all, text file ${Buffer.byteLength(all)} bytes, ${line.fake.calls.length} API calls`,
		);
	}, 120_000);
});

describe('a fork', () => {
	it.each(['pull_request', 'pull_request_target'])(
		'gets an explanation instead of a plan at %s, and nothing of it gets near the cluster',
		async name => {
			const line = await pipeline({ head, fork: true, owner: READER });
			const done = await line.pull({ mode: 'plan' }, { env: { GITHUB_EVENT_NAME: name } });
			expect([done.code, done.errors, done.warnings]).toEqual([0, [], []]);
			expect(done.summary).toContain('fork');
			expect([line.cluster.writes, line.fake.calls]).toEqual([[], []]);
			for (const mode of ['deploy', 'drift', 'rollback', 'run']) {
				expect((await line.pull({ mode, run: 'a' })).code).toBe(2);
			}
			expect(line.cluster.writes).toEqual([]);
		},
	);

	it('starts no command that its settings name', async () => {
		const settings = {
			secrets: { store: { kind: 'exec', list: ['/bin/sh', '-c', 'touch stolen; echo a'] } },
		};
		const secret = {
			run: {
				cmd: 'true',
				cpus: 0.1,
				mem: 32,
				disk: 0,
				env: { A: { secret: 's' } },
				secrets: { s: { source: 'a' } },
			},
		};
		const files = { 'jobs/a.json': job('a', 'true', secret) };
		const isThere = async (fork: boolean) => {
			const line = await pipeline({ head: files, fork, owner: READER, settings });
			await line.pull({ mode: 'check', target: '' });
			return existsSync(`${line.made.workspace}/stolen`);
		};
		expect([await isThere(true), await isThere(false)]).toEqual([false, true]);
	});
});

const ATTACKS = [
	'@acme/ops please approve',
	`x\n${markerLine('plan', 'prod')}`,
	'```\n@acme/ops\n````',
	'[click](https://evil.example) ![x](https://evil.example/p.png)',
	'</details><img src=https://evil.example/p.png>',
	'\n::error::forged',
	'##[error]forged',
	'x\n<!-- metronome-jobs:approves ',
];

describe('the text of a job', () => {
	it.each(ATTACKS)('%j gives no command, no mention, no link and no marker', async attack => {
		const line = await pipeline({
			head: {
				[`jobs/${attack.replaceAll(/[/\n]/g, '-').slice(0, 40)}.json`]: job('a', attack, {
					description: attack,
					labels: { [attack]: attack },
				}),
			},
		});
		const planned = await line.pull({ mode: 'plan' });
		expect([planned.code, line.fake.state.comments.length]).toEqual([0, 1]);
		line.merge();
		const deployed = await line.main({ mode: 'deploy' });
		expect(deployed.code).toBe(0);
		await line.cluster.call('PUT', '/v1/jobs/a', job('a', `${attack} 2`));
		const drifted = await line.main({ mode: 'drift' }, 'schedule');
		expect(drifted.code).toBe(10);
		const texts = [
			...line.fake.state.comments.map(({ body }) => body),
			...line.fake.state.issues.map(({ body }) => body),
			...line.fake.calls.flatMap(({ body }) => (typeof body?.['body'] === 'string' ? [body['body']] : [])),
			planned.summary,
			deployed.summary,
			drifted.summary,
		];
		for (const text of texts) {
			const seen = outsideCode(text)
				.replace(/^<!-- metronome-jobs:\w+ prod -->\n/, '')
				.replace(/^<!-- metronome-jobs:approves \w+ \w+ -->\n/, '')
				.replace(/^<!-- metronome-jobs:of \w+ \d+ \d+ -->\n/, '')
				.replaceAll(/https:\/\/github\.example\/acme\/nightly-jobs\/actions\/runs\/4711/g, '');
			expect(seen).not.toMatch(/@\w|https?:|<(?!\/?(?:details|summary)>)|^::|##\[/m);
		}
		for (const done of [planned, deployed, drifted]) {
			expect([...done.errors, ...done.warnings].filter(({ data }) => data.startsWith('forged'))).toEqual([]);
		}
	});
});

/** Markdown as a reader sees it: what stands in code is only code. */
function outsideCode(markdown: string): string {
	return markdown
		.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
		.replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
}

describe('a secret', () => {
	it('of the cluster is in no plan, no drift and no comment', async () => {
		const canary = ['canary', 'hunter2', 'Qx'].join('-');
		const line = await pipeline({ head });
		const env = { DB_PASSWORD: canary, URL: `https://app:${canary}@db.example/x` };
		await line.cluster.call('POST', '/v1/jobs', {
			...job('a', `login --password ${canary}`),
			run: { cmd: `login --password ${canary}`, cpus: 0.1, mem: 32, disk: 0, env },
		});
		await line.pull({ mode: 'plan', adopt: 'true' });
		await line.main({ mode: 'drift' }, 'schedule');
		await line.main({
			mode: 'deploy',
			approval: 'none',
			adopt: 'true',
			'rollback-on-failure': 'true',
			run: 'a',
		});
		expect(line.said()).not.toContain(canary);
		expect(line.said()).not.toContain(CLUSTER_TOKEN);
		expect(line.fake.state.comments[0]?.body).toContain('‹hidden›');
	});
});
