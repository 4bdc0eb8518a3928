import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver-protocol';
import { bundledServer, TEST_VERSION } from './server-bundle.ts';
import { NEW_CLIENT, OLD_CLIENT, startServer, startSession } from './session.ts';

const bundle = bundledServer();

const URI = 'file:///jobs/load.json';
const JOB = '{ "id": "etl.load", "run": { "cpus": 1, "mem": 64, "disk": 0, "cmd": "x" } }';
const ON_RUN = { line: 0, character: 23 };

/** What a server that connects to a listener answers to `initialize`; it must end with its connection. */
async function introduction(listener: Server, argument: string): Promise<string> {
	const server = spawn(process.execPath, [bundle(), argument], { stdio: 'ignore' });
	const exited = once(server, 'exit');
	const [socket] = await once(listener, 'connection');
	const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}';
	socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
	const [answer] = await once(socket, 'data');
	socket.destroy();
	listener.close();
	await exited;
	return String(answer);
}

describe('the server', () => {
	it('says who it is and takes changes one by one', async () => {
		const { result } = await startSession(bundle());
		expect(result?.serverInfo).toEqual({ name: 'metronome-jobs', version: TEST_VERSION });
		expect(result?.capabilities.textDocumentSync).toEqual({ openClose: true, change: 2 });
		expect(result?.capabilities.positionEncoding).toBe('utf-16');
	});

	it('speaks over standard streams without being told to', async () => {
		const { result } = await startSession(bundle(), { arguments: [] });
		expect(result?.serverInfo?.name).toBe('metronome-jobs');
	});

	it('speaks over the channel of a parent Node process', async () => {
		const server = spawn(process.execPath, [bundle(), '--node-ipc'], {
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		const answered = once(server, 'message');
		server.send({
			jsonrpc: '2.0',
			id: 1,
			method: 'initialize',
			params: { processId: null, capabilities: {} },
		});
		expect((await answered)[0]).toMatchObject({ id: 1, result: { serverInfo: { version: TEST_VERSION } } });
		const exited = once(server, 'exit');
		server.disconnect();
		await exited;
	});

	it('speaks over a port', async () => {
		const listener = createServer().listen(0, '127.0.0.1');
		await once(listener, 'listening');
		const address = listener.address();
		expect(
			await introduction(listener, `--socket=${typeof address === 'object' ? address?.port : ''}`),
		).toContain(TEST_VERSION);
	});

	it('speaks over a named pipe', async () => {
		const name = process.platform === 'win32' ? `\\\\.\\pipe\\${process.pid}-jobs` : `${bundle()}.sock`;
		const listener = createServer().listen(name);
		await once(listener, 'listening');
		expect(await introduction(listener, `--pipe=${name}`)).toContain(TEST_VERSION);
	});

	it('ends at once with 0 after shutdown and exit, with 1 after exit alone', async () => {
		const polite = await startSession(bundle());
		expect(await polite.ask('shutdown', undefined)).toBeNull();
		polite.tell('exit', undefined);
		expect(await polite.ended()).toBe(0);
		const abrupt = await startSession(bundle());
		abrupt.tell('exit', undefined);
		expect(await abrupt.ended()).toBe(1);
	});

	it('ends when the client closes the pipe', async () => {
		const session = await startSession(bundle());
		session.server.stdin.end();
		expect(await session.ended()).toBe(1);
	});

	it('ends when the process of its client is gone, though the pipe is open', async () => {
		const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
		const session = await startSession(bundle(), { processId: client.pid ?? null });
		client.kill('SIGKILL');
		expect(await session.ended()).toBe(1);
	});

	it('refuses what comes before initialize and after shutdown', async () => {
		const session = startServer(bundle());
		const request = { textDocument: { uri: URI }, position: ON_RUN };
		await expect(session.ask('textDocument/hover', request)).rejects.toMatchObject({ code: -32002 });
		await session.initialize();
		await expect(session.initialize()).rejects.toMatchObject({ code: -32600 });
		await session.ask('shutdown', undefined);
		await expect(session.ask('textDocument/hover', request)).rejects.toMatchObject({ code: -32600 });
	});

	it('survives garbage of every kind', async () => {
		const session = await startSession(bundle());
		session.open(URI, JOB);
		session.writeMessage('this is no JSON');
		session.writeMessage('null');
		session.writeMessage('[]');
		session.writeMessage('{"jsonrpc":"2.0","method":"$/cancelRequest"}');
		session.writeMessage('{"jsonrpc":"2.0","method":"textDocument/didChange","params":[1,2]}');
		session.writeMessage('{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":null}}');
		session.writeMessage('{"jsonrpc":"2.0","id":901,"method":"textDocument/hover"}');
		session.writeMessage('{"jsonrpc":"2.0","id":902,"method":"textDocument/completion","params":[]}');
		session.writeMessage(
			'{"jsonrpc":"2.0","id":903,"method":"textDocument/codeAction","params":{"context":7}}',
		);
		session.writeMessage('{"jsonrpc":"2.0","id":904,"result":{"nobody":"asked"}}');
		session.write('Content-Length: x\r\n\r\n');
		session.write('No-Colon-Here\r\n\r\n');
		const { position, ...rest } = { textDocument: { uri: URI }, position: { line: 'x', character: -3 } };
		expect(await session.ask('textDocument/hover', { ...rest, position })).toBeNull();
		await expect(session.ask('textDocument/unheardOf', {})).rejects.toMatchObject({ code: -32601 });
		expect(await session.at<Hover>('hover', URI, ON_RUN)).toMatchObject({ range: {} });
	});

	it('answers for a document that is not open', async () => {
		const session = await startSession(bundle());
		session.change('file:///never.json', 2, [{ text: '{}' }]);
		expect(await session.at('hover', 'file:///never.json', ON_RUN)).toBeNull();
		expect(await session.at('completion', 'file:///never.json', ON_RUN)).toBeNull();
		expect(await session.pull('file:///never.json')).toEqual([]);
	});

	it('answers a cancelled request with the code for it', async () => {
		const session = await startSession(bundle());
		session.open(URI, JOB);
		const params = { textDocument: { uri: URI }, position: ON_RUN };
		session.writeMessage(
			JSON.stringify({ jsonrpc: '2.0', id: 'later', method: 'textDocument/hover', params }),
		);
		session.writeMessage('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"later"}}');
		// The answer belongs to no request of this connection; that the next one is answered shows nothing is stuck.
		expect(await session.at<Hover>('hover', URI, ON_RUN)).toMatchObject({ range: {} });
	});

	it('never repeats the document in what it logs', async () => {
		const session = await startSession(bundle());
		session.open(URI, JOB.replace('"x"', '"canary-in-the-text"'));
		session.writeMessage('{"jsonrpc":"2.0","canary":"canary-in-a-message"}');
		session.change(URI, 2, [{ range: null, text: 'canary-in-a-change' }]);
		await session.at('hover', URI, ON_RUN);
		expect(session.logged.join('\n') + session.stderr).not.toContain('canary');
	});
});

describe('the configuration', () => {
	it('is asked for, and may be null for a section nobody has set', async () => {
		const capabilities = { ...NEW_CLIENT, workspace: { configuration: true } };
		const session = await startSession(bundle(), { capabilities, configuration: null });
		session.open(URI, '{ "id": "a", "run": {} }');
		expect(await session.pull(URI)).not.toEqual([]);
		expect(session.heard).toEqual(['workspace/configuration']);
	});

	it('is waited for only so long', async () => {
		const capabilities = { ...NEW_CLIENT, workspace: { configuration: true } };
		const session = startServer(bundle(), { capabilities });
		session.connection.onRequest('workspace/configuration', () => new Promise(() => {}));
		await session.initialize();
		session.open(URI, '{ "id": "a", "run": {} }');
		expect(await session.pull(URI)).not.toEqual([]);
	});

	it('is never asked for, nor anything else, of a client that announces nothing', async () => {
		for (const capabilities of [{}, OLD_CLIENT]) {
			const session = await startSession(bundle(), { capabilities });
			session.open(URI, JOB);
			await session.pushed(() => true);
			session.tell('workspace/didChangeConfiguration', { settings: null });
			session.tell('workspace/didChangeWatchedFiles', {
				changes: [{ uri: 'file:///metronome-jobs.json', type: 2 }],
			});
			await session.pushed(() => true);
			expect(session.heard).toEqual([]);
		}
	});

	it('is watched where the client takes registrations', async () => {
		const workspace = {
			configuration: true,
			didChangeConfiguration: { dynamicRegistration: true },
			didChangeWatchedFiles: { dynamicRegistration: true },
			diagnostics: { refreshSupport: true },
		};
		const session = await startSession(bundle(), { capabilities: { ...NEW_CLIENT, workspace } });
		session.open(URI, JOB);
		await session.pull(URI);
		const registered = 'client/registerCapability';
		expect(session.heard.toSorted()).toEqual([registered, registered, 'workspace/configuration']);
		session.tell('workspace/didChangeWatchedFiles', {
			changes: [{ uri: 'file:///metronome-jobs.json', type: 2 }],
		});
		await session.pull(URI);
		expect(session.heard).toContain('workspace/diagnostic/refresh');
	});
});
