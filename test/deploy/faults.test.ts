import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../../core/version.ts';
import { exitOf } from '../../deploy/apply-result.ts';
import { type Client, type ClientOptions, createClient } from '../../deploy/client.ts';
import { Metronome } from '../../emulator/metronome.ts';
import { chances } from './chances.ts';
import { deploy, outcomes, planFor, quickClock } from './cluster.ts';
import { job, NOW } from './planning.ts';

type Fault =
	| 'none'
	| 'unavailable'
	| 'bad-gateway'
	| 'gateway-page'
	| 'lost-request'
	| 'lost-answer'
	| 'expired';

const open: { readonly server: Server; readonly client: Client }[] = [];

afterEach(async () => {
	for (const { server, client } of open.splice(0)) {
		await client.close();
		server.closeAllConnections();
		await new Promise(resolve => server.close(resolve));
	}
});

/** A Metronome behind a network that makes trouble, and a real client of it that waits for nothing. */
async function behind(fault: (line: string, token: string) => Fault, more: Partial<ClientOptions> = {}) {
	const metronome = new Metronome({ version: NEWEST_VERSION, now: () => NOW });
	const arrived: string[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const line = `${request.method} ${request.url}`;
			const kind = fault(line, request.headers.authorization ?? '');
			if (kind === 'lost-request') return void request.socket.destroy();
			if (kind === 'unavailable') return void response.writeHead(503).end('No consistent leadership');
			if (kind === 'bad-gateway') return void response.writeHead(502).end();
			if (kind === 'expired') return void response.writeHead(401).end('<html>log in</html>');
			if (kind === 'gateway-page') return void response.writeHead(404).end('service not found');
			const body = chunks.length === 0 ? undefined : Buffer.concat(chunks);
			const { method = 'GET', url: target = '/', headers } = request;
			const answer = metronome.handle({ method, target, headers, body });
			if (method !== 'GET') arrived.push(`${line} ${answer.status} ${body?.toString() ?? ''}`);
			if (kind === 'lost-answer') return void request.socket.destroy();
			response.writeHead(answer.status, answer.type === undefined ? {} : { 'content-type': answer.type });
			response.end(answer.body);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : 0;
	const client = createClient({
		address: `http://127.0.0.1:${port}`,
		clock: quickClock(),
		random: () => 0,
		...more,
	});
	open.push({ server, client });
	return { client, metronome, arrived };
}

const FAULTS = ['unavailable', 'bad-gateway', 'gateway-page', 'lost-request', 'lost-answer'] as const;

function thirtyPercent(seed: number): () => Fault {
	const chance = chances(seed);
	return () => (chance() >= 0.3 ? 'none' : (FAULTS[Math.floor(chance() * FAULTS.length)] ?? 'none'));
}

describe('a network that makes trouble', () => {
	it.each([1, 2, 3, 4, 5])(
		'seed %i: with three faults in ten a deploy comes to its end, and no job is made twice',
		async seed => {
			const { client, metronome, arrived } = await behind(thirtyPercent(seed));
			const ids = Array.from({ length: 12 }, (_, index) => `job-${index}`);
			const jobs = ids.map((id, index) =>
				job(id, index === 0 ? {} : { dependencies: [{ id: ids[index - 1] }] }),
			);
			let left = jobs.length;
			for (let times = 0; left > 0 && times < 10; times++) {
				await deploy(client, jobs);
				left = (await planFor(client, jobs)).plan.operations.length;
			}
			expect(left).toBe(0);
			expect([...metronome.jobs()]).toHaveLength(jobs.length);
			expect(arrived.filter(line => line.startsWith('POST'))).toHaveLength(jobs.length);
			const changed = jobs.map(one => ({ ...one, run: { ...one.run, mem: 96 } }));
			for (let times = 0; times < 10; times++) {
				const result = await deploy(client, changed);
				expect(result.jobs.every(({ outcome }) => outcome !== 'lost-update' && outcome !== 'conflict')).toBe(
					true,
				);
				if (exitOf(result) === 0) break;
			}
			expect([...metronome.jobs()].every(one => one.run.mem === 96)).toBe(true);
		},
	);

	it('a token that expires midway is renewed, and nothing is written twice', async () => {
		let valid = 'token=first';
		let writes = 0;
		const { client, arrived } = await behind(
			(line, token) => {
				if (line.startsWith('POST') && ++writes === 2) valid = 'token=second';
				return token === valid ? 'none' : 'expired';
			},
			{ authorization: async refused => (refused === undefined ? 'token=first' : 'token=second') },
		);
		const result = await deploy(
			client,
			['a', 'b', 'c'].map(id => job(id)),
			{},
			{ atOnce: 1 },
		);
		expect(outcomes(result)).toEqual(['applied create a', 'applied create b', 'applied create c']);
		expect(arrived).toHaveLength(3);
	});

	it('a login that cannot be renewed ends the deploy in part, without the token in any word', async () => {
		let writes = 0;
		const { client } = await behind(line => (line.startsWith('POST') && ++writes > 1 ? 'expired' : 'none'), {
			authorization: async refused => {
				if (refused === undefined) return 'token=kanarien-vogel-77';
				throw new Error('the password is not known any more');
			},
		});
		const result = await deploy(
			client,
			['a', 'b', 'c'].map(id => job(id)),
			{},
			{ atOnce: 1 },
		);
		expect(outcomes(result)).toEqual(['applied create a', 'failed create b', 'not-started create c']);
		expect(exitOf(result)).toBe(5);
		expect(JSON.stringify(result)).not.toContain('kanarien');
	});

	it('a cluster that goes down in the middle ends it with 5, and a second deploy finishes', async () => {
		let writes = 0;
		let down = false;
		const { client, arrived } = await behind(line => {
			if (line.startsWith('POST') && ++writes === 3) down = true;
			return down ? 'lost-request' : 'none';
		});
		const jobs = ['a', 'b', 'c', 'd', 'e'].map(id => job(id));
		const result = await deploy(client, jobs, {}, { atOnce: 1 });
		expect(exitOf(result)).toBe(5);
		expect(result.jobs.map(({ outcome }) => outcome)).toEqual([
			'applied',
			'applied',
			'failed',
			'not-started',
			'not-started',
		]);
		down = false;
		writes = 10;
		expect(exitOf(await deploy(client, jobs))).toBe(0);
		expect(arrived).toHaveLength(5);
	});
});
