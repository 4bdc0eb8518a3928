import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { NEWEST_VERSION } from '../core/version.ts';
import { type HttpServer, type ServeOptions, serve } from './http.ts';
import type { Handler } from './http-answer.ts';
import { Metronome } from './metronome.ts';

let server: HttpServer | undefined;

afterEach(async () => {
	await server?.close();
	server = undefined;
});

async function start(handler: Handler = newMetronome(), options: Partial<ServeOptions> = {}) {
	server = await serve(handler, { port: 0, ...options });
	return `http://127.0.0.1:${server.port}`;
}

function newMetronome(): Metronome {
	return new Metronome({ version: NEWEST_VERSION, now: () => Date.UTC(2026, 10, 20) });
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const JOB = JSON.stringify({ id: 'one', run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true' } });

/** With headers that fetch does not let one set. */
function statusWith(
	url: string,
	method: string,
	headers: Record<string, string>,
): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const call = request(url, { method, headers, agent: false }, response => {
			response.resume();
			resolve(response.statusCode);
		});
		call.on('error', reject);
		call.end();
	});
}

describe('the emulator over HTTP', () => {
	it('takes a job and shows it', async () => {
		const url = await start();
		const created = await fetch(`${url}/v1/jobs`, { method: 'POST', headers: JSON_HEADERS, body: JOB });
		expect(created.status).toBe(201);
		const shown = await fetch(`${url}/v1/jobs/one`);
		expect(shown.headers.get('content-type')).toBe('application/json');
		expect(await shown.json()).toMatchObject({ id: 'one' });
	});

	it('answers HEAD without a body, and an answer without a body with its length', async () => {
		const url = await start();
		const head = await fetch(`${url}/ping`, { method: 'HEAD' });
		expect(head.headers.get('content-length')).toBe('4');
		expect(await head.text()).toBe('');
		await fetch(`${url}/v1/jobs`, { method: 'POST', headers: JSON_HEADERS, body: JOB });
		const schedule = JSON.stringify({ id: 'nightly', cron: '0 1 * * *' });
		await fetch(`${url}/v1/jobs/one/schedules`, { method: 'POST', headers: JSON_HEADERS, body: schedule });
		const removed = await fetch(`${url}/v1/jobs/one/schedules/nightly`, { method: 'DELETE' });
		expect(removed.headers.get('content-length')).toBe('0');
		expect(removed.headers.get('content-type')).toBeNull();
	});

	it('refuses a body of several megabytes and goes on', async () => {
		const url = await start();
		const body = Buffer.alloc(5_000_000, ' ');
		const refused = await fetch(`${url}/v1/jobs`, { method: 'POST', headers: JSON_HEADERS, body });
		expect(refused.status).toBe(413);
		expect((await fetch(`${url}/ping`)).status).toBe(200);
	});

	it('holds back an answer as long as it says', async () => {
		const waits: number[] = [];
		const url = await start(
			{ handle: () => ({ status: 500, type: undefined, body: '', delayMs: 10_000 }) },
			{
				wait: (ms, done) => {
					waits.push(ms);
					done();
				},
			},
		);
		expect((await fetch(url)).status).toBe(500);
		expect(waits).toEqual([10_000]);
	});

	it('holds back an answer until what it tells is stored, and takes it back where that fails', async () => {
		const waiting: ((isDurable: boolean) => void)[] = [];
		const url = await start(newMetronome(), { whenDurable: done => waiting.push(done) });
		const send = () => fetch(`${url}/v1/jobs`, { method: 'POST', headers: JSON_HEADERS, body: JOB });
		const answer = async (isDurable: boolean) => {
			const sent = send();
			while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
			waiting.pop()?.(isDurable);
			return (await sent).status;
		};
		expect(await answer(false)).toBe(500);
		expect(await answer(true)).toBe(409);
	});

	it('turns an error of its own into a 500', async () => {
		const errors: unknown[] = [];
		const fault = new Error('broken');
		const handler: Handler = {
			handle() {
				throw fault;
			},
		};
		const url = await start(handler, { failed: error => errors.push(error) });
		const answer = await fetch(`${url}/v1/jobs?embed=history`);
		expect([answer.status, await answer.text()]).toEqual([500, '{"requestPath":"/v1/jobs"}']);
		expect(errors).toEqual([fault]);
	});

	it('answers nobody who came by a foreign host name or from a foreign web page', async () => {
		const url = await start();
		expect(await statusWith(`${url}/ping`, 'GET', { host: 'rebound.example' })).toBe(403);
		expect(await statusWith(`${url}/v1/jobs/one/runs`, 'POST', { origin: 'http://page.example' })).toBe(403);
		expect(await statusWith(`${url}/v1/jobs/one/runs`, 'POST', { origin: 'null' })).toBe(403);
		expect(await statusWith(`${url}/v1/jobs/one/runs`, 'POST', { origin: url })).toBe(404);
		expect(await statusWith(`${url}/ping`, 'GET', { host: 'localhost:9000' })).toBe(200);
	});

	it('says so where its port is taken', async () => {
		await start();
		await expect(serve(newMetronome(), { port: server?.port ?? 0 })).rejects.toMatchObject({
			code: 'EADDRINUSE',
		});
	});
});
