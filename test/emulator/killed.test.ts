import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryTree } from '../temporary-tree.ts';

const COMMAND = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli.cjs');
if (!existsSync(COMMAND)) throw new Error('dist/cli.cjs is missing: npm run build');

const RUN = { cpus: 0.01, mem: 32, disk: 0, cmd: 'exec sleep 60' };
const WORKERS = 8;
const ROUNDS = 6;

const started: ChildProcess[] = [];
afterEach(() => {
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** The emulator as it is shipped, on a directory. */
async function start(data: string) {
	const child = spawn(process.execPath, [COMMAND, 'emulator', '--port', '0', '--data', data], {
		env: { PATH: process.env['PATH'] },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	started.push(child);
	let output = '';
	const exit = new Promise<number | null>(resolve => child.once('close', resolve));
	const url = new Promise<string>((resolve, reject) => {
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => {
				output += text;
				const found = /at (http:\/\/127\.0\.0\.1:\d+) /.exec(output);
				if (found?.[1] !== undefined) resolve(found[1]);
			});
		}
		child.once('close', () => reject(new Error(output)));
	});
	return { child, exit, url };
}

/** What the server has said yes to. */
interface Acknowledged {
	readonly created: Set<string>;
	readonly deleted: Set<string>;
	readonly runs: Map<string, string>;
}

/** Creates, starts and deletes jobs until the server is gone. */
async function work(url: string, name: string, acknowledged: Acknowledged): Promise<void> {
	const headers = { 'content-type': 'application/json' };
	try {
		for (let count = 0; ; count++) {
			const id = `${name}-${count}`;
			const body = JSON.stringify({ id, run: RUN });
			const created = await fetch(`${url}/v1/jobs`, { method: 'POST', headers, body });
			expect(created.status).toBe(201);
			acknowledged.created.add(id);
			if (count % 5 === 0) {
				acknowledged.deleted.add(id);
				acknowledged.created.delete(id);
				const deleted = await fetch(`${url}/v1/jobs/${id}`, { method: 'DELETE' });
				expect(deleted.status).toBe(200);
			} else if (count === 1) {
				const run = await fetch(`${url}/v1/jobs/${id}/runs`, { method: 'POST' });
				acknowledged.runs.set(id, JSON.parse(await run.text()).id);
			}
		}
	} catch (error) {
		// The connection is gone; anything else is a failed expectation.
		if (!(error instanceof TypeError)) throw error;
	}
}

describe('an emulator that is killed', () => {
	it('loses nothing that was acknowledged, whenever it is killed', async () => {
		const data = join(temporaryTree({}), 'data');
		const acknowledged: Acknowledged = { created: new Set(), deleted: new Set(), runs: new Map() };
		for (let round = 0; round < ROUNDS; round++) {
			const { child, url, exit } = await start(data);
			const address = await url;
			const workers = Array.from({ length: WORKERS }, (_, worker) =>
				work(address, `r${round}.w${worker}`, acknowledged),
			);
			await sleep(40 + Math.random() * 200);
			child.kill('SIGKILL');
			await Promise.all([exit, ...workers]);
		}
		const { child, url, exit } = await start(data);
		const listed = await fetch(`${await url}/v1/jobs?embed=history`);
		const jobs: { id: string; history: { failedFinishedRuns: { id: string }[] } }[] = JSON.parse(
			await listed.text(),
		);
		const byId = new Map(jobs.map(job => [job.id, job]));
		expect(acknowledged.created.size).toBeGreaterThan(ROUNDS);
		expect([...acknowledged.created].filter(id => !byId.has(id))).toEqual([]);
		for (const [id, run] of acknowledged.runs) {
			expect(byId.get(id)?.history.failedFinishedRuns).toMatchObject([{ id: run }]);
		}
		child.kill('SIGTERM');
		expect(await exit).toBe(0);
		expect(readdirSync(data)).toEqual(['journal']);
	}, 60_000);

	it('leaves no task, no sandbox and no secret file behind once it has started again', async () => {
		const data = join(temporaryTree({}), 'data');
		const first = await start(data);
		const headers = { 'content-type': 'application/json' };
		const body = JSON.stringify({ id: 'one', run: { ...RUN, cmd: 'echo $$; exec sleep 60' } });
		await fetch(`${await first.url}/v1/jobs`, { method: 'POST', headers, body });
		const answer = await fetch(`${await first.url}/v1/jobs/one/runs`, { method: 'POST' });
		const output = join(data, 'sandboxes', JSON.parse(await answer.text()).id, '1/stdout');
		const printed = () => (existsSync(output) ? readFileSync(output, 'utf8') : '');
		while (!printed().endsWith('\n')) await sleep(10);
		const task = Number.parseInt(printed(), 10);
		first.child.kill('SIGKILL');
		await first.exit;
		expect(process.kill(task, 0)).toBe(true);
		const second = await start(data);
		await second.url;
		while (isThere(task)) await sleep(10);
		expect(readdirSync(join(data, 'sandboxes'))).toEqual([]);
		second.child.kill('SIGTERM');
		expect(await second.exit).toBe(0);
	});

	it('does not share its directory with a second one', async () => {
		const data = temporaryTree({});
		const first = await start(data);
		await first.url;
		const second = await start(data);
		await expect(second.url).rejects.toThrow(`is in use by process ${first.child.pid}`);
		expect(await second.exit).toBe(3);
	});
});

/** Whether a process lives; one that nobody has waited for yet does not. */
function isThere(id: number): boolean {
	try {
		process.kill(id, 0);
		return !readFileSync(`/proc/${id}/stat`, 'utf8').includes(') Z ');
	} catch {
		return false;
	}
}
