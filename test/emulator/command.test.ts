import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { reply, serve } from '../../stores/fakes/loopback.ts';
import { temporaryTree } from '../temporary-tree.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const COMMAND = join(ROOT, 'dist/cli.cjs');
const CANARY = `canary-${'3e8b'.repeat(6)}`;

if (!existsSync(COMMAND)) throw new Error('dist/cli.cjs is missing: npm run build');

const started: ChildProcess[] = [];
afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** The emulator as it is shipped, in a folder with the example plugin. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
	const folder = temporaryTree({ 'values.json': { mysecret: CANARY } });
	for (const file of ['file-store.mjs', 'plugin-conf.json']) {
		cpSync(join(ROOT, 'examples/plugin', file), join(folder, file));
	}
	const child = spawn(process.execPath, [COMMAND, 'emulator', ...args], {
		cwd: folder,
		env: { PATH: process.env['PATH'], ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	started.push(child);
	let output = '';
	const waiting: (() => void)[] = [];
	const wake = () => {
		for (const next of waiting.splice(0)) next();
	};
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			wake();
		});
	}
	const exit = new Promise<number | null>(resolve => {
		child.once('close', code => {
			resolve(code);
			wake();
		});
	});
	/** Resolves once the output has the pattern, or the process has ended. */
	const until = async (pattern: RegExp) => {
		for (let found = pattern.exec(output); ; found = pattern.exec(output)) {
			if (found !== null) return found;
			if (child.exitCode !== null) throw new Error(`ended without ${pattern}: ${output}`);
			await new Promise<void>(resolve => waiting.push(resolve));
		}
	};
	return { child, until, exit, output: () => output };
}

async function post(url: string, body?: object) {
	const headers = { 'content-type': 'application/json' };
	const response = await fetch(url, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) });
	return response.status;
}

const PLUGIN = {
	METRONOME_FEATURES_ENABLE: 'secrets',
	METRONOME_PLUGIN_DIR: '.',
	METRONOME_PLUGIN_CONF: 'plugin-conf.json',
};

describe('metronome-jobs emulator', () => {
	it('runs a job with a secret, tells one line per event, and ends its runs on SIGTERM', async () => {
		const { child, until, exit, output } = start(['--port', '0', '--metronome', '0.6.70'], PLUGIN);
		const url = (await until(/Metronome 0\.6\.70 at (http:\/\/127\.0\.0\.1:\d+) /))[1] ?? '';
		const hash = createHash('sha256').update(CANARY).digest('hex');
		const run = {
			cpus: 0.01,
			mem: 32,
			disk: 0,
			cmd: `test "$(printf %s "$SECRET" | sha256sum)" = "${hash}  -"`,
			env: { SECRET: { secret: 'secret1' } },
			secrets: { secret1: { source: '/mysecret' } },
		};
		expect(await post(`${url}/v1/jobs`, { id: 'quick', run })).toBe(201);
		expect(await post(`${url}/v1/jobs/quick/runs`)).toBe(201);
		await until(/quick \w+: succeeded/);
		expect(await post(`${url}/v1/jobs`, { id: 'slow', run: { ...run, cmd: 'sleep 60' } })).toBe(201);
		expect(await post(`${url}/v1/jobs/slow/runs`)).toBe(201);
		const sandbox = (await until(/slow \w+: started in (.*)/))[1] ?? '';
		expect(existsSync(sandbox)).toBe(true);
		child.kill('SIGTERM');
		expect(await exit).toBe(0);
		expect(output()).toMatch(/slow \w+: stopped\n.* ended\n$/);
		expect(existsSync(sandbox)).toBe(false);
		expect(output()).not.toContain(CANARY);
		expect(output()).toMatch(/secrets: read through file-store\n/);
	});

	it('fetches an artifact over HTTP before the run', async () => {
		const files = await serve((_, response) => reply(response, 200, 'echo fetched', 'text/plain'));
		try {
			const { until } = start(['--port', '0', '--metronome', '0.6.70']);
			const url = (await until(/(http:\/\/127\.0\.0\.1:\d+) /))[1] ?? '';
			const run = {
				...{ cpus: 0.01, mem: 32, disk: 0, cmd: './tool.sh' },
				artifacts: [{ uri: `${files.url}/tool.sh`, executable: true }],
			};
			expect(await post(`${url}/v1/jobs`, { id: 'fetching', run })).toBe(201);
			expect(await post(`${url}/v1/jobs/fetching/runs`)).toBe(201);
			await until(/fetching \w+: succeeded/);
		} finally {
			await files.close();
		}
	});

	it('says in one line that no secret is passed', async () => {
		const { child, until, exit } = start(['--port', '0']);
		await until(/secrets: the feature is off .*\n/);
		child.kill('SIGINT');
		expect(await exit).toBe(0);
	});

	it('refuses settings that cannot work', async () => {
		const missing = start(['--port', '0'], { ...PLUGIN, METRONOME_PLUGIN_CONF: 'none.json' });
		expect(await missing.exit).toBe(2);
		expect(missing.output()).toMatch(/METRONOME_PLUGIN_CONF cannot be read \(ENOENT\)/);
		expect(await start(['--port', '99999']).exit).toBe(2);
		expect(await start(['--metronome', 'new']).exit).toBe(2);
	});

	it('says that a port is taken', async () => {
		const first = start(['--port', '0']);
		const port = (await first.until(/http:\/\/127\.0\.0\.1:(\d+)/))[1] ?? '';
		const second = start(['--port', port]);
		expect(await second.exit).toBe(3);
		expect(second.output()).toContain('EADDRINUSE');
		first.child.kill('SIGTERM');
		expect(await first.exit).toBe(0);
	});
});
