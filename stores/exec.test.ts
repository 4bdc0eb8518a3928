import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CommandLine, type ExecStoreSettings, execStore } from './exec.ts';

const CANARY = 'canary-e4d9';
const folder = mkdtempSync(join(tmpdir(), 'stores-exec-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A command line that runs JavaScript with these arguments behind it. */
const node = (code: string, ...args: string[]): CommandLine => [process.execPath, '-e', code, '--', ...args];
const store = (settings: Partial<ExecStoreSettings>) => execStore({ env: process.env, ...settings });
const ECHO = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';

describe('a command as a store', () => {
	it('gets the source as one argument that no shell reads', async () => {
		const source = 'a b\'; $(touch x) $& "`*` {source}';
		const answer = await store({ read: node(ECHO, '{source}', '--at={source}', 'x') }).read(source);
		expect(answer).toEqual({ state: 'found', value: JSON.stringify([source, `--at=${source}`, 'x']) });
	});

	it('takes no source for an option', async () => {
		const answer = await store({ read: node(ECHO, '{source}') }).read('--output=/etc/passwd');
		expect(answer).toMatchObject({ state: 'cannot-tell', doubt: 'odd-source' });
	});

	it('drops one line end behind a value, and keeps bytes', async () => {
		expect(await store({ read: node('console.log(" a\\n")') }).read('x')).toEqual({
			state: 'found',
			value: ' a\n',
		});
		const bytes = await store({ read: node('process.stdout.write(Buffer.from([255,10]))') }).read('x');
		expect(bytes).toEqual({ state: 'found', value: Buffer.from([255, 10]) });
	});

	it.each([
		['lines', 'console.log("etl/db\\r\\n\\n/etl/key\\nroot")'],
		['JSON', 'console.log(JSON.stringify(["etl/db", "/etl/key", "root"]))'],
	])('lists names as %s', async (_, code) => {
		const one = store({ list: node(code) });
		const states = await one.check(['/etl/db', 'etl/key', 'other']);
		expect([...states.values()].map(({ state }) => state)).toEqual(['exists', 'exists', 'missing']);
		expect(await one.list('etl')).toEqual({ state: 'known', names: ['/etl/key', 'etl/db'] });
	});

	it('does not read a value to find out whether it exists', async () => {
		const mark = join(folder, 'read');
		const one = store({ read: node(`require('fs').writeFileSync(${JSON.stringify(mark)}, '')`) });
		expect((await one.check(['a'])).get('a')).toMatchObject({ doubt: 'no-way' });
		await expect(readFile(mark)).rejects.toThrow();
	});

	it('tells by its exit code that a secret is missing, and nothing else', async () => {
		const read = node('process.exit(Number(process.argv[1]))', '{source}');
		const one = store({ read, missingExitCodes: [11] });
		expect(await one.read('11')).toEqual({ state: 'missing' });
		expect(await one.read('1')).toMatchObject({ state: 'cannot-tell' });
	});

	it('shows nothing of what it prints when it fails', async () => {
		const code = `console.error('${CANARY}'); console.log('${CANARY}'); process.exit(2)`;
		const one = store({ read: node(code), list: node(code) });
		const answers = [await one.read('a'), await one.list(''), ...(await one.check(['a'])).values()];
		for (const answer of answers) expect(answer).toMatchObject({ state: 'cannot-tell' });
		expect(JSON.stringify(answers)).not.toContain(CANARY);
	});

	it('that is not there is no store', async () => {
		expect(await store({ list: [join(folder, 'none')] }).list('')).toMatchObject({ doubt: 'no-store' });
	});

	it('that hangs is killed with its children', async () => {
		const pids = join(folder, 'pids');
		const code = `
			const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
			require('fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
			setInterval(() => {}, 1000);`;
		const answer = await store({ read: node(code), timeoutMs: 3_000 }).read('a');
		expect(answer).toMatchObject({ doubt: 'timed-out' });
		const started = (await readFile(pids, 'utf8')).split(' ').map(Number);
		await expect.poll(() => started.filter(isRunning), { timeout: 5_000 }).toEqual([]);
	});

	it('cannot take a source that is longer than an argument may be', async () => {
		const answer = await store({ read: node(ECHO, '{source}') }).read('x'.repeat(4_000_000));
		expect(answer).toMatchObject({ state: 'cannot-tell' });
	});

	it('that prints without end is stopped', async () => {
		const code = 'const b = Buffer.alloc(1 << 20); (function more() { process.stdout.write(b, more) })()';
		expect(await store({ read: node(code) }).read('a')).toMatchObject({ doubt: 'odd-answer' });
	});
});

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	return !isZombie(pid);
}

/** Where nobody collects the orphans of a container, a killed process stays as a zombie. */
function isZombie(pid: number): boolean {
	try {
		return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}
