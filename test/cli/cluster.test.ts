import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockedState } from '../../targets/locked-state.ts';
import { type ExampleCluster, exampleCluster } from './cluster.ts';
import { pathWithCommand } from './examples-copy.ts';

const JOB = 'tide.infra.secrets-check';
const path = pathWithCommand();
let cluster: ExampleCluster;
beforeEach(async () => {
	cluster = await exampleCluster(path);
});
afterEach(() => cluster.close());

const jobs = (args: string, env?: Readonly<Record<string, string>>) =>
	cluster.shell(`metronome-jobs ${args}`, env);

async function live(id: string): Promise<Record<string, unknown> | undefined> {
	const response = await fetch(`${cluster.emulator.metronomeUrl}/v1/jobs/${id}?embed=schedules`);
	if (!response.ok) return undefined;
	const job: Record<string, unknown> = JSON.parse(await response.text());
	return job;
}

async function put(id: string, change: (job: Record<string, unknown>) => object): Promise<void> {
	const url = `${cluster.emulator.metronomeUrl}/v1/jobs/${id}`;
	const job: Record<string, unknown> = JSON.parse(await (await fetch(url)).text());
	const response = await fetch(url, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(change(job)),
	});
	expect(response.status).toBe(200);
}

describe('a deploy', () => {
	it('wants a target, and never writes into nowhere', async () => {
		const { code, err } = await jobs('deploy --yes');
		expect(code).toBe(2);
		expect(err).toContain('--target');
	});

	it('asks nobody in a pipe: it refuses without --yes', async () => {
		const { code, err } = await jobs('deploy --target production --owner t/r');
		expect(code).toBe(2);
		expect(err).toContain('--yes');
		expect(await live(JOB)).toBeUndefined();
	});

	it('makes the cluster equal to the files, and then has nothing to do', async () => {
		expect((await jobs('plan --target production --owner t/r --detailed-exitcode')).code).toBe(10);
		expect((await jobs('deploy --target production --owner t/r --yes')).code).toBe(0);
		const again = await jobs('plan --target production --owner t/r --detailed-exitcode');
		expect(again.code).toBe(0);
		expect(again.out).toContain('No changes.');
		expect((await live('tide.backup.postgres'))?.['schedules']).toHaveLength(1);
	});

	it('does exactly what was reviewed, and nothing when the cluster is not what the plan saw', async () => {
		await jobs(`deploy --target production --owner t/r --yes --only ${JOB}`);
		cluster.edit('jobs/infra/secrets-check.json', text => text.replace('"mem": 32', '"mem": 64'));
		const plan = await jobs(`plan --target production --owner t/r --only ${JOB} -o plan.json`);
		expect(plan.out).toContain('~ /run/mem: 32 → 64');
		await put(JOB, job => ({ ...job, description: 'somebody was here' }));
		const refused = await jobs('deploy plan.json --target production --owner t/r');
		expect(refused.code).toBe(4);
		expect(refused.err).toContain('Nothing was written.');
		expect((await live(JOB))?.['description']).toBe('somebody was here');
	});

	it('refuses a plan that was edited', async () => {
		await jobs(`plan --target production --owner t/r --only ${JOB} -o plan.json`);
		cluster.edit('plan.json', text => text.replace('"prune": false', '"prune": true'));
		const { code, err } = await jobs('deploy plan.json --target production --owner t/r');
		expect(code).toBe(2);
		expect(err).toContain('edited');
		expect(await live(JOB)).toBeUndefined();
	});

	it('writes nothing while a file has an error, and shows it', async () => {
		cluster.edit('jobs/etl/load.json', text => text.replace('"cpus"', '"cpu"'));
		const { code, err } = await jobs('deploy --target production --owner t/r --yes');
		expect(code).toBe(1);
		expect(err).toContain('unknown-property');
		expect(await live(JOB)).toBeUndefined();
	});

	it('deletes only what it owns, only when asked, and never above the cap', async () => {
		await jobs('deploy --target production --owner t/r --yes');
		await cluster.shell('rm jobs/infra/secrets-check.json jobs/ml/*.json');
		expect((await jobs('deploy --target production --owner t/r --yes')).code).toBe(0);
		expect(await live(JOB)).toBeDefined();
		const capped = await jobs('deploy --target production --owner t/r --yes --prune --max-deletes 2');
		expect(capped.code).not.toBe(0);
		expect(await live(JOB)).toBeDefined();
		expect((await jobs('deploy --target production --owner t/r --yes --prune')).code).toBe(0);
		expect(await live(JOB)).toBeUndefined();
	});

	it('prints a result that a program can read', async () => {
		const { out } = await jobs(`deploy --target production --owner t/r --yes --json --only ${JOB}`);
		expect(JSON.parse(out).jobs).toMatchObject([{ job: JOB, operation: 'create', outcome: 'applied' }]);
	});

	it('keeps what was there for this user alone', async () => {
		await jobs(`deploy --target production --owner t/r --yes --only ${JOB}`);
		const [place = ''] = readdirSync(cluster.path('.state/metronome-jobs/saved'));
		const [file = ''] = readdirSync(cluster.path(`.state/metronome-jobs/saved/${place}`));
		const mode = statSync(cluster.path(`.state/metronome-jobs/saved/${place}/${file}`)).mode & 0o777;
		expect(mode).toBe(0o600);
	});

	it('ends between two writes on Ctrl-C, says what was done, and goes on the next time', async () => {
		const deploying = cluster.command(['deploy', '--target', 'production', '--owner', 't/r', '--yes']);
		cluster.emulator.setFaults({
			rules: [{ kind: 'slow', ms: 200, methods: ['POST'], skip: 2, times: 1 }],
			struck: () => deploying.child.kill('SIGINT'),
		});
		const { code, out } = await deploying.ran;
		expect(code).toBe(5);
		expect(out).toContain('Interrupted.');
		expect(out).toMatch(/[1-9]\d* not started/);
		expect((await jobs('deploy --target production --owner t/r --yes')).code).toBe(0);
		expect((await jobs('plan --target production --owner t/r --detailed-exitcode')).code).toBe(0);
	});

	it('says that the cluster is not there', async () => {
		await cluster.emulator.close();
		const { code, err } = await jobs('deploy --target production --owner t/r --yes');
		expect(code).toBe(3);
		expect(err).toContain('ECONNREFUSED');
	});
});

