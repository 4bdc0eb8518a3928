import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../../core/version.ts';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { followLog, LogUnavailable } from '../../emulator/log-client.ts';
import { RunLogs } from '../../emulator/run-logs.ts';
import { temporaryTree } from '../temporary-tree.ts';

const RUN = { cpus: 0.01, mem: 32, disk: 0 };

const open: Emulator[] = [];
afterEach(async () => {
	for (const emulator of open.splice(0)) await emulator.close();
});

async function start() {
	const emulator = await startEmulator({
		port: 0,
		version: NEWEST_VERSION,
		ignoreImage: true,
		secrets: { kind: 'off' },
		dialect: 'dcos',
		path: process.env['PATH'] ?? '',
		now: Date.now,
		log: () => undefined,
	});
	open.push(emulator);
	const post = async (path: string, body?: object) => {
		const headers = { 'content-type': 'application/json' };
		const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
		const response = await fetch(emulator.url + path, { method: 'POST', ...sent });
		return JSON.parse(await response.text());
	};
	const begin = async (run: object): Promise<string> => {
		await post('/v1/jobs', { id: 'team.job', run: { ...RUN, ...run } });
		return (await post('/v1/jobs/team.job/runs')).id;
	};
	/** Follows to the end. */
	const follow = async (runId: string, stream: 'stdout' | 'stderr' = 'stdout', signal?: AbortSignal) => {
		const pieces: string[] = [];
		const result = await followLog({
			address: emulator.url,
			jobId: 'team.job',
			runId,
			stream,
			onText: text => pieces.push(text),
			...(signal && { signal }),
		});
		return { text: pieces.join(''), pieces, ...result };
	};
	const read = async (runId: string, query: string) => {
		const response = await fetch(
			`${emulator.url}/emulator/v1/jobs/team.job/runs/${runId}/files/read?${query}`,
		);
		return { status: response.status, json: JSON.parse(await response.text()) };
	};
	return { emulator, post, begin, follow, read };
}

describe('the output of a run', () => {
	it('is followed while it comes, and ends with the run', async () => {
		const { begin, follow } = await start();
		const id = await begin({ cmd: 'echo one; sleep 0.4; echo two; echo three >&2' });
		const [out, err] = await Promise.all([follow(id), follow(id, 'stderr')]);
		expect(out).toMatchObject({ pieces: ['one\n', 'two\n'], attempts: 1, reason: undefined });
		expect(err.text).toBe('three\n');
		expect((await follow(id)).text).toBe('one\ntwo\n');
	});

	it('goes on through every attempt, and tells why the last one failed', async () => {
		const { begin, follow } = await start();
		const restart = { policy: 'ON_FAILURE' };
		const again = await begin({
			cmd: 'attempt=$(basename "$MESOS_SANDBOX"); echo $attempt; test $attempt = 2',
			restart,
		});
		expect(await follow(again)).toMatchObject({ text: '1\n2\n', attempts: 2, reason: undefined });
	});

	it('of a run that cannot start is empty, with the reason', async () => {
		const { begin, follow } = await start();
		const id = await begin({ cmd: 'true', artifacts: [{ uri: 'hdfs://a/b' }] });
		expect(await follow(id)).toMatchObject({ text: '', reason: expect.stringContaining('only file, http') });
	});

	it('ends when the run is stopped, or its follower', async () => {
		const { begin, follow, post } = await start();
		const id = await begin({ cmd: 'echo begun; exec sleep 60' });
		const stop = new AbortController();
		const left = follow(id, 'stdout', stop.signal);
		setTimeout(() => stop.abort(), 100);
		await expect(left).rejects.toMatchObject({ name: 'AbortError' });
		const followed = follow(id);
		await sleep(200);
		await post(`/v1/jobs/team.job/runs/${id}/actions/stop`);
		expect(await followed).toMatchObject({ text: 'begun\n', reason: 'it was stopped' });
	});

	it('of 100 MB is read piece by piece, in whole characters', async () => {
		const { begin, follow, read, emulator } = await start();
		const id = await begin({ cmd: 'true' });
		await follow(id);
		const line = `${'é€😀x'.repeat(10)}\n`;
		writeFileSync(join(emulator.folder, id, '1/stdout'), line.repeat(100_000_000 / Buffer.byteLength(line)));
		const before = process.memoryUsage().arrayBuffers;
		const middle = await read(id, 'path=stdout&offset=50000007&length=1000');
		expect(Buffer.byteLength(middle.json.data)).toBeLessThan(1010);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
		const end = await read(id, 'path=stdout&offset=-1');
		expect(end.json).toMatchObject({ data: '', next: end.json.offset, complete: true, last: true });
		let text = '';
		for (let offset = 0; offset < 200_000; ) {
			const { json } = await read(id, `path=stdout&offset=${offset}&length=997`);
			text += json.data;
			offset = json.next;
		}
		expect(text).toBe(line.repeat(5000).slice(0, text.length));
	});

	it('is kept for the last runs only', async () => {
		const folder = temporaryTree({});
		const logs = new RunLogs(folder, 2);
		for (const id of ['a', 'b', 'c']) {
			mkdirSync(join(folder, id, '1'), { recursive: true });
			writeFileSync(join(folder, id, '1/stdout'), id);
			logs.began('job', id, 1);
			logs.ended(id, 1, undefined);
			logs.runOver(id);
		}
		const query = { stream: 'stdout', attempt: 1, offset: 0, length: 10 } as const;
		expect(logs.read('a', query)).toBeUndefined();
		expect(logs.read('b', query)).toMatchObject({ data: 'b', complete: true, last: true });
		for (let tries = 0; tries < 100 && existsSync(join(folder, 'a')); tries++) await sleep(10);
		expect(existsSync(join(folder, 'a'))).toBe(false);
		expect(readFileSync(join(folder, 'c/1/stdout'), 'utf8')).toBe('c');
	});

	it('that its task has replaced by a pipe or a link holds nobody up', async () => {
		const { begin, follow } = await start();
		const pipe = await begin({ cmd: 'rm stdout stderr; mkfifo stdout; ln -s /etc/hostname stderr' });
		expect((await follow(pipe)).text).toBe('');
		expect((await follow(pipe, 'stderr')).text).toBe('');
	});

	it('is not to be had for a job, a run or a file that is not there', async () => {
		const { begin, follow, read, emulator } = await start();
		const id = await begin({ cmd: 'true' });
		await follow(id);
		await expect(follow('20261120120000aaaaa')).rejects.toThrow(LogUnavailable);
		const other = await fetch(`${emulator.url}/emulator/v1/jobs/team/runs/${id}/files/read?path=stdout`);
		expect(other.status).toBe(404);
		for (const query of [
			'path=../1/stdout',
			'path=stdout&offset=x',
			'path=stdout&offset=-2',
			'path=stdout&attempt=0',
			'',
		]) {
			expect((await read(id, query)).status).toBe(400);
		}
		expect((await fetch(`${emulator.url}/emulator/v1/else`)).status).toBe(404);
	});
});
