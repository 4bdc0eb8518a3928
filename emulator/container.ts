import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { quoted } from '../core/quote.ts';
import type { StoredRun } from '../core/stored.ts';
import { hostPathOf, hostVolumes, pathInSandbox } from './host-volumes.ts';
import { LaunchFault, type TaskCommand } from './task-command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A program that starts containers. */
export interface ContainerProgram {
	readonly name: 'docker' | 'podman';
	/** Its full path. */
	readonly file: string;
	/** What the program itself needs: its host, its settings. */
	readonly env: ReadonlyMap<string, string>;
}

/** Where a task finds its sandbox. Source: Mesos src/slave/flags.cpp, `sandbox_directory`. */
export const SANDBOX_IN_CONTAINER = '/mnt/mesos/sandbox';

/**
 * Variables by which the program itself is told where its server and its settings are, and how it is run.
 * Source: docker CLI reference, "Environment variables"; podman(1), containers.conf(5).
 */
const OF_PROGRAM = new RegExp(
	`^(?:${[
		'PATH|HOME|USER|TMPDIR|SSH_AUTH_SOCK|(?:LD|DYLD|XDG)_.*|SSL_CERT_(?:FILE|DIR)|(?:HTTP|HTTPS|NO|ALL)_PROXY',
		'GODEBUG|GOGC|GOMAXPROCS|GOMEMLIMIT|GOTRACEBACK',
		'DOCKER_(?:HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY|API_VERSION|AUTH_CONFIG|DEFAULT_PLATFORM|CUSTOM_HEADERS)',
		'DOCKER_(?:CONTENT_TRUST.*|CLI_.*)',
		'CONTAINER_(?:HOST|SSHKEY|CONNECTION|PROXY)|CONTAINERS_.*|REGISTRY_AUTH_FILE|STORAGE_(?:DRIVER|OPTS)',
	].join('|')})$`,
	'i',
);

/** docker or else podman, by the PATH of an environment; undefined where neither is installed. */
export function findContainerProgram(env: Environment): ContainerProgram | undefined {
	for (const name of ['docker', 'podman'] as const) {
		for (const folder of (env['PATH'] ?? '').split(delimiter)) {
			const file = join(folder, name);
			if (!isAbsolute(folder) || !isProgram(file)) continue;
			const own = Object.entries(env).flatMap(([key, value]) =>
				value !== undefined && OF_PROGRAM.test(key) ? [[key, value] as const] : [],
			);
			return { name, file, env: new Map(own) };
		}
	}
	return undefined;
}

