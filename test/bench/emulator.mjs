// The emulator over HTTP, load generator in a process of its own: creates and reads per second, in memory and with
// --data; its start; the memory of 10,000 jobs; how late ten of 1,000 schedules are that are due at once.
// Part of npm run bench; alone: node test/bench/emulator.mjs [--seconds N]
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleOf, imported } from './bundle.mjs';
import { median } from './measure.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const COMMAND = join(ROOT, 'dist/cli.cjs');
const CONNECTIONS = 16;
const JOB = { run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'sleep 60', env: { LEVEL: 'info' } } };
const MANY_JOBS = 10_000;
const SCHEDULES = 1000;
const DUE_AT_ONCE = 10;
const STARTS = 5;
const MINUTE = 60_000;
/** How long before the full minute the clock of the schedules begins. */
const LEAD_MS = 3000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (process.argv[2] === 'serve') await serveHere(process.argv[3], JSON.parse(process.argv[4]));
	else await alone();
}

/** The server side: tells its port, and ends when the other side does. */
async function serveHere(bundle, { data, shift }) {
	const { startEmulator, version } = await imported(bundle);
	const emulator = await startEmulator({
		port: 0,
		version: version('0.6.70'),
		ignoreImage: true,
		secrets: { kind: 'off' },
		dialect: 'dcos',
		path: process.env.PATH,
		now: () => Date.now() + shift,
		log: () => undefined,
		...(data && { data }),
	});
	process.on('disconnect', () => emulator.close().then(() => process.exit()));
	process.on('message', () => process.send({ rss: process.memoryUsage().rss }));
	process.send({ port: Number(new URL(emulator.url).port) });
}

