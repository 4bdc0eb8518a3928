import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionList, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { withCursor } from './cursor-text.ts';
import { bundledServer } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, type Session, type SessionOptions, startSession } from './session.ts';

const bundle = bundledServer();

const CANARY = 'canary-7f3a1c9e';
const WORKSPACE = { ...NEW_CLIENT, workspace: { diagnostics: { refreshSupport: true } } };

let folder = '';
let store: Server | undefined;
let asked: string[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'metronome-jobs-stores-'));
	asked = [];
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
	store?.closeAllConnections();
	store?.close();
	store = undefined;
});

/** A store on this machine; gives its address. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
	const server = createServer((request, response) => {
		asked.push(request.url ?? '');
		answer(request, response);
	});
	store = server;
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function listing(
	names: () => readonly string[],
): (request: IncomingMessage, response: ServerResponse) => void {
	return (_, response) => {
		response.setHeader('content-type', 'application/json');
		response.setHeader('x-token', CANARY);
		response.end(JSON.stringify(names()));
	};
}

function config(settings: object): void {
	writeFileSync(join(folder, 'metronome-jobs.json'), JSON.stringify(settings));
}

function httpStore(url: string): void {
	config({
		secrets: {
			store: { kind: 'http', url, list: 'names', read: 'secret/{source}', tokenEnv: 'STORE_TOKEN' },
		},
	});
}

const uri = (): string => pathToFileURL(join(folder, 'load.json')).href;

const job = (source: string): string =>
	`{
  "id": "etl.load",
  "run": {
    "cpus": 1, "mem": 64, "disk": 0, "cmd": "x",
    "env": { "A": { "secret": "db" } },
    "secrets": { "db": { "source": "${source}" } }
  }
}`;

function start(options: SessionOptions = {}): Promise<Session> {
	return startSession(bundle(), {
		folders: [pathToFileURL(folder).href],
		capabilities: WORKSPACE,
		env: { STORE_TOKEN: CANARY },
		initializationOptions: { trusted: true },
		...options,
	});
}

async function codes(session: Session): Promise<Diagnostic['code'][]> {
	return (await session.pull(uri())).map(({ code }) => code);
}

async function hoverText(session: Session, marked: ReturnType<typeof withCursor>): Promise<string> {
	return JSON.stringify(await session.at<Hover>('hover', uri(), marked.position));
}

/** Opens a job with one secret: its hover comes to say this of the store, and nothing is found. */
async function hoverSaysOnly(text: string): Promise<void> {
	const session = await start();
	const marked = withCursor(job('etl/|db'));
	session.open(uri(), marked.text);
	await session.pull(uri());
	await expect.poll(() => hoverText(session, marked), { timeout: 5000 }).toContain(text);
	expect(await codes(session)).toEqual([]);
}

describe('the secret store that the settings name', () => {
	it('is asked in the background, and what it says refreshes the diagnostics', async () => {
		httpStore(await listen(listing(() => ['etl/other'])));
		const session = await start();
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		expect(await codes(session)).toEqual([]);
		expect(await hoverText(session, marked)).toContain(
			'cannot tell whether it exists: the store has not answered yet',
		);
		await expect.poll(() => session.heard, { timeout: 5000 }).toContain('workspace/diagnostic/refresh');
		expect(await codes(session)).toEqual(['secret-missing']);
		expect(await hoverText(session, marked)).toMatch(
			/missing, says the store at 127\.0\.0\.1:\d+ \(asked at \d{4}-/,
		);
		expect(asked).toEqual(['/names']);
	});

	it('tells a client that is sent its diagnostics', async () => {
		httpStore(await listen(listing(() => [])));
		const session = await start({ capabilities: OLD_CLIENT });
		session.open(uri(), job('etl/db'));
		const { diagnostics } = await session.pushed(sent => sent.diagnostics.length > 0);
		expect(diagnostics.map(({ code }) => code)).toEqual(['secret-missing']);
	});

	it('leaves alone what is there', async () => {
		httpStore(await listen(listing(() => ['etl/db'])));
		await hoverSaysOnly('exists, says the store');
	});

	it('offers its names where a source is typed', async () => {
		httpStore(await listen(listing(() => ['etl/db', 'etl/mail', 'ops/token', 'shared'])));
		const session = await start();
		const marked = withCursor(job('|'));
		session.open(uri(), marked.text);
		const complete = () => session.at<CompletionList | null>('completion', uri(), marked.position);
		const labels = async () => (await complete())?.items.map(({ label }) => label);
		await expect.poll(labels, { timeout: 5000 }).toEqual(['etl/db', 'etl/mail', 'shared']);
	});

	it('says why it cannot tell', async () => {
		httpStore(
			await listen((_, response) => {
				response.statusCode = 403;
				response.end(CANARY);
			}),
		);
		await hoverSaysOnly('does not allow it (403)');
	});

	it('says which variable of the environment it lacks', async () => {
		httpStore(await listen(listing(() => [])));
		const session = await start({ env: { STORE_TOKEN: '' } });
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		await session.pull(uri());
		await expect.poll(() => hoverText(session, marked), { timeout: 5000 }).toContain('STORE_TOKEN');
		expect(asked).toEqual([]);
	});

	it('may hang: nothing waits for it', async () => {
		httpStore(await listen(() => {}));
		const session = await start();
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text.replace('"cpus": 1', '"cpus": "x"'));
		await session.pull(uri());
		await expect.poll(() => asked.length, { timeout: 5000 }).toBe(1);
		expect(await codes(session)).not.toEqual([]);
		expect(await hoverText(session, marked)).toContain('the store has not answered yet');
		const list = await session.at<CompletionList | null>('completion', uri(), marked.position);
		expect(list?.isIncomplete).toBe(true);
		session.change(uri(), 2, [{ text: job('etl/db') }]);
		expect(await codes(session)).toEqual([]);
		await session.ask('shutdown', null);
		session.tell('exit', null);
		expect(await session.ended()).toBe(0);
	});
});

