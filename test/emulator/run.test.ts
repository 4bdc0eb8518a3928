import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../../core/version.ts';
import { type Emulator, type EmulatorOptions, secretsLine, startEmulator } from '../../emulator/emulator.ts';
import { loadSecretsSetup } from '../../emulator/plugin.ts';
import { temporaryTree } from '../temporary-tree.ts';

const EXAMPLE = join(dirname(fileURLToPath(import.meta.url)), '../../examples/plugin');
const CANARY = `canary-${'7f3a'.repeat(6)}`;
const HASH = createHash('sha256').update(CANARY).digest('hex');
const RUN = { cpus: 0.01, mem: 32, disk: 0 };

interface Job {
	readonly id: string;
	readonly run: object;
}

const open: Emulator[] = [];
afterEach(async () => {
	for (const emulator of open.splice(0)) await emulator.close();
});

/** An emulator whose plugin is the example with a canary as its secret, or another module. */
async function start(
	options: Partial<EmulatorOptions> & { env?: Record<string, string>; module?: string } = {},
) {
	const folder = temporaryTree({ 'values.json': { mysecret: CANARY, 'team/key': CANARY } });
	for (const file of ['file-store.mjs', 'plugin-conf.json']) cpSync(join(EXAMPLE, file), join(folder, file));
	const conf = {
		plugins: {
			broken: { plugin: 'secrets', implementation: 'broken.mjs', configuration: { value: CANARY } },
		},
	};
	const broken =
		options.module === undefined ? {} : { 'broken.mjs': options.module, 'plugin-conf.json': conf };
	const directory = options.module === undefined ? folder : temporaryTree(broken);
	const env = options.env ?? {
		METRONOME_FEATURES_ENABLE: 'secrets',
		METRONOME_PLUGIN_DIR: '.',
		METRONOME_PLUGIN_CONF: 'plugin-conf.json',
	};
	const secrets = await loadSecretsSetup(env, directory);
	const log: string[] = [secretsLine(secrets)];
	const answers: string[] = [];
	const emulator = await startEmulator({
		port: 0,
		version: NEWEST_VERSION,
		ignoreImage: true,
		secrets,
		dialect: 'dcos',
		path: process.env['PATH'] ?? '',
		now: Date.now,
		log: line => log.push(line),
		...options,
	});
	open.push(emulator);

	const ask = async (method: string, path: string, body?: object) => {
		const headers = { 'content-type': 'application/json' };
		const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
		const response = await fetch(emulator.url + path, { method, ...sent });
		const text = await response.text();
		answers.push(text);
		return {
			status: response.status,
			json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
		};
	};
	const begin = async (job: Job) => {
		expect((await ask('POST', '/v1/jobs', job)).status).toBe(201);
		const { json } = await ask('POST', `/v1/jobs/${job.id}/runs`);
		const id: string = json.id;
		return { id, sandbox: join(emulator.folder, id, '1') };
	};
	const until = async (isSo: () => boolean | Promise<boolean>) => {
		for (let tries = 0; tries < 400; tries++) {
			if (await isSo()) return;
			await sleep(25);
		}
		throw new Error(`never came true; the log says: ${log.join('\n')}`);
	};
	/** Runs a job to its end. */
	const run = async (job: Job) => {
		const { id, sandbox } = await begin(job);
		await until(async () => (await ask('GET', `/v1/jobs/${job.id}/runs/${id}`)).status === 404);
		const { history } = (await ask('GET', `/v1/jobs/${job.id}?embed=history`)).json;
		const file = (name: string) => readFileSync(join(sandbox, name), 'utf8');
		return {
			id,
			sandbox,
			succeeded: history.successCount === 1,
			output: () => file('stdout'),
			line: log.find(line => line.includes(`${id}: failed`)) ?? '',
		};
	};
	return { emulator, log, answers, ask, begin, run, until };
}