async function alone() {
	const flag = process.argv.indexOf('--seconds');
	const seconds = Math.min(flag < 0 ? 3 : Number(process.argv[flag + 1]), 30);
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
	const tell = (what, value, unit) => console.log(`${what.padEnd(44)} ${value.toFixed(0)} ${unit}`);
	try {
		await emulatorFigures(folder, ROOT, { seconds, short: false }, tell);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Measures for `seconds` each, and tells `(what, figure, unit, goal)`; a goal is `{ most }` or `{ least }`. `short`:
 * only what takes no more than a few seconds.
 */
export async function emulatorFigures(folder, root, { seconds, short }, tell) {
	const exported = [
		"export { startEmulator } from './emulator/emulator.ts';",
		"export { version } from './core/version.ts';",
	];
	const bundle = await bundleOf(exported, 'emulator', folder, root);
	const data = join(folder, 'data');
	await throughput('in memory', bundle, {}, seconds, tell);
	if (!short) await throughput('with --data', bundle, { data }, seconds, tell);
	if (!short) await restart(bundle, data, tell);
	await memory(bundle, tell);
	await punctuality(bundle, tell);
	await starts(tell);
}

async function throughput(name, bundle, options, seconds, tell) {
	await withServer(bundle, options, async ({ port }) => {
		let created = 0;
		const create = () => job(`bench.j${created++}`);
		await load(port, create, { seconds: 1 });
		const creates = await load(port, create, { seconds });
		let read = 0;
		const get = () => ({ method: 'GET', path: `/v1/jobs/bench.j${read++ % 1000}` });
		const reads = await load(port, get, { seconds });
		const start = performance.now();
		await sendOnce(port, { method: 'GET', path: '/v1/jobs' });
		tell(`emulator ${name}, creates`, creates, '/s', { least: 1500 });
		tell(`emulator ${name}, reads`, reads, '/s', { least: 6000 });
		tell(`emulator ${name}, list of ${created} jobs`, performance.now() - start, 'ms');
	});
}

/** On the directory that the load has filled. */
async function restart(bundle, data, tell) {
	const start = performance.now();
	await withServer(bundle, { data }, async () =>
		tell('emulator with --data, restart on them', performance.now() - start, 'ms'),
	);
}

async function memory(bundle, tell) {
	await withServer(bundle, {}, async ({ port, rss }) => {
		let created = 0;
		await load(port, () => job(`bench.j${created++}`), { count: MANY_JOBS });
		tell(`emulator, memory of ${MANY_JOBS} jobs`, (await rss()) / 2 ** 20, 'MiB', { most: 300 });
	});
}

/** How long after their minute the processes of the runs began, by their own clock. */
async function punctuality(bundle, tell) {
	const shift = MINUTE - (Date.now() % MINUTE) - LEAD_MS;
	await withServer(bundle, { shift }, async ({ port }) => {
		let created = 0;
		const create = () => {
			const isDue = created % (SCHEDULES / DUE_AT_ONCE) === 0;
			const schedules = [{ id: 'one', cron: isDue ? '* * * * *' : `${created % 60} 3 1 * *` }];
			const run = { ...JOB.run, cmd: 'date +%s%3N; sleep 20' };
			return job(`bench.j${created++}`, { run, schedules });
		};
		await load(port, create, { count: SCHEDULES });
		const instant = Math.ceil((Date.now() + shift) / MINUTE) * MINUTE - shift;
		await sleep(instant - Date.now() + 1000);
		const late = [];
		for (let index = 0; index < SCHEDULES; index += SCHEDULES / DUE_AT_ONCE) {
			const [run] = JSON.parse(
				await sendOnce(port, { method: 'GET', path: `/v1/jobs/bench.j${index}/runs` }),
			);
			const path = `/emulator/v1/jobs/bench.j${index}/runs/${run.id}/files/read?path=stdout`;
			late.push(Number(JSON.parse(await sendOnce(port, { method: 'GET', path })).data) - instant);
		}
		const what = `emulator, last of ${DUE_AT_ONCE} due at once of ${SCHEDULES} schedules began after`;
		tell(what, Math.max(...late), 'ms', { most: 100 });
	});
}

/** From nothing to the line that tells the address, as the command is shipped. */
async function starts(tell) {
	const times = [];
	for (let count = 0; count < STARTS; count++) {
		const start = performance.now();
		const child = spawn(process.execPath, [COMMAND, 'emulator', '--port', '0'], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const ended = new Promise(resolve => child.once('close', resolve));
		await new Promise(resolve => child.stdout.once('data', resolve));
		times.push(performance.now() - start);
		child.kill('SIGTERM');
		await ended;
	}
	tell('emulator, start', median(times), 'ms', { most: 150 });
}

function job(id, definition = JOB) {
	return { method: 'POST', path: '/v1/jobs', body: JSON.stringify({ id, ...definition }) };
}

async function withServer(bundle, options, use) {
	const settings = JSON.stringify({ shift: 0, ...options });
	const child = fork(fileURLToPath(import.meta.url), ['serve', bundle, settings]);
	const ended = new Promise(resolve => child.once('exit', resolve));
	const message = () => new Promise(resolve => child.once('message', resolve));
	try {
		const { port } = await Promise.race([
			message(),
			ended.then(code => Promise.reject(new Error(`the server ended with ${code}`))),
		]);
		const rss = async () => {
			const answer = message();
			child.send('rss');
			return (await answer).rss;
		};
		await use({ port, rss });
	} finally {
		if (child.connected) child.disconnect();
		await ended;
	}
}

/** Requests per second over some connections that each wait for their answer. */
async function load(port, next, { seconds = Number.POSITIVE_INFINITY, count = Number.POSITIVE_INFINITY }) {
	const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
	const start = performance.now();
	const end = start + seconds * 1000;
	let begun = 0;
	const worker = async () => {
		while (performance.now() < end && begun < count) {
			begun++;
			await send(agent, port, next());
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS }, worker));
	agent.destroy();
	return begun / ((performance.now() - start) / 1000);
}

async function sendOnce(port, call) {
	const agent = new Agent();
	try {
		return await send(agent, port, call);
	} finally {
		agent.destroy();
	}
}

function send(agent, port, { method, path, body }) {
	return new Promise((resolve, reject) => {
		const headers =
			body === undefined
				? {}
				: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
		const call = request({ agent, host: '127.0.0.1', port, method, path, headers }, response => {
			let text = '';
			response.setEncoding('latin1').on('data', part => {
				text += part;
			});
			response.on('end', () => {
				if (response.statusCode < 300) resolve(text);
				else reject(new Error(`${method} ${path}: ${response.statusCode}`));
			});
		});
		call.on('error', reject);
		call.end(body);
	});
}
