import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretsLine } from '../../emulator/emulator.ts';
import { loggedIn, PASSWORD, SECRET, send, startCluster } from './dcos-cluster.ts';

const RUN = { cpus: 0.1, mem: 32, disk: 0, cmd: 'true' };
const JOBS = '/service/metronome/v1/jobs';

let cluster: Awaited<ReturnType<typeof startCluster>>;
beforeEach(async () => {
	cluster = await startCluster();
});
afterEach(() => cluster.emulator.close());

describe('a run in a DC/OS', () => {
	const using = (id: string, source: string) => ({
		id,
		run: {
			...RUN,
			cmd: 'printf %s "$KEY" | wc -c',
			env: { KEY: { secret: 'k' } },
			secrets: { k: { source } },
		},
	});
	const outcome = async (id: string, source: string) => {
		const { ask } = await loggedIn(cluster.emulator, 'admin');
		expect((await ask('POST', JOBS, using(id, source))).status).toBe(201);
		const started: { id: string } = JSON.parse((await ask('POST', `${JOBS}/${id}/runs`)).text);
		for (let tries = 0; tries < 400; tries++) {
			if ((await ask('GET', `${JOBS}/${id}/runs/${started.id}`)).status === 404) break;
			await sleep(25);
		}
		const { history } = JSON.parse((await ask('GET', `${JOBS}/${id}?embed=history`)).text);
		const failure = cluster.log.find(line => line.includes(`${started.id}: failed`)) ?? '';
		const output = () => readFileSync(join(cluster.emulator.folder, started.id, '1', 'stdout'), 'utf8');
		return { id: started.id, succeeded: history.successCount === 1, failure, output };
	};

	it('has a secret of its space out of the secrets service', async () => {
		expect(secretsLine(cluster.emulator.secrets)).toBe('secrets: read through dcos');
		for (const source of ['etl/db', '/etl/db', 'root']) {
			const { succeeded, output } = await outcome(`etl.${source.length}`, source);
			expect(succeeded).toBe(true);
			expect(output().trim()).toBe(String(SECRET.length));
		}
	});

	it('fails with the reason where the secret is out of its space, missing, or sealed', async () => {
		expect(await outcome('etl.a', 'other/key')).toMatchObject({
			succeeded: false,
			failure: expect.stringContaining('outside the spaces of the job etl.a'),
		});
		expect((await outcome('etl.b', 'etl/nothing')).failure).toContain('is missing');
		cluster.emulator.dcos?.setSealed(true);
		expect((await outcome('etl.c', 'etl/db')).failure).toContain('ESEALED');
		cluster.emulator.dcos?.setSealed(false);
		expect((await outcome('etl.d', 'etl/db')).succeeded).toBe(true);
	});

	it('has its secret after the login of Metronome itself has expired', async () => {
		expect((await outcome('etl.a', 'etl/db')).succeeded).toBe(true);
		cluster.emulator.dcos?.expireTokens();
		expect((await outcome('etl.b', 'etl/db')).succeeded).toBe(true);
	});

	it('shows its output to those who may see the job, and to nobody else', async () => {
		const { id } = await outcome('etl.a', 'etl/db');
		const path = `/service/metronome/emulator/v1/jobs/etl.a/runs/${id}/files/read?path=stdout`;
		const admin = await loggedIn(cluster.emulator, 'admin');
		expect(JSON.parse((await admin.ask('GET', path)).text).data.trim()).toBe(String(SECRET.length));
		const reader = await loggedIn(cluster.emulator, 'reader');
		expect((await reader.ask('GET', path)).status).toBe(403);
		expect((await send(cluster.emulator.url + path)).status).toBe(401);
	});

	it('leaves no secret, password or token in the log', async () => {
		const { token } = await loggedIn(cluster.emulator, 'admin');
		await outcome('etl.a', 'etl/db');
		await outcome('etl.b', 'other/key');
		cluster.emulator.dcos?.setSealed(true);
		await outcome('etl.c', 'root');
		const log = cluster.log.join('\n');
		expect(log).toContain('etl.a');
		for (const canary of [SECRET, PASSWORD, token, 'PRIVATE KEY']) expect(log).not.toContain(canary);
	});
});