/** The two examples of the seed in one job: an env secret and a file secret. */
const BOTH = {
	id: 'job-secrets',
	description: 'job example with env and file based secrets',
	labels: {},
	run: {
		...RUN,
		cmd: [
			'printf %s "$SECRET_ENV" | sha256sum',
			'sha256sum < "$MESOS_SANDBOX/mnt/test"',
			'stat -c %a "$MESOS_SANDBOX/mnt/test"',
			'pwd; echo "$MESOS_SANDBOX"',
		].join('; '),
		env: { SECRET_ENV: { secret: 'secret1' } },
		secrets: { secret1: { source: '/mysecret' } },
		volumes: [{ containerPath: 'mnt/test', secret: 'secret1' }],
		ucr: { image: { id: 'ubuntu' } },
	},
};

const ENV_ONLY = {
	id: 'job-env-secret',
	run: {
		...RUN,
		cmd: 'echo "set: $' + '{SECRET_ENV+yes}"',
		env: { SECRET_ENV: { secret: 'secret1' } },
		secrets: { secret1: { source: '/mysecret' } },
	},
};

describe('a job with an env secret and a file secret', () => {
	it('gets both through the example plugin, and the file is gone afterwards', async () => {
		const { run, log, answers } = await start();
		const { output, sandbox, succeeded } = await run(BOTH);
		expect(output().split('\n')).toEqual([`${HASH}  -`, `${HASH}  -`, '400', sandbox, sandbox, '']);
		expect(succeeded).toBe(true);
		expect(existsSync(join(sandbox, 'mnt'))).toBe(true);
		expect(existsSync(join(sandbox, 'mnt/test'))).toBe(false);
		expect([...log, ...answers].join('\n')).not.toContain(CANARY);
	});

	it('gets nothing while the feature is off, and the log says so', async () => {
		const { run, log } = await start({ env: { METRONOME_PLUGIN_DIR: '.', METRONOME_PLUGIN_CONF: 'x.json' } });
		const job = { ...BOTH, run: { ...BOTH.run, cmd: 'echo "$' + '{SECRET_ENV+set}"; ls' } };
		const { output, succeeded } = await run(job);
		expect(output().split('\n').filter(Boolean)).toEqual(['stderr', 'stdout']);
		expect(succeeded).toBe(true);
		expect(log.filter(line => line.includes('the feature is off'))).toHaveLength(2);
		expect(log.join('\n')).toContain('none of its 2 secrets are passed: the feature is off');
	});

	it('gets nothing where no plugin is configured, and the log says so', async () => {
		const { run, log } = await start({ env: { METRONOME_FEATURES_ENABLE: 'secrets' } });
		expect((await run(ENV_ONLY)).output()).toBe('set: \n');
		expect(log.join('\n')).toContain('none of its 1 secret is passed: the feature is on, but no plugin');
	});
});

describe('a file secret', () => {
	it('with a leading slash does not appear in the sandbox, and the log says why', async () => {
		const { run, log } = await start();
		const { output, sandbox, succeeded } = await run({
			...BOTH,
			run: {
				...BOTH.run,
				cmd: 'ls -R',
				volumes: [{ containerPath: '/mnt/test', secret: 'secret1' }],
			},
		});
		expect(succeeded).toBe(true);
		expect(output()).not.toContain('mnt');
		expect(existsSync(join(sandbox, 'mnt'))).toBe(false);
		expect(log.join('\n')).toContain("no file '/mnt/test' in the sandbox");
	});

	it.each(['../out', 'a/../../out', '..'])('at %s never leaves the sandbox', async containerPath => {
		const { run } = await start();
		const job = { ...BOTH, run: { ...BOTH.run, volumes: [{ containerPath, secret: 'secret1' }] } };
		const { line, sandbox } = await run(job);
		expect(line).toMatch(/leads out of the sandbox$/);
		expect(existsSync(join(sandbox, '../out'))).toBe(false);
	});

	it('of a job without a container does not exist', async () => {
		const { run, log } = await start();
		const { ucr: _, ...bare } = BOTH.run;
		const { output } = await run({ ...BOTH, run: { ...bare, cmd: 'ls' } });
		expect(output()).toBe('stderr\nstdout\n');
		expect(log.join('\n')).toContain('drops file secrets of a job without a container');
	});

	it('that the task has moved is empty afterwards', async () => {
		const { run } = await start();
		const cmd = 'mv mnt/test elsewhere; wc -c < elsewhere; sleep 0.1';
		const { output, sandbox } = await run({ ...BOTH, run: { ...BOTH.run, cmd } });
		expect(Number(output())).toBe(CANARY.length);
		expect(readFileSync(join(sandbox, 'elsewhere'), 'utf8')).toBe('');
	});
});

