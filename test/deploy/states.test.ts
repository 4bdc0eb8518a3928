import { describe, expect, it } from 'vitest';
import { NEWEST_VERSION, version } from '../../core/version.ts';
import { compareJobs, comparisonText } from '../../deploy/compare.ts';
import { driftOf, driftText, exitOfDrift } from '../../deploy/drift.ts';
import { pullJobs } from '../../deploy/pull.ts';
import { cluster, deploy, liveJobs, liveOf } from './cluster.ts';
import { desired, job, jobsIn, live, NOW, OPTIONS, owned } from './planning.ts';

const TEXT = { color: false, width: 120, unicode: true };
const at = (cron: string) => ({ schedules: [{ id: 'nightly', cron, timezone: 'Europe/Berlin' }] });

describe('drift', () => {
	const found = live([
		owned(job('same')),
		owned(job('changed', at('0 5 * * *'), { mem: 96 })),
		owned(job('extra')),
		job('theirs'),
	]);
	const files = [desired(job('same')), desired(job('changed', at('0 2 * * *'))), desired(job('missing'))];

	it('is told from the side of the cluster: the file says the old value', () => {
		const report = driftOf(files, found, OPTIONS);
		expect(report.drifted.map(({ kind, job: id }) => `${kind} ${id}`)).toEqual([
			'changed changed',
			'missing missing',
			'unexpected extra',
		]);
		expect(report.drifted[0]?.changes).toEqual([
			{ pointer: '/schedules/0/cron', before: '"0 2 * * *"', after: '"0 5 * * *"' },
			{ pointer: '/run/mem', before: '64', after: '96' },
		]);
		expect(exitOfDrift(report)).toBe(10);
		const text = driftText(report, TEXT);
		expect(text).toContain('~ changed is not as its file says  (jobs/changed.json)');
		expect(text).toContain('next runs of nightly after: 2026-11-25 05:00');
		expect(text).toContain('- missing is not at the cluster');
		expect(text).toContain('+ extra is at the cluster, and in no file');
		expect(text).toContain('3 differ, 1 as the files say.');
	});

	it('is none where all is as the files say', () => {
		const report = driftOf([desired(job('same'))], live([owned(job('same'))]), OPTIONS);
		expect(exitOfDrift(report)).toBe(0);
		expect(driftText(report, TEXT)).toContain('No drift. 0 differ, 1 as the files say.');
	});

	it('names the pointers that are not looked at', () => {
		const report = driftOf(
			[desired(job('a'), ['/run/mem']), desired(job('b', {}, { cmd: 'x' }), ['/run/mem'])],
			live([owned(job('a', {}, { mem: 96 })), owned(job('b', {}, { mem: 96 }))]),
			OPTIONS,
		);
		const text = driftText(report, TEXT);
		expect(text).toContain('a: not looked at: /run/mem');
		expect(text).toContain('    not looked at: /run/mem');
		expect(report.drifted.map(({ changes }) => changes.map(({ pointer }) => pointer))).toEqual([
			['/run/cmd'],
		]);
	});

	it('names the other owner of a job', () => {
		const other = { ...job('a'), labels: new Map([['metronome-jobs.owner', 'others']]) };
		const report = driftOf([desired(job('a'))], live([other]), OPTIONS);
		expect(driftText(report, TEXT)).toContain("it belongs to 'others'");
	});

	it('cannot be told of a job that cannot be read', async () => {
		const { api } = cluster();
		const run = { cpus: 1, mem: 64, disk: 0, cmd: 'x' };
		const body = JSON.stringify({ id: 'bad', run, schedules: [{ id: 'ab', cron: '0 0 1 1 * 2020' }] });
		await api.write({ method: 'POST', path: '/v1/jobs', body });
		const report = driftOf([desired(job('bad'))], await liveOf(api, ['bad']), OPTIONS);
		expect(exitOfDrift(report)).toBe(3);
		expect(driftText(report, TEXT)).toContain('Cannot tell of bad: ');
	});
});

describe('comparing two states', () => {
	it('tells what is only in one of them and what differs, but not whose a job is', () => {
		const a = [owned(job('same')), job('changed'), job('a')];
		const b = [job('same'), owned(job('changed', {}, { mem: 96 })), job('b')];
		const comparison = compareJobs(a, b, NOW);
		expect(comparison.jobs.map(({ kind, job: id }) => `${kind} ${id}`)).toEqual([
			'only-a a',
			'only-b b',
			'changed changed',
		]);
		const text = comparisonText(comparison, TEXT);
		expect(text).toContain('~ changed\n    ~ /run/mem: 64 → 96\n');
		expect(text).toContain('1 only in A, 1 only in B, 1 differ, 1 the same.');
		expect(comparisonText(compareJobs(a, a, NOW), TEXT)).toBe(
			'No differences. 0 only in A, 0 only in B, 0 differ, 3 the same.\n',
		);
	});
});

describe('pulling', () => {
	it('writes what somebody would have written', async () => {
		const { api } = cluster();
		await deploy(api, [
			job('etl.load', at('0 5 * * *'), {
				env: { DB_PASSWORD: { secret: 'db' } },
				secrets: { db: { source: 'etl/db' } },
			}),
		]);
		const [file] = pullJobs(await liveJobs(api), { version: NEWEST_VERSION, now: NOW });
		expect(file?.name).toBe('etl.load.json');
		expect(file?.text).toBe(`{
  "id": "etl.load",
  "schedules": [
    {
      "id": "nightly",
      "cron": "0 5 * * *",
      "timezone": "Europe/Berlin"
    }
  ],
  "run": {
    "cpus": 0.1,
    "mem": 64,
    "disk": 0,
    "cmd": "true",
    "env": {
      "DB_PASSWORD": {
        "secret": "db"
      }
    },
    "secrets": {
      "db": {
        "source": "etl/db"
      }
    }
  }
}
`);
		expect(file?.findings).toEqual([]);
	});

	it('puts a schedule beside its job where the server does not take it inside', async () => {
		const old = pullJobs([job('a', at('0 5 * * *'))], { version: version('0.6.44'), now: NOW })[0]!;
		expect(old.text).toContain('"job": {\n    "id": "a",');
		expect(old.findings.map(({ code }) => code)).toEqual([]);
		const both = job('a', { ...at('0 5 * * *'), dependencies: [{ id: 'b' }] });
		const pulled = pullJobs([both], { version: NEWEST_VERSION, now: NOW })[0]!;
		expect(jobsIn(pulled.text)).toEqual([both]);
	});

	it('flags literals that look like secrets, without saying them', () => {
		const leaking = job('a', {}, { env: { DB_PASSWORD: 'kanarien-vogel-77' } });
		const [file] = pullJobs([leaking], { version: NEWEST_VERSION, now: NOW });
		expect(file?.secrets.map(({ pointer }) => pointer)).toEqual(['/run/env/DB_PASSWORD']);
		expect(JSON.stringify(file?.findings)).not.toContain('kanarien');
	});
});
