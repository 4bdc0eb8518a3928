import { afterEach, describe, expect, it } from 'vitest';
import type { Io } from '../../cli/io.ts';
import { run } from '../../cli/program.ts';
import { type Loopback, reply, serve } from '../../stores/fakes/loopback.ts';
import { temporaryTree } from '../temporary-tree.ts';

const TOKEN = 'canary-token-4410';
const open: Loopback[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(one => one.close()));
});

Object.assign(globalThis, { TOOL_VERSION: '0.0.0-test' });

async function command(cwd: string, args: readonly string[], env: Io['env'] = {}) {
	let out = '';
	let err = '';
	const to = (write: (text: string) => void) => ({ write, isTerminal: false, width: 100 });
	const io: Io = {
		cwd,
		env,
		out: to(text => {
			out += text;
		}),
		err: to(text => {
			err += text;
		}),
		stdin: () => '',
		now: () => Date.parse('2026-11-20T12:00:00Z'),
	};
	return { code: await run(args, io), out, err };
}

async function project(answer: number) {
	const store = await serve((request, response) => {
		const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
		if (!isKnown) reply(response, 401, `<html>${request.headers.authorization}</html>`, 'text/html');
		else if (answer === 200) reply(response, 200, ['etl/there']);
		else reply(response, answer, `no ${TOKEN}`);
	});
	open.push(store);
	const secrets = { a: { source: 'etl/there' }, b: { source: '/etl/gone' } };
	const env = { A: { secret: 'a' }, B: { secret: 'b' } };
	return {
		url: store.url,
		cwd: temporaryTree({
			'metronome-jobs.json': {
				jobs: 'jobs/*.json',
				targets: {
					prod: {
						secrets: { store: { kind: 'http', url: store.url, list: 'names', tokenEnv: 'STORE_TOKEN' } },
					},
				},
			},
			'jobs/a.json': { id: 'etl', run: { cpus: 0.1, mem: 64, disk: 0, cmd: 'true', env, secrets } },
		}),
	};
}

const ENV = { STORE_TOKEN: TOKEN };

describe('check asks the store of the target', () => {
	it('and reports what is missing there', async () => {
		const { cwd } = await project(200);
		const { code, out } = await command(cwd, ['check', '--target', 'prod'], ENV);
		expect(code).toBe(1);
		expect(out).toContain('secret-missing');
		expect(out).toContain('/etl/gone');
		expect(out).not.toContain("'etl/there'");
	});

	it.each([
		['but not offline', 200, ['--target', 'prod', '--offline'], ENV, ''],
		['but not without the target', 200, [], ENV, ''],
		[
			'and does not fail where it cannot answer',
			503,
			['--target', 'prod'],
			ENV,
			'is not able to answer (503)',
		],
		[
			'and does not fail where it takes no login',
			200,
			['--target', 'prod'],
			{ STORE_TOKEN: 'canary-wrong' },
			'takes the token no longer',
		],
		['and does not fail without a login', 200, ['--target', 'prod'], {}, 'STORE_TOKEN is not set'],
	])('%s', async (_, answer, args, env, notice) => {
		const { cwd } = await project(answer);
		const { code, out, err } = await command(cwd, ['check', ...args], env);
		expect(code).toBe(0);
		expect(err.split('\n').length).toBe(notice === '' ? 1 : 2);
		expect(err).toContain(notice);
		expect(out + err).not.toContain('canary');
	});
});

describe('secrets asks the store of the target', () => {
	it('and says what it says of each source', async () => {
		const { cwd, url } = await project(200);
		const { code, out, err } = await command(cwd, ['secrets', '--target', 'prod'], ENV);
		const store = `the store at ${new URL(url).host}`;
		expect([code, err]).toEqual([0, '']);
		expect(out).toContain(`etl/there  (exists)  ${store}\n`);
		expect(out).toContain(`etl/gone  (missing)  ${store}\n`);
	});

	it('and says why it cannot tell', async () => {
		const { cwd } = await project(503);
		const { code, out, err } = await command(cwd, ['secrets', '--target', 'prod', '--json'], ENV);
		expect(code).toBe(0);
		const states = JSON.parse(out).secrets.map(({ state }: { state: string }) => state);
		expect(states).toEqual(Array(2).fill(expect.stringMatching(/^cannot tell: .* \(503\)$/)));
		expect(out + err).not.toContain(TOKEN);
	});
});