describe('a workspace that is not trusted', () => {
	const says = 'cannot tell whether it exists: the workspace is not trusted';

	it.each([
		['nothing at all', null],
		['by itself', { trusted: false }],
		['in our section', { metronomeJobs: { trusted: false } }],
	])('reaches no network: it was told %s', async (_, initializationOptions) => {
		httpStore(await listen(listing(() => [])));
		const session = await start({ initializationOptions });
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		expect(await hoverText(session, marked)).toContain(says);
		const list = await session.at<CompletionList | null>('completion', uri(), marked.position);
		expect(list?.items ?? []).toEqual([]);
		await new Promise(resolve => setTimeout(resolve, 600));
		expect(await codes(session)).toEqual([]);
		expect(asked).toEqual([]);
	});

	it('runs no command, and its own settings cannot make it trusted', async () => {
		const ran = join(folder, 'ran');
		const write = `require('fs').writeFileSync(${JSON.stringify(ran)}, 'x')`;
		config({ secrets: { store: { kind: 'exec', list: [process.execPath, '-e', write] } } });
		const session = await start({
			capabilities: { ...WORKSPACE, workspace: { ...WORKSPACE.workspace, configuration: true } },
			configuration: { trusted: true },
			initializationOptions: { trusted: false },
		});
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		expect(await hoverText(session, marked)).toContain(says);
		await new Promise(resolve => setTimeout(resolve, 600));
		expect(() => readFileSync(ran)).toThrow();
	});

	it('can be one by a setting, too', async () => {
		httpStore(await listen(listing(() => [])));
		const session = await start({
			capabilities: { ...WORKSPACE, workspace: { ...WORKSPACE.workspace, configuration: true } },
			configuration: { trusted: false },
		});
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		expect(await hoverText(session, marked)).toContain(says);
		expect(asked).toEqual([]);
	});
});

describe('what is secret', () => {
	it('is in no message, however much is traced', async () => {
		const secrets = join(folder, 'secrets.json');
		writeFileSync(secrets, JSON.stringify({ 'etl/db': CANARY, 'etl/mail': `${CANARY}-2` }));
		config({ secrets: { store: { kind: 'file', path: 'secrets.json' } } });
		const session = await start({ trace: 'verbose', env: { STORE_TOKEN: CANARY, OTHER: CANARY } });
		session.tell('$/setTrace', { value: 'verbose' });
		const marked = withCursor(job('etl/|'));
		session.open(uri(), marked.text);
		await session.pull(uri());
		const complete = () => session.at<CompletionList | null>('completion', uri(), marked.position);
		await expect.poll(async () => (await complete())?.items.length, { timeout: 5000 }).toBe(2);
		await expect.poll(() => codes(session), { timeout: 5000 }).toContain('secret-missing');
		await hoverText(session, marked);
		await session.ask('metronome-jobs/secrets', {});
		await session.ask('metronome-jobs/status', { uri: uri() });
		expect(session.output).toContain('etl/mail');
		expect(session.output + session.stderr).not.toContain(CANARY);
	});

	it('is in no message of a store that fails with it', async () => {
		const print = `console.error('${CANARY}'); console.log('${CANARY}'); process.exit(3)`;
		config({ secrets: { store: { kind: 'exec', list: [process.execPath, '-e', print, CANARY] } } });
		const session = await start({ trace: 'verbose' });
		const marked = withCursor(job('etl/|db'));
		session.open(uri(), marked.text);
		await session.pull(uri());
		await expect.poll(() => hoverText(session, marked), { timeout: 5000 }).toContain('exit');
		await session.ask('metronome-jobs/secrets', {});
		expect(session.output + session.stderr).not.toContain(CANARY);
	});
});