describe('a plugin', () => {
	const plugin = (read: string) => `export default ({ value }) => ({ ${read} });`;

	it.each([
		['that throws', 'read() { throw new TypeError(value); }', 'failed for the secret .*TypeError'],
		[
			'that rejects',
			'async read() { throw Object.assign(new Error(value), { code: value }); }',
			'\\(Error\\)',
		],
		['that throws a value', 'read() { throw value; }', 'something that is no error'],
		['that hangs', 'read() { return new Promise(() => {}); }', 'it took too long'],
		['that gives a number', 'read() { return 42; }', 'type number'],
		['that gives null', 'read() { return null; }', 'null'],
		['that gives an object', 'read() { return { value }; }', 'type object'],
		['that lacks the secret', 'async read() { return undefined; }', "'secret1' .* is missing"],
		['that gives a NUL', 'read() { return value + "\\0"; }', 'no text that an environment variable can hold'],
		['that gives bytes that are no text', 'read() { return new Uint8Array([255]); }', 'no text'],
	])(
		'%s fails the run with the reason, leaks nothing, and the emulator stays up',
		async (_, read, reason) => {
			const { run, log, answers, ask } = await start({ module: plugin(read), secretTimeoutMs: 200 });
			const { line, sandbox, succeeded } = await run(ENV_ONLY);
			expect(succeeded).toBe(false);
			expect(line).toMatch(new RegExp(reason));
			expect(existsSync(sandbox)).toBe(false);
			expect([...log, ...answers].join('\n')).not.toContain(CANARY);
			expect((await ask('GET', '/ping')).status).toBe(200);
		},
	);

	it('may give bytes, and is told who asks', async () => {
		const read =
			'read(source, { jobId, signal }) { return Buffer.from([source, jobId, signal.aborted].join()); }';
		const { run } = await start({ module: plugin(read) });
		const { output } = await run({ ...ENV_ONLY, run: { ...ENV_ONLY.run, cmd: 'echo "$SECRET_ENV"' } });
		expect(output()).toBe('/mysecret,job-env-secret,false\n');
	});

	it('is not asked for a secret outside the spaces of the job', async () => {
		const { run, log } = await start();
		const run1 = { ...ENV_ONLY.run, secrets: { secret1: { source: 'team/key' } } };
		expect((await run({ id: 'other.job', run: run1 })).line).toContain(
			'outside the spaces of the job other.job',
		);
		expect((await run({ id: 'team.job', run: run1 })).succeeded).toBe(true);
		expect(log.join('\n')).not.toContain(CANARY);
	});
});

