import { expect, it } from 'vitest';
import { type RenderCommand, render } from '../../cli/commands/render.ts';
import type { Io } from '../../cli/io.ts';
import { temporaryTree } from '../temporary-tree.ts';

const CANARY = 'canary-Zx81-plain';

const SETTINGS = `{
	"jobs": "jobs/*.json",
	"targets": {
		"prod": {
			"variables": {
				"registry": "registry.example",
				"stage": { "env": "STAGE", "allowed": ["prod", "canary"] },
				"host": { "env": "THE_HOST" }
			},
			"patches": [
				{ "files": "jobs/*", "patch": { "run": { "mem": 256, "env": { "DEBUG": null } } } },
				{ "files": "jobs/*", "job": "etl", "patch": { "run": { "mem": 512, "ucr": { "image": { "id": "{{registry}}/etl" } } } } }
			]
		}
	}
}`;
const JOB = {
	id: 'etl',
	run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'load --on {{stage}}', env: { DEBUG: '1', API_PASSWORD: CANARY } },
};

function rendered(files: Record<string, unknown>, options: RenderCommand, env: Io['env']) {
	const cwd = temporaryTree({ 'metronome-jobs.json': SETTINGS, ...files });
	let out = '';
	let err = '';
	const to = (write: (text: string) => void) => ({ write, isTerminal: false, width: 100 });
	const io = {
		cwd,
		env,
		out: to(text => {
			out += text;
		}),
		err: to(text => {
			err += text;
		}),
		stdin: () => '',
		now: () => 0,
	};
	const code = render([], { target: 'prod', ...options }, io);
	return { code, out, err };
}

it('shows the job as it goes to the target, and where each changed value comes from', () => {
	const { code, out, err } = rendered({ 'jobs/etl.json': JOB }, {}, { STAGE: 'prod' });
	expect(err).toBe('');
	expect(code).toBe(0);
	expect(out).toBe(`etl  jobs/etl.json
{
  "id": "etl",
  "run": {
    "cpus": 0.1,
    "mem": 512,
    "disk": 0,
    "cmd": "load --on prod",
    "env": {
      "API_PASSWORD": "${'•'.repeat(CANARY.length)}"
    },
    "ucr": {
      "image": {
        "id": "registry.example/etl"
      }
    }
  }
}
  /run/env/DEBUG     removed by the patch at metronome-jobs.json:11:67
  /run/mem           replaced by the patch at metronome-jobs.json:12:60
  /run/ucr           added by the patch at metronome-jobs.json:12:72
  /run/cmd           has the variable stage (STAGE) at jobs/etl.json:7:23
  /run/ucr/image/id  has the variable registry (the config) at metronome-jobs.json:12:99
`);
});

it('gives programs the same, numbers as they are written', () => {
	const job = { ...JOB, run: { ...JOB.run, cpus: 1 } };
	const text = JSON.stringify(job).replace('"cpus":1', '"cpus":1.00000000000000000001');
	const { out } = rendered({ 'jobs/etl.json': text }, { json: true }, { STAGE: 'prod' });
	expect(out).toContain('1.00000000000000000001');
	const { version, jobs } = JSON.parse(out);
	expect([version, jobs.length]).toEqual([1, 1]);
	expect(jobs[0]).toMatchObject({
		file: 'jobs/etl.json',
		job: 'etl',
		definition: { id: 'etl', run: { mem: 512 } },
	});
	expect(jobs[0].provenance).toContainEqual({
		pointer: '/run/mem',
		from: 'patch',
		does: 'sets',
		at: {
			file: 'metronome-jobs.json',
			pointer: '/targets/prod/patches/1/patch/run/mem',
			range: { start: { line: 11, character: 59 }, end: { line: 11, character: 64 } },
		},
	});
	expect(jobs[0].provenance).toContainEqual(
		expect.objectContaining({
			pointer: '/run/cmd',
			from: 'variable',
			variable: 'stage',
			env: 'STAGE',
			known: true,
		}),
	);
	expect(out).not.toContain(CANARY);
});

it('puts the schedule of a wrapper into the job, and says where its variables stand', () => {
	const file = { job: JOB, schedule: { id: 'n', cron: '0 1 * * *', timezone: '{{stage}}' } };
	const { out } = rendered({ 'jobs/etl.json': file }, { json: true }, { STAGE: 'prod' });
	const [job] = JSON.parse(out).jobs;
	expect(job.definition.schedules).toEqual([{ id: 'n', cron: '0 1 * * *', timezone: 'prod' }]);
	expect(job.provenance).toContainEqual(
		expect.objectContaining({ pointer: '/schedules/0/timezone', variable: 'stage' }),
	);
	expect(job.provenance.map(({ pointer }: { pointer: string }) => pointer)).toContain('/run/mem');
});

it('names the place of a variable without a value, and the environment variable that has it', () => {
	const job = { ...JOB, description: 'at {{host}}' };
	const { code, out, err } = rendered({ 'jobs/etl.json': job }, {}, { STAGE: 'prod' });
	expect(err).toBe(
		"metronome-jobs: jobs/etl.json:13:22: the variable 'host' has no value: the environment variable THE_HOST is not set.\n",
	);
	expect(code).toBe(1);
	expect(out).toContain('"description": "at {{host}}"');
});

it('refuses a value that is not allowed, without showing it', () => {
	const { code, err } = rendered({ 'jobs/etl.json': JOB }, {}, { STAGE: CANARY });
	expect(code).toBe(2);
	expect(err).toContain(
		"The variable 'stage' has a value in STAGE that is not allowed: it must be prod or canary.",
	);
	expect(err).not.toContain(CANARY);
});
