#!/usr/bin/env node
// Stands in for docker: refuses what docker's own grammar refuses, and runs the command of a container as a process of
// this machine. DOCKER_CLI_FAKE_LOG names the file that gets one line of JSON for each call.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WITH_VALUE = new Set([
	'name',
	'pull',
	'cpu-shares',
	'memory',
	'gpus',
	'user',
	'network',
	'mount',
	'env',
	'entrypoint',
	'label',
	'hostname',
]);
const FLAGS = new Set(['rm', 'detach', 'privileged', 'init']);
const NUMBERS = new Set(['cpu-shares', 'memory']);

const [subcommand, ...rest] = process.argv.slice(2);
const log = process.env.DOCKER_CLI_FAKE_LOG;
appendFileSync(log, `${JSON.stringify({ argv: process.argv.slice(2), env: process.env })}\n`);
const pidFile = name => join(log, '..', `${name}.pid`);

if (subcommand === 'run') run(rest);
else if (subcommand === 'rm') remove(rest);
else refuse(`unknown command: docker ${subcommand}`);

function refuse(words) {
	process.stderr.write(`docker: ${words}\n`);
	process.exit(125);
}

function parse(args) {
	const options = new Map();
	let at = 0;
	for (; at < args.length && args[at].startsWith('-'); at++) {
		const [, key, , inline] =
			/^--([a-z-]+)(=([\s\S]*))?$/.exec(args[at]) ?? refuse(`unknown flag: ${args[at]}`);
		let value = inline;
		if (WITH_VALUE.has(key)) value ??= args[++at] ?? refuse(`flag needs an argument: --${key}`);
		else if (!FLAGS.has(key)) refuse(`unknown flag: --${key}`);
		else if (value !== undefined && !['true', 'false'].includes(value))
			refuse(`invalid argument for --${key}`);
		if (NUMBERS.has(key) && !/^\d+$/.test(value)) refuse(`invalid argument "${value}" for "--${key}"`);
		options.set(key, [...(options.get(key) ?? []), value ?? 'true']);
	}
	if (at === args.length) refuse('"docker run" requires at least 1 argument');
	return { options, image: args[at], command: args.slice(at + 1) };
}

/** One line of CSV. */
function fields(text) {
	return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
		([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
	);
}

function run(args) {
	const { options, image, command } = parse(args);
	if (image.startsWith('no-such')) refuse(`Unable to find image '${image}' locally`);
	if (!['always', 'missing', 'never'].includes(options.get('pull')?.at(-1) ?? 'missing'))
		refuse('invalid pull option');
	let cwd;
	for (const mount of options.get('mount') ?? []) {
		const parts = new Map(fields(mount).map(field => field.split(/=([\s\S]*)/)));
		if (parts.get('type') !== 'bind') refuse('invalid mount type');
		if (!existsSync(parts.get('source'))) refuse('bind source path does not exist');
		if (!parts.get('target')?.startsWith('/')) refuse('mount path must be absolute');
		if (parts.get('target') === '/mnt/mesos/sandbox') cwd = parts.get('source');
	}
	const env = { PATH: '/usr/bin:/bin' };
	for (const entry of options.get('env') ?? []) {
		const mark = entry.indexOf('=');
		if (mark === 0) refuse('invalid environment variable');
		if (mark > 0) env[entry.slice(0, mark)] = entry.slice(mark + 1);
		else if (process.env[entry] !== undefined) env[entry] = process.env[entry];
	}
	const [program, ...given] = [...(options.get('entrypoint') ?? []), ...command];
	const name = options.get('name')?.at(-1);
	// Before there is anything to be told: whoever sees the first line of the command may send it at once.
	let child;
	process.on('SIGTERM', () => child?.kill('SIGTERM'));
	child = spawn(program, given, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
	writeFileSync(pidFile(name), String(child.pid));
	child.on('exit', (code, signal) => {
		rmSync(pidFile(name), { force: true });
		process.exit(code ?? (signal === 'SIGTERM' ? 143 : 137));
	});
}

function remove(args) {
	if (args.slice(0, -1).join(' ') !== '--force --volumes') refuse('unknown flag');
	const file = pidFile(args.at(-1));
	if (existsSync(file)) process.kill(-Number(readFileSync(file, 'utf8')), 'SIGKILL');
	rmSync(file, { force: true });
}