describe('a run', () => {
	it('of a job with an image fails without --ignore-image and says the way out', async () => {
		const { run } = await start({ ignoreImage: false });
		const { line, succeeded } = await run(BOTH);
		expect(succeeded).toBe(false);
		expect(line).toContain('--ignore-image');
	});

	it('gets nothing of the environment of the emulator', async () => {
		const { run } = await start();
		process.env['METRONOME_JOBS_CANARY'] = CANARY;
		const { output } = await run({ ...ENV_ONLY, run: { ...RUN, cmd: 'env', env: { PLAIN: 'text' } } });
		delete process.env['METRONOME_JOBS_CANARY'];
		expect(output()).toContain('PLAIN=text\n');
		expect(output()).not.toContain('CANARY');
	});

	it('with arguments runs no shell, and without a container no command either', async () => {
		const { run } = await start();
		const args = ['printf', '%s|', '$HOME', 'two words'];
		expect((await run({ id: 'one', run: { ...RUN, cmd: 'echo no', args } })).output()).toBe(
			'$HOME|two words|',
		);
	});

	it('with arguments in a container takes the command as the name of one program', async () => {
		const { run } = await start();
		const inContainer = { ...RUN, docker: { image: 'busybox' }, args: ['a', '$HOME'] };
		expect((await run({ id: 'one', run: { ...inContainer, cmd: 'echo' } })).output()).toBe('a $HOME\n');
		expect((await run({ id: 'two', run: { ...inContainer, cmd: 'echo -n' } })).line).toContain('ENOENT');
		expect((await run({ id: 'three', run: inContainer })).line).toContain('entry point of its image');
	});

	it('that fails is told with the reason', async () => {
		const { run } = await start();
		expect((await run({ id: 'one', run: { ...RUN, cmd: 'exit 3' } })).line).toContain('exit code 3');
		expect((await run({ id: 'two', run: { ...RUN, cmd: 'kill -KILL $$' } })).line).toContain('SIGKILL');
	});

	it('that wants what only a cluster gives fails with the reason', async () => {
		const { run } = await start();
		const artifacts = [{ uri: 'hdfs://files.example/a.tar.gz' }];
		expect((await run({ id: 'one', run: { ...RUN, cmd: 'true', artifacts } })).line).toContain(
			"the artifact 'hdfs://files.example/a.tar.gz': only file, http and https are fetched here",
		);
		const volumes = [{ containerPath: '/data', hostPath: '/tmp', mode: 'RO' }];
		const ucr = { image: { id: 'busybox' } };
		expect((await run({ id: 'two', run: { ...RUN, cmd: 'true', volumes, ucr } })).line).toContain(
			'host volume',
		);
	});

	it('that fails is started again in a new sandbox', async () => {
		const { run, emulator } = await start();
		const restart = { policy: 'ON_FAILURE' };
		const job = { id: 'one', run: { ...RUN, cmd: 'test "$' + '{MESOS_SANDBOX##*/}" = 2', restart } };
		const { id, succeeded } = await run(job);
		expect(succeeded).toBe(true);
		expect(existsSync(join(emulator.folder, id, '2'))).toBe(true);
	});

	it('that is stopped ends its whole process group, with time for what it has to do', async () => {
		const { begin, until, ask, log } = await start();
		const cmd = "(trap 'echo bye; exit' TERM; echo $$ ready; while :; do sleep 0.05; done) & sleep 60 & wait";
		const { id, sandbox } = await begin({ id: 'one', run: { ...RUN, cmd } });
		const output = () =>
			existsSync(join(sandbox, 'stdout')) ? readFileSync(join(sandbox, 'stdout'), 'utf8') : '';
		await until(() => output().includes('ready'));
		const group = Number.parseInt(output(), 10);
		expect((await ask('POST', `/v1/jobs/one/runs/${id}/actions/stop`)).json.status).toBe('FAILED');
		await until(() => log.some(line => line.endsWith('stopped')));
		expect(output()).toContain('bye');
		await until(() => !isThere(group));
	});

	it('that does not listen to SIGTERM is killed after its grace', async () => {
		const { begin, until, ask, log } = await start();
		const run = {
			...RUN,
			cmd: "trap '' TERM; echo ready; while :; do sleep 0.05; done",
			taskKillGracePeriodSeconds: 0,
		};
		const { id, sandbox } = await begin({ id: 'one', run });
		await until(
			() => existsSync(join(sandbox, 'stdout')) && readFileSync(join(sandbox, 'stdout')).length > 0,
		);
		await ask('POST', `/v1/jobs/one/runs/${id}/actions/stop`);
		await until(() => log.some(line => line.endsWith('stopped')));
	});

	it('is ended, and its sandbox gone, when the emulator ends', async () => {
		const { begin, until, emulator } = await start();
		const { sandbox } = await begin({ id: 'one', run: { ...RUN, cmd: 'echo $$; exec sleep 60' } });
		await until(
			() => existsSync(join(sandbox, 'stdout')) && readFileSync(join(sandbox, 'stdout')).length > 0,
		);
		const group = Number.parseInt(readFileSync(join(sandbox, 'stdout'), 'utf8'), 10);
		await emulator.close();
		open.splice(0);
		expect(isThere(group)).toBe(false);
		expect(existsSync(emulator.folder)).toBe(false);
	});
});

/** Whether a process of the group lives; one that nobody has waited for yet does not. */
function isThere(group: number): boolean {
	try {
		process.kill(-group, 0);
		return !readFileSync(`/proc/${group}/stat`, 'utf8').includes(') Z ');
	} catch {
		return false;
	}
}