/** One line on what becomes of jobs with an image. */
export function imagesLine(program: ContainerProgram | undefined, ignoreImage: boolean): string {
	if (ignoreImage) return 'images: ignored, the commands run here without them';
	return program === undefined
		? 'images: neither docker nor podman is installed, so jobs with an image fail; --ignore-image runs their commands without it'
		: `images: run with ${program.name}; --ignore-image runs the commands without them`;
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

export interface ContainerTask {
	readonly run: StoredRun;
	/** Of the container. */
	readonly name: string;
	/** On this machine. */
	readonly sandbox: string;
	/** The variables of the task. */
	readonly env: ReadonlyMap<string, string>;
	/** Which of them have the value of a secret. */
	readonly secretNames: ReadonlySet<string>;
}

export interface ContainerCommand {
	readonly command: TaskCommand;
	/** The environment of the program: its own, and variables that it hands on. */
	readonly env: ReadonlyMap<string, string>;
}

/**
 * What starts the container of a task in the foreground. Values of variables are handed on through the environment of
 * the program, since everybody on the machine can read arguments; only a variable that is the program's own (PATH, …)
 * is an argument, and never with a secret. Throws a {@link LaunchFault}.
 * Source of what is made of a job: Mesos src/docker/docker.cpp, `Docker::RunOptions::create`, `Docker::run` (shares of
 * the CPU, no user); Metronome MarathonImplicits.scala (the privileged flag of UCR is dropped; without networks it is
 * the host's).
 */
export function containerCommand(program: ContainerProgram, task: ContainerTask): ContainerCommand {
	const { run } = task;
	const image = run.docker?.image ?? run.ucr?.image.id ?? '';
	if (image === '' || image.startsWith('-')) throw new LaunchFault(`${quoted(image)} is no image`);
	const env = new Map(program.env);
	const variables: string[] = [];
	for (const [name, value] of task.env) variables.push('--env', variable(name, value, task, env));
	const { entryPoint, args } = entryOf(run);
	return {
		command: {
			program: program.file,
			args: [
				'run',
				'--rm',
				...parametersOf(run),
				// After the parameters of the job, so that these win.
				'--detach=false',
				`--name=${task.name}`,
				`--pull=${run.docker?.forcePullImage || run.ucr?.image.forcePull ? 'always' : 'missing'}`,
				...resourcesOf(run),
				...(run.docker?.privileged ? ['--privileged'] : []),
				...(run.ucr === undefined || run.user === undefined ? [] : [`--user=${run.user}`]),
				`--network=${networkOf(run)}`,
				...mountsOf(task),
				...variables,
				...entryPoint,
				image,
				...args,
			],
		},
		env,
	};
}

/** `NAME`, its value put into the environment; `NAME=value` for what the program would take for its own. */
function variable(name: string, value: string, task: ContainerTask, env: Map<string, string>): string {
	// To podman a star at the end means all variables that begin so.
	if (name === '' || /[=\0]|\*$/.test(name)) {
		throw new LaunchFault(`a variable cannot be named ${quoted(name)}`);
	}
	if (OF_PROGRAM.test(name)) {
		if (!task.secretNames.has(name)) return `${name}=${value}`;
		throw new LaunchFault(
			`the variable ${quoted(name)} has a meaning for the container program itself, so no secret can be handed on in it`,
		);
	}
	env.set(name, value);
	return name;
}

const PARAMETER_KEY = /^[a-z][a-z0-9-]*$/;

function parametersOf(run: StoredRun): readonly string[] {
	return (run.docker?.parameters ?? []).map(({ key, value }) => {
		if (!PARAMETER_KEY.test(key)) throw new LaunchFault(`${quoted(key)} is no parameter of a container`);
		return `--${key}=${value}`;
	});
}

const MIB = 2 ** 20;
const SHARES_OF_CPU = 1024;
const FEWEST_SHARES = 2;

/** Shares, not a limit, as at a Mesos agent. An endless number is none. */
function resourcesOf({ cpus, mem, gpus }: StoredRun): readonly string[] {
	const shares = Math.max(Math.floor(cpus * SHARES_OF_CPU), FEWEST_SHARES);
	const bytes = Math.floor(mem * MIB);
	return [
		...(Number.isSafeInteger(shares) ? [`--cpu-shares=${shares}`] : []),
		...(Number.isSafeInteger(bytes) ? [`--memory=${bytes}`] : []),
		...(gpus > 0 ? [`--gpus=${gpus}`] : []),
	];
}

function networkOf(run: StoredRun): string {
	const [network] = run.networks;
	if (network === undefined || network.mode === 'host') return 'host';
	return network.mode === 'container' && network.name !== undefined ? network.name : 'bridge';
}

function mountsOf({ run, sandbox }: ContainerTask): readonly string[] {
	const mounts = [mount(sandbox, SANDBOX_IN_CONTAINER, false)];
	for (const volume of hostVolumes(run)) {
		const target = isAbsolute(volume.containerPath)
			? volume.containerPath
			: `${SANDBOX_IN_CONTAINER}/${pathInSandbox(volume.containerPath)}`;
		mounts.push(mount(hostPathOf(volume, sandbox), target, volume.mode === 'RO'));
	}
	return mounts.flatMap(text => ['--mount', text]);
}

/** The value of `--mount` is a line of CSV. */
function mount(source: string, target: string, isReadOnly: boolean): string {
	const fields = ['type=bind', `source=${source}`, `target=${target}`, ...(isReadOnly ? ['readonly'] : [])];
	return fields.map(field => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

/** Arguments go to the entry point of the image, after the command where there is one; a command alone to a shell. */
function entryOf({ cmd, args = [] }: StoredRun): {
	readonly entryPoint: readonly string[];
	readonly args: readonly string[];
} {
	if (args.length > 0) return { entryPoint: [], args: cmd === undefined ? args : [cmd, ...args] };
	if (cmd === undefined) return { entryPoint: [], args: [] };
	return { entryPoint: ['--entrypoint', '/bin/sh'], args: ['-c', cmd] };
}

/** What docker and podman themselves end with where no container could be started. */
export const NOT_STARTED = 125;

const REMOVE_TIMEOUT_MS = 10_000;

/** Removes a container, running or not. Resolves whatever comes of it. */
export function removeContainer(program: ContainerProgram, name: string): Promise<void> {
	return new Promise(resolve => {
		execFile(
			program.file,
			['rm', '--force', '--volumes', name],
			{ env: Object.fromEntries(program.env), timeout: REMOVE_TIMEOUT_MS },
			() => resolve(),
		);
	});
}
