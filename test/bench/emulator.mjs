// Creates and reads per second of the emulator over HTTP, load generator in a process of its own.
//   node test/bench/emulator.mjs [--seconds N]
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const CONNECTIONS = 16;
const JOB = { run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'sleep 60', env: { LEVEL: 'info' } } };

if (process.argv[2] === 'serve') await serveHere(process.argv[3]);
else await bench();

/** The server side: tells its port, and ends when the other side does. */
async function serveHere(bundle) {
	const { Metronome, serve, version } = await import(pathToFileURL(bundle).href);
	const metronome = new Metronome({ version: version('0.6.70'), now: Date.now });
	const { port } = await serve(metronome, { port: 0 });
	process.on('disconnect', () => process.exit());
	process.send({ port });
}

async function bench() {
	const flag = process.argv.indexOf('--seconds');
	const seconds = Math.min(flag < 0 ? 3 : Number(process.argv[flag + 1]), 30);
	const folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-bench-'));
	const bundle = join(folder, 'emulator.mjs');
	await bundleTo(bundle);
	const child = fork(fileURLToPath(import.meta.url), ['serve', bundle]);
	try {
		const { port } = await new Promise((resolve, reject) => {
			child.once('message', resolve);
			child.once('exit', code => reject(new Error(`the server ended with ${code}`)));
		});
		let created = 0;
		const create = () => ({
			method: 'POST',
			path: '/v1/jobs',
			body: JSON.stringify({ id: `bench.j${created++}`, ...JOB }),
		});
		await load(port, create, 1);
		const creates = await load(port, create, seconds);
		let read = 0;
		const get = () => ({ method: 'GET', path: `/v1/jobs/bench.j${read++ % 1000}` });
		const reads = await load(port, get, seconds);
		console.log(`creates  ${creates.toFixed(0)}/s  (${created} jobs stored)`);
		console.log(`reads    ${reads.toFixed(0)}/s`);
		console.log(`list     ${(await listTime(port)).toFixed(0)} ms for all of them`);
	} finally {
		child.disconnect();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function bundleTo(outfile) {
	const { build } = await import('esbuild');
	const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
	const contents = [
		"export { Metronome } from './emulator/metronome.ts';",
		"export { serve } from './emulator/http.ts';",
		"export { version } from './core/version.ts';",
	].join('\n');
	await build({
		stdin: { contents, resolveDir: root, loader: 'ts' },
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		mainFields: ['module', 'main'],
		logLevel: 'warning',
	});
}

/** Requests per second over some connections that each wait for their answer. */
async function load(port, next, seconds) {
	const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
	const start = performance.now();
	const end = start + seconds * 1000;
	let count = 0;
	const worker = async () => {
		while (performance.now() < end) {
			await send(agent, port, next());
			count++;
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS }, worker));
	agent.destroy();
	return count / ((performance.now() - start) / 1000);
}

function send(agent, port, { method, path, body }) {
	return new Promise((resolve, reject) => {
		const headers =
			body === undefined
				? {}
				: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
		const call = request({ agent, host: '127.0.0.1', port, method, path, headers }, response => {
			response.resume();
			response.on('end', () => {
				if (response.statusCode < 300) resolve();
				else reject(new Error(`${method} ${path}: ${response.statusCode}`));
			});
		});
		call.on('error', reject);
		call.end(body);
	});
}

async function listTime(port) {
	const agent = new Agent({ keepAlive: true });
	const start = performance.now();
	await send(agent, port, { method: 'GET', path: '/v1/jobs' });
	agent.destroy();
	return performance.now() - start;
}