describe('drift, rollback and the like', () => {
	beforeEach(async () => {
		expect((await jobs('deploy --target production --owner t/r --yes')).code).toBe(0);
	});

	it('shows what somebody changed, and exits with 10', async () => {
		expect((await jobs('drift --target production --owner t/r')).code).toBe(0);
		await put(JOB, job => ({ ...job, description: 'somebody was here' }));
		const { code, out } = await jobs('drift --target production --owner t/r');
		expect(code).toBe(10);
		expect(out).toContain('somebody was here');
		expect(
			JSON.parse((await jobs('drift --target production --owner t/r --json')).out).drifted,
		).toMatchObject([{ kind: 'changed', job: JOB }]);
	});

	it('puts back what the last deploy changed, schedules included', async () => {
		const before = await live('tide.backup.postgres');
		cluster.edit('jobs/backup/postgres.json', text =>
			text.replace('"cron": "0 3 * * *"', '"cron": "0 4 * * *"').replace('"mem": 1024', '"mem": 2048'),
		);
		expect((await jobs('deploy --target production --owner t/r --yes')).code).toBe(0);
		expect(await live('tide.backup.postgres')).not.toEqual(before);
		expect((await jobs('rollback --target production --yes')).code).toBe(0);
		const after = await live('tide.backup.postgres');
		const withoutTimes = (job: unknown) =>
			JSON.parse(JSON.stringify(job).replaceAll(/"nextRunAt":"[^"]*"/g, '"nextRunAt":""'));
		expect(withoutTimes(after)).toEqual(withoutTimes(before));
	});

	it('puts back from the file of an Action, which the key of plans opens', async () => {
		const key = { METRONOME_JOBS_PLAN_KEY: 'a key that the Action has too' };
		cluster.edit('jobs/backup/postgres.json', text => text.replace('"mem": 1024', '"mem": 2048'));
		expect((await jobs('deploy --target production --owner t/r --yes', key)).code).toBe(0);
		const folder = cluster.path('.state/metronome-jobs/saved');
		const [saved] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter(name => name.endsWith('.json'))
			.toSorted()
			.slice(-1);
		const text = readFileSync(join(folder, saved ?? ''), 'utf8');
		writeFileSync(cluster.path('state.json'), lockedState(text, key.METRONOME_JOBS_PLAN_KEY));
		const command = 'rollback state.json --target production --yes';
		const without = await jobs(command);
		expect([without.code, without.err]).toEqual([2, expect.stringContaining('METRONOME_JOBS_PLAN_KEY')]);
		const other = await jobs(command, { METRONOME_JOBS_PLAN_KEY: 'a key of somebody else' });
		expect([other.code, other.err]).toEqual([2, expect.stringContaining('another key')]);
		expect((await jobs(command, key)).code).toBe(0);
		expect(await live('tide.backup.postgres')).toMatchObject({ run: { mem: 1024 } });
	});

	it('pulls tidy files that check is silent about and plan has nothing to say of', async () => {
		expect((await jobs('pull --target production --out pulled')).code).toBe(0);
		expect(readdirSync(cluster.path('pulled'))).toHaveLength(15);
		expect(readFileSync(cluster.path('pulled/tide.etl.load.json'), 'utf8')).not.toContain(
			'metronome-jobs.owner',
		);
		await cluster.shell('rm -r jobs');
		cluster.edit('metronome-jobs.json', text => text.replace('jobs/**/*.json', 'pulled/*.json'));
		expect((await jobs('check')).out).toContain('nothing to say');
		const plan = await jobs('plan --target production --owner t/r --prune');
		expect(plan.out).toContain('No changes.');
		const again = await jobs('pull --target production --out pulled');
		expect(again.code).toBe(2);
		expect(again.err).toContain('--force');
	});

	it('compares files with a cluster', async () => {
		expect((await jobs('diff jobs production --target production')).code).toBe(0);
		cluster.edit('jobs/infra/secrets-check.json', text => text.replace('"mem": 32', '"mem": 64'));
		const { code, out } = await jobs('diff jobs production --target production');
		expect(code).toBe(10);
		expect(out).toContain('/run/mem');
	});
});

describe('run', () => {
	it('runs a job of the files here, with its secrets, and exits with its result', async () => {
		const { code, out } = await jobs(`run ${JOB} --ignore-image`);
		expect(out).toContain('DNS_API_TOKEN has 21 characters\nacme/account.key has 28 bytes and mode 400\n');
		expect(code).toBe(0);
	});

	it('says of a job that failed that it did', async () => {
		cluster.edit('jobs/infra/secrets-check.json', text =>
			text.replace(/"cmd": .*/, '"cmd": "echo no; exit 3",'),
		);
		const { code, out, err } = await jobs(`run ${JOB} --ignore-image`);
		expect(out).toBe('no\n');
		expect(err).toContain('failed');
		expect(code).toBe(1);
	});

	it('follows a run of a target, and waits for no longer than it may', async () => {
		cluster.edit('jobs/infra/secrets-check.json', text =>
			text.replace(/"cmd": .*/, '"cmd": "echo on; sleep 30",'),
		);
		await jobs(`deploy --target production --owner t/r --yes --only ${JOB}`);
		const { code, err } = await jobs(`run ${JOB} --target production --wait --timeout 1s --stop-at-timeout`);
		expect(err).toContain('did not end within 1000 ms');
		expect(code).toBe(1);
	});

	it('names the jobs there are when there is no such job', async () => {
		const { code, err } = await jobs('run tide.etl.lood');
		expect(code).toBe(2);
		expect(err).toContain('tide.etl.load');
	});
});
