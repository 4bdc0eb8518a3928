import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parseJson } from '../../core/json-parser.ts';
import { storedJob } from '../../core/stored.ts';
import { NEWEST_VERSION } from '../../core/version.ts';
import { containerCommand, findContainerProgram, imagesLine } from '../../emulator/container.ts';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { temporaryTree } from '../temporary-tree.ts';

const FAKE = join(dirname(fileURLToPath(import.meta.url)), 'fake-docker.mjs');
const CANARY = `canary-${'9b1e'.repeat(6)}`;
const RUN = { cpus: 0.5, mem: 64, disk: 0 };
const PATH = process.env['PATH'] ?? '';

const open: Emulator[] = [];
afterEach(async () => {
	for (const emulator of open.splice(0)) await emulator.close();
});

interface Call {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** An emulator with a docker that is none, and a plugin that knows one value. */
async function start({ ignoreImage = false, isInstalled = true } = {}) {
	const folder = temporaryTree({ 'bin/.keep': '', calls: '' });
	copyFileSync(FAKE, join(folder, 'bin/docker'));
	chmodSync(join(folder, 'bin/docker'), 0o755);
	const log: string[] = [];
	const containers = findContainerProgram({
		PATH: isInstalled ? [join(folder, 'bin'), PATH].join(delimiter) : '/nowhere',
		DOCKER_CLI_FAKE_LOG: join(folder, 'calls'),
		STORE_TOKEN: CANARY,
	});
	const emulator = await startEmulator({
		port: 0,
		version: NEWEST_VERSION,
		ignoreImage,
		...(containers && { containers }),
		secrets: { kind: 'on', plugins: [{ name: 'test', plugin: { read: () => CANARY } }] },
		dialect: 'any',
		path: PATH,
		now: Date.now,
		log: line => log.push(line),
	});
	open.push(emulator);
	const post = async (path: string, body?: object) => {
		const headers = { 'content-type': 'application/json' };
		const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
		const response = await fetch(emulator.url + path, { method: 'POST', ...sent });
		return JSON.parse(await response.text());
	};
	const until = async (isSo: () => boolean) => {
		for (let tries = 0; tries < 400; tries++) {
			if (isSo()) return;
			await sleep(25);
		}
		throw new Error(`never came true; the log says: ${log.join('\n')}`);
	};
	const begin = async (run: object) => {
		await post('/v1/jobs', { id: 'job', run: { ...RUN, ...run } });
		const { id } = await post('/v1/jobs/job/runs');
		const sandbox = join(emulator.folder, id, '1');
		const output = (name = 'stdout') =>
			existsSync(join(sandbox, name)) ? readFileSync(join(sandbox, name), 'utf8') : '';
		return { id, sandbox, output };
	};
	const run = async (definition: object) => {
		const begun = await begin(definition);
		await until(() => log.some(line => /(?:succeeded|failed.*)$/.test(line) && line.includes(begun.id)));
		return { ...begun, line: log.findLast(line => line.includes(begun.id)) ?? '' };
	};
	const calls = (): Call[] =>
		readFileSync(join(folder, 'calls'), 'utf8')
			.split('\n')
			.filter(Boolean)
			.map(line => JSON.parse(line));
	return { folder, emulator, log, post, until, begin, run, calls };
}

describe('a job with an image', () => {
	it('runs in a container with its variables, files and limits, and no value is an argument', async () => {
		const { run, calls, folder, log } = await start();
		const { output, line, sandbox } = await run({
			cmd: 'echo "$PLAIN|$PATH|$MESOS_SANDBOX"; printf %s "$SECRET" | wc -c; cat mnt/key | wc -c; stat -c %a mnt/key; ls',
			env: { PLAIN: 'a b', PATH: '/opt/bin:/usr/bin:/bin', SECRET: { secret: 'one' } },
			secrets: { one: { source: 'one' } },
			volumes: [
				{ containerPath: 'mnt/key', secret: 'one' },
				{ containerPath: '/data', hostPath: folder, mode: 'RO' },
				{ containerPath: 'more', hostPath: folder, mode: 'RW' },
			],
			ucr: { image: { id: 'busybox:1', forcePull: true }, privileged: true },
			user: 'nobody',
		});
		expect(line).toMatch(/succeeded$/);
		const length = String(CANARY.length);
		expect(output().split('\n')).toEqual([
			'a b|/opt/bin:/usr/bin:/bin|/mnt/mesos/sandbox',
			length,
			length,
			'400',
			'mnt',
			'stderr',
			'stdout',
			'',
		]);
		expect(existsSync(join(sandbox, 'mnt/key'))).toBe(false);
		const [{ argv, env } = { argv: [], env: {} }] = calls();
		expect(argv.slice(0, 3)).toEqual(['run', '--rm', '--detach=false']);
		expect(argv).toEqual(
			expect.arrayContaining([
				'--pull=always',
				'--cpu-shares=512',
				'--memory=67108864',
				'--user=nobody',
				'--network=host',
				`type=bind,source=${sandbox},target=/mnt/mesos/sandbox`,
				`type=bind,source=${folder},target=/data,readonly`,
				`type=bind,source=${folder},target=/mnt/mesos/sandbox/more`,
				'PLAIN',
				'SECRET',
				'PATH=/opt/bin:/usr/bin:/bin',
			]),
		);
		expect(argv.slice(-5)).toEqual([
			'--entrypoint',
			'/bin/sh',
			'busybox:1',
			'-c',
			expect.stringContaining('echo'),
		]);
		expect(argv.join('\n')).not.toContain(CANARY);
		expect(argv).not.toContain('--privileged');
		expect(env['STORE_TOKEN']).toBeUndefined();
		expect(log.join('\n')).not.toContain(CANARY);
		expect(log.join('\n')).toContain('it is not privileged: Metronome drops that of ucr');
	});

	it('has the options of docker that it names, and ours win', async () => {
		const { run, calls } = await start();
		const parameters = [
			{ key: 'label', value: 'a=b c' },
			{ key: 'name', value: 'mine' },
			{ key: 'detach', value: 'true' },
		];
		const docker = { image: 'busybox', privileged: true, parameters };
		const networks = [{ mode: 'container', name: 'net' }];
		const { line, id } = await run({ cmd: 'echo', args: ['$HOME'], docker, networks, user: 'root' });
		expect(line).toMatch(/succeeded$/);
		const argv = calls()[0]?.argv ?? [];
		expect(argv.slice(2, 7)).toEqual([
			'--label=a=b c',
			'--name=mine',
			'--detach=true',
			'--detach=false',
			`--name=metronome-jobs-${id}-1`,
		]);
		expect(argv).toEqual(expect.arrayContaining(['--privileged', '--network=net', '--pull=missing']));
		expect(argv).not.toContain('--user=root');
		expect(argv.slice(-3)).toEqual(['busybox', 'echo', '$HOME']);
	});

	it('may have any other variable, also with a secret', async () => {
		const { run } = await start();
		const names = ['DOCKER_PASSWORD', 'SSH_PRIVATE_KEY', 'GOOGLE_APPLICATION_CREDENTIALS', '_x'];
		const { output, line } = await run({
			cmd: `for v in ${names.join(' ')}; do eval "printf %s "\\$$v"" | wc -c; done`,
			env: Object.fromEntries(names.map(name => [name, { secret: 'one' }])),
			secrets: { one: { source: 'one' } },
			docker: { image: 'busybox' },
		});
		expect(line).toMatch(/succeeded$/);
		expect(output()).toBe(`${CANARY.length}\n`.repeat(names.length));
	});

	it('that is stopped is asked to end, then its container is removed', async () => {
		const { begin, until, post, log, calls } = await start();
		const polite = await begin({
			cmd: "trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.05; done",
			docker: { image: 'busybox' },
		});
		await until(() => polite.output().includes('ready'));
		await post(`/v1/jobs/job/runs/${polite.id}/actions/stop`);
		await until(() => log.some(line => line.endsWith('stopped')));
		expect(polite.output()).toBe('ready\nbye\n');
		expect(calls().at(-1)?.argv).toEqual(['rm', '--force', '--volumes', `metronome-jobs-${polite.id}-1`]);
	});

	it('that does not listen is gone with its container after its grace', async () => {
		const { begin, until, post, log } = await start();
		const deaf = await begin({
			cmd: "trap '' TERM; echo $$; while :; do sleep 0.05; done",
			docker: { image: 'busybox' },
			taskKillGracePeriodSeconds: 0,
		});
		await until(() => deaf.output().includes('\n'));
		await post(`/v1/jobs/job/runs/${deaf.id}/actions/stop`);
		await until(() => log.some(line => line.endsWith('stopped')));
		const pid = Number.parseInt(deaf.output(), 10);
		await until(
			() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '),
		);
	});

	it('whose container cannot be started fails, and says the way out', async () => {
		const { run } = await start();
		const { line, output } = await run({ cmd: 'true', docker: { image: 'no-such' } });
		expect(line).toMatch(/docker could not start its container .*--ignore-image/);
		expect(output('stderr')).toContain('Unable to find image');
	});

	it.each([
		[
			'a secret in a variable of docker itself',
			{ env: { DOCKER_HOST: { secret: 'one' } }, secrets: { one: { source: 'one' } } },
			'no secret can be handed on',
		],
		['a variable with an equals sign', { env: { 'A=B': 'c' } }, "a variable cannot be named 'A=B'"],
		['a variable with a star', { env: { 'A*': 'c' } }, "a variable cannot be named 'A*'"],
		[
			'a parameter that is none',
			{ docker: { image: 'a', parameters: [{ key: 'a b', value: '' }] } },
			'is no parameter',
		],
		['an image that is an option', { docker: { image: '--privileged' } }, 'is no image'],
		[
			'a volume that leads out',
			{ volumes: [{ containerPath: '../x', hostPath: '/tmp', mode: 'RW' }] },
			'names no place in the sandbox',
		],
	])('fails with the reason for %s', async (_, definition, reason) => {
		const { run, calls } = await start();
		const { line } = await run({ cmd: 'true', docker: { image: 'busybox' }, ...definition });
		expect(line).toContain(reason);
		expect(calls()).toEqual([]);
	});

	it('fails where nothing is installed, and says the way out', async () => {
		const { run } = await start({ isInstalled: false });
		expect((await run({ cmd: 'true', docker: { image: 'busybox' } })).line).toMatch(
			/neither docker nor podman is installed here: with --ignore-image/,
		);
	});

	it('with --ignore-image starts no container', async () => {
		const { run, calls } = await start({ ignoreImage: true });
		expect((await run({ cmd: 'true', docker: { image: 'busybox' } })).line).toMatch(/succeeded$/);
		expect(calls()).toEqual([]);
	});
});

describe('a host volume without a container', () => {
	const docker = { image: 'busybox' };

	it('at a relative path is linked into the sandbox', async () => {
		const { run, folder, log } = await start({ ignoreImage: true });
		mkdirSync(join(folder, 'data'));
		writeFileSync(join(folder, 'data/in'), 'hello');
		const volumes = [
			{ containerPath: 'a/b', hostPath: join(folder, 'data'), mode: 'RO' },
			{ containerPath: 'own', hostPath: 'scratch', mode: 'RW' },
		];
		const { output, line } = await run({ cmd: 'cat a/b/in; echo x > own/file; ls scratch', docker, volumes });
		expect(line).toMatch(/succeeded$/);
		expect(output()).toBe('hellofile\n');
		expect(log.join('\n')).toContain("'a/b' is read-only only in a container");
	});

	it('at an absolute path fails, unless it is that of the host', async () => {
		const { run, folder } = await start({ ignoreImage: true });
		const same = [{ containerPath: folder, hostPath: `${folder}/`, mode: 'RW' }];
		expect((await run({ cmd: `ls ${folder}`, docker, volumes: same })).line).toMatch(/succeeded$/);
		const { run: again } = await start({ ignoreImage: true });
		const other = [{ containerPath: '/data', hostPath: folder, mode: 'RW' }];
		expect((await again({ cmd: 'true', docker, volumes: other })).line).toContain(
			'which only a container can have',
		);
	});

	it('that does not exist, or has no place, fails with the reason', async () => {
		const { run } = await start({ ignoreImage: true });
		const volumes = [{ containerPath: 'a', hostPath: '/no/such/folder', mode: 'RW' }];
		expect((await run({ cmd: 'true', docker, volumes })).line).toContain('does not exist here');
		const { run: again } = await start({ ignoreImage: true });
		const taken = [{ containerPath: 'stdout', hostPath: '/tmp', mode: 'RW' }];
		expect((await again({ cmd: 'true', docker, volumes: taken })).line).toContain('something else');
	});

	it('never lets a file secret out of the sandbox', async () => {
		const { run, folder } = await start({ ignoreImage: true });
		mkdirSync(join(folder, 'outside'));
		const { line } = await run({
			cmd: 'true',
			ucr: { image: { id: 'busybox' } },
			secrets: { one: { source: 'one' } },
			volumes: [
				{ containerPath: 'mnt', hostPath: join(folder, 'outside'), mode: 'RW' },
				{ containerPath: 'mnt/key', secret: 'one' },
			],
		});
		expect(line).toContain('failed');
		expect(existsSync(join(folder, 'outside/key'))).toBe(false);
	});
});

describe('the arguments of a container', () => {
	const real = findContainerProgram({ PATH });

	it.skipIf(real?.name !== 'docker')('are such that the real docker takes them', () => {
		const body = {
			id: 'job',
			run: {
				...RUN,
				cmd: 'echo',
				gpus: 0,
				env: { A: '1', PATH: '/bin' },
				docker: {
					image: 'busybox',
					privileged: true,
					forcePullImage: true,
					parameters: [{ key: 'label', value: 'a=b' }],
				},
				volumes: [{ containerPath: '/data', hostPath: '/tmp/a,"b', mode: 'RO' }],
				networks: [{ mode: 'container/bridge' }],
			},
		};
		const node = parseJson(JSON.stringify(body)).root;
		if (real === undefined || node === undefined) throw new Error('never');
		const { command, env } = containerCommand(real, {
			run: storedJob(node).run,
			name: 'metronome-jobs-test',
			sandbox: '/tmp',
			env: new Map([
				['A', '1'],
				['PATH', '/bin'],
			]),
			secretNames: new Set(),
		});
		const settings = { ...Object.fromEntries(env), DOCKER_HOST: 'unix:///nowhere/docker.sock' };
		const { status, stderr } = spawnSync(command.program, command.args, { env: settings, encoding: 'utf8' });
		expect(status).toBe(125);
		expect(stderr).toMatch(/connect to the Docker daemon|failed to connect/);
	});

	it('are told of in one line at the start', () => {
		expect(imagesLine(real, true)).toBe('images: ignored, the commands run here without them');
		expect(imagesLine(undefined, false)).toMatch(
			/^images: neither docker nor podman is installed, .*--ignore-image/,
		);
		const podman = { name: 'podman', file: '/usr/bin/podman', env: new Map() } as const;
		expect(imagesLine(podman, false)).toMatch(/^images: run with podman; --ignore-image/);
	});

	it('come from docker, or else from podman, of the PATH', () => {
		const folder = temporaryTree({ 'a/docker': '', 'b/podman': '#!', 'c/docker': '#!' });
		for (const file of ['b/podman', 'c/docker']) chmodSync(join(folder, file), 0o755);
		symlinkSync(folder, join(folder, 'd'));
		const found = (...parts: string[]) =>
			findContainerProgram({ PATH: parts.map(part => join(folder, part)).join(delimiter) })?.file;
		expect(found('a', 'b', 'c')).toBe(join(folder, 'c/docker'));
		expect(found('a', 'b')).toBe(join(folder, 'b/podman'));
		expect(found('a')).toBeUndefined();
	});
});
