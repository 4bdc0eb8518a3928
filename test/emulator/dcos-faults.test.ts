import { afterEach, describe, expect, it } from 'vitest';
import type { Api } from '../../deploy/api.ts';
import { createClient } from '../../deploy/client.ts';
import type { Emulator, EmulatorOptions } from '../../emulator/emulator.ts';
import { AS_ADMIN, loggedIn, PASSWORD, SECRET, startCluster, tokensOf } from './dcos-cluster.ts';

const RUN = { cpus: 0.1, mem: 32, disk: 0, cmd: 'true' };
const NO_WAIT = { now: Date.now, wait: async () => undefined };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
	for (const one of open.splice(0)) await one.close();
});

async function start(options: Partial<EmulatorOptions>) {
	const { dcos, ...rest } = options;
	const cluster = await startCluster({ ...rest, ...(dcos && { dcos }) });
	const { emulator, log } = cluster;
	const tokens = tokensOf(emulator, AS_ADMIN);
	const client = createClient({
		address: emulator.metronomeUrl,
		authorization: async () => `token=${await tokens.token(AbortSignal.timeout(5000))}`,
		clock: NO_WAIT,
		random: () => 0,
	});
	open.push(client, emulator);
	return { emulator, log, client };
}

const create = async (client: Api, id: string) => {
	const body = JSON.stringify({ id, run: RUN });
	const reply = await client.write({ method: 'POST', path: '/v1/jobs', body });
	return reply.kind === 'answer' ? String(reply.status) : reply.mayHaveArrived ? 'may have' : 'none';
};
const exists = async (emulator: Emulator, id: string) => {
	const { ask } = await loggedIn(emulator, 'admin');
	return (await ask('GET', `/service/metronome/v1/jobs/${id}`)).status === 200;
};

describe('the client of deploy against faults', () => {
	it('sees a reset the same way, whether the request took effect or not', async () => {
		const { emulator, client, log } = await start({
			faults: { rules: [{ kind: 'reset', when: 'after', times: 1 }] },
		});
		expect([await create(client, 'etl.a'), await exists(emulator, 'etl.a')]).toEqual(['may have', true]);
		emulator.setFaults({ rules: [{ kind: 'reset', when: 'before', times: 1 }] });
		expect([await create(client, 'etl.b'), await exists(emulator, 'etl.b')]).toEqual(['may have', false]);
		expect(log.filter(line => line.startsWith('fault'))).toEqual([
			'fault: reset, after POST /v1/jobs took effect',
			'fault: reset, instead of POST /v1/jobs',
		]);
	});

	it('gets through 30 % random faults with what it may repeat', async () => {
		let struck = 0;
		const { client, log } = await start({
			faults: { rules: [{ kind: 'random', chance: 0.3 }], seed: 3, struck: () => struck++ },
		});
		for (let at = 0; at < 40; at++) {
			expect(await client.listJobs()).toMatchObject({ kind: 'answer', status: 200 });
		}
		expect(struck).toBeGreaterThan(5);
		for (const canary of [PASSWORD, SECRET]) expect(log.join('\n')).not.toContain(canary);
	});

	it('finds the lock of a refused change gone with the leader that held it', async () => {
		const { emulator, client } = await start({});
		const put = async (body: object) => {
			const reply = await client.write({
				method: 'PUT',
				path: '/v1/jobs/etl.a',
				body: JSON.stringify(body),
			});
			return reply.kind === 'answer' ? reply.status : reply.kind;
		};
		const job = { id: 'etl.a', run: RUN };
		expect(await create(client, 'etl.a')).toBe('201');
		expect(await put({ ...job, dependencies: [{ id: 'nowhere' }] })).toBe(422);
		expect(await put(job)).toBe(500);
		emulator.setFaults({ rules: [{ kind: 'leader-change', when: 'before', requests: 2 }] });
		expect(await put(job)).toBe('none');
		expect(await put(job)).toBe(503);
		expect(await client.listJobs()).toMatchObject({ status: 200 });
		expect(await put(job)).toBe(200);
		const { ask } = await loggedIn(emulator, 'admin');
		expect((await ask('GET', '/service/metronome/leader')).text).toBe('{"leader":"leader-2:9000"}');
	});
});
