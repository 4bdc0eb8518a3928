import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { dcosChoice } from '../../cli/commands/emulator-dcos.ts';
import { type Io, UsageError } from '../../cli/io.ts';
import { temporaryTree } from '../temporary-tree.ts';

const COMMAND = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli.cjs');
const CANARY = `canary-${'5d1e'.repeat(6)}`;

if (!existsSync(COMMAND)) throw new Error('dist/cli.cjs is missing: npm run build');

const started: ChildProcess[] = [];
afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** The emulator as it is shipped; resolves with all its output once it says where it serves, or has ended. */
async function start(args: readonly string[], env: Record<string, string> = {}, file: unknown = {}) {
	const child = spawn(process.execPath, [COMMAND, 'emulator', '--port', '0', ...args], {
		cwd: temporaryTree({ 'dcos.json': file }),
		env: { PATH: process.env['PATH'], ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	started.push(child);
	let output = '';
	const code = await new Promise<number | null | undefined>(resolve => {
		child.once('close', resolve);
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => {
				output += text;
				if (/^.* secrets: .*$/m.test(output)) resolve(undefined);
			});
		}
	});
	const url = / at (http:\S+) /.exec(output)?.[1] ?? '';
	return { code, url, output: () => output };
}

async function login(metronome: string, uid: string, password: string): Promise<Record<string, string>> {
	const response = await fetch(new URL('/acs/api/v1/auth/login', metronome), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ uid, password }),
	});
	expect(response.status).toBe(200);
	const { token }: { token: string } = JSON.parse(await response.text());
	return { authorization: `token=${token}` };
}

const statusOf = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
	(await fetch(url, { headers })).status;

describe('metronome-jobs emulator --dcos', () => {
	it('has one superuser, whose password comes from the environment and is shown nowhere', async () => {
		const { url, output } = await start(['--dcos'], { METRONOME_JOBS_DCOS_PASSWORD: CANARY });
		expect(url).toMatch(/\/service\/metronome$/);
		expect(await statusOf(`${url}/v1/jobs`)).toBe(401);
		expect(await statusOf(`${url}/v1/jobs`, await login(url, 'admin', CANARY))).toBe(200);
		expect(output()).toMatch(/secrets: read through dcos\n/);
		expect(output()).not.toContain(CANARY);
	});

	it('has the users of a file, and its secrets for the jobs', async () => {
		const users = { deployer: { passwordEnv: 'DEPLOYER', permissions: ['dcos:superuser full'] } };
		const file = { users, secrets: { 'etl/db': CANARY } };
		const { url, output } = await start(['--dcos', 'dcos.json'], { DEPLOYER: CANARY }, file);
		const headers = { ...(await login(url, 'deployer', CANARY)), 'content-type': 'application/json' };
		const run = {
			cpus: 0.1,
			mem: 32,
			disk: 0,
			cmd: `test "$(printf %s "$DB" | wc -c)" -eq ${CANARY.length}`,
			env: { DB: { secret: 'db' } },
			secrets: { db: { source: 'etl/db' } },
		};
		const body = JSON.stringify({ id: 'etl', run });
		expect((await fetch(`${url}/v1/jobs`, { method: 'POST', headers, body })).status).toBe(201);
		expect((await fetch(`${url}/v1/jobs/etl/runs`, { method: 'POST', headers })).status).toBe(201);
		await expect.poll(output, { timeout: 10_000 }).toMatch(/etl \w+: succeeded/);
		expect(output()).not.toContain(CANARY);
	});

	it('refuses a file that is not right with each mistake and its place, and without a value', async () => {
		const wrong = { users: { a: { password: CANARY, permission: [] } }, secrets: { key: [CANARY] } };
		const { code, output } = await start(['--dcos', 'dcos.json'], {}, wrong);
		expect(code).toBe(2);
		expect(output()).toMatch(/dcos\.json:5:7: 'permission' is not known here/);
		expect(output()).toMatch(/dcos\.json:9:12: a secret must be a string.* \(\/secrets\/key\)/);
		expect(output()).not.toContain(CANARY);
		expect((await start(['--dcos', 'none.json'])).output()).toMatch(/none\.json: the file cannot be read/);
	});

	it('makes up no password where a log would keep it', async () => {
		const { code, output } = await start(['--dcos']);
		expect(code).toBe(2);
		expect(output()).toContain('METRONOME_JOBS_DCOS_PASSWORD');
	});

	it('does not go with another way to read sources', async () => {
		const { code } = await start(['--dcos', '--dialect', 'vault'], { METRONOME_JOBS_DCOS_PASSWORD: CANARY });
		expect(code).toBe(2);
	});
});

describe('metronome-jobs emulator --host', () => {
	it('lets other machines in only where that is said twice, and then warns', async () => {
		const refused = await start(['--host', '0.0.0.0']);
		expect([refused.code, refused.output()]).toEqual([2, expect.stringContaining('--allow-remote')]);
		const open = await start(['--host', '0.0.0.0', '--allow-remote']);
		await expect.poll(open.output).toMatch(/warning: everybody who reaches 0\.0\.0\.0 can run commands/);
		expect(await statusOf(`${open.url.replace('0.0.0.0', '127.0.0.1')}/ping`)).toBe(200);
	});

	it('takes another loopback address without a word', async () => {
		const { url, output } = await start(['--host', '127.0.0.2']);
		expect(url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
		expect(await statusOf(`${url}/ping`)).toBe(200);
		expect(output()).not.toContain('warning');
	});
});

describe('metronome-jobs emulator --fault', () => {
	it('lets requests go wrong, and logs each time', async () => {
		const { url, output } = await start(['--fault', '503:times=1', '--fault', 'no-leader:times=1,path=/v1/']);
		expect([await statusOf(`${url}/v1/jobs`), await statusOf(`${url}/v1/jobs`)]).toEqual([503, 503]);
		expect(await statusOf(`${url}/v1/jobs`)).toBe(200);
		expect(output()).toMatch(/fault: 503, instead of GET \/v1\/jobs\n.*fault: no-leader/);
	});

	it('refuses a fault that it does not know', async () => {
		const { code, output } = await start(['--fault', 'fire']);
		expect([code, output()]).toEqual([2, expect.stringContaining("'fire' is no fault")]);
	});
});

describe('a password that is made up', () => {
	const io = (isTerminal: boolean): Io => ({
		cwd: '/',
		env: {},
		out: { write: () => undefined, isTerminal: false, width: 100 },
		err: { write: () => undefined, isTerminal, width: 100 },
		stdin: () => '',
		now: Date.now,
	});

	it('is another one each time, long, and in the greeting for the terminal only', () => {
		const [one, two] = [dcosChoice(true, io(true)), dcosChoice(true, io(true))];
		const passwordOf = ({ settings }: typeof one) =>
			settings.users[0]?.proof.kind === 'password' ? settings.users[0].proof.password : '';
		expect(passwordOf(one).length).toBeGreaterThanOrEqual(20);
		expect(passwordOf(one)).not.toBe(passwordOf(two));
		expect(one.greeting).toContain(passwordOf(one));
		expect(() => dcosChoice(true, io(false))).toThrow(UsageError);
	});
});
