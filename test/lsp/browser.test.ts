import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserServer } from '../../scripts/server-bundle.mjs';
import { NEW_CLIENT } from './session.ts';

let script = '';

beforeAll(async () => {
	const options = { ...browserServer, define: { TOOL_VERSION: '"0.0.0-test"' }, write: false, outdir: 'out' };
	const { outputFiles } = await build({ ...options, logLevel: 'error' });
	expect(outputFiles).toHaveLength(1);
	script = outputFiles?.[0]?.text ?? '';
});

interface Answer {
	readonly id?: number;
	readonly method?: string;
	readonly result?: unknown;
}

/** A web worker's surroundings and nothing else: no `require`, no `process`, no files. */
function startWorker() {
	const listeners: ((event: { data: unknown }) => void)[] = [];
	const waiting = new Map<number, (result: unknown) => void>();
	const told: Answer[] = [];
	const channels: InstanceType<typeof MessageChannel>[] = [];
	class Channel extends MessageChannel {
		constructor() {
			super();
			channels.push(this);
		}
	}
	let closed = false;
	const scope: Record<string, unknown> = {
		setTimeout,
		clearTimeout,
		MessageChannel: Channel,
		addEventListener: (_type: string, listener: (event: { data: unknown }) => void) =>
			listeners.push(listener),
		postMessage: (message: Answer) => {
			if (message.id !== undefined && message.method === undefined) waiting.get(message.id)?.(message.result);
			else told.push(message);
		},
		close: () => {
			closed = true;
			for (const { port1, port2 } of channels) for (const port of [port1, port2]) port.close();
		},
	};
	scope.self = scope;
	runInContext(script, createContext(scope));
	const send = (message: object): void => {
		for (const listener of listeners) listener({ data: { jsonrpc: '2.0', ...message } });
	};
	let id = 0;
	return {
		told,
		isClosed: () => closed,
		tell: (method: string, params: object) => send({ method, params }),
		ask: (method: string, params: object): Promise<unknown> =>
			new Promise(resolve => {
				waiting.set(++id, resolve);
				send({ id, method, params });
			}),
	};
}

describe('the server in a web worker', () => {
	it('is one script that asks for nothing of Node', () => {
		expect(/["'`]node:|\brequire\(/.test(script)).toBe(false);
	});

	it('judges what is open, completes, renames and ends', async () => {
		const worker = startWorker();
		const folders = [{ uri: 'vscode-vfs://github/x/y', name: 'y' }];
		const result = await worker.ask('initialize', { capabilities: NEW_CLIENT, workspaceFolders: folders });
		expect(result).toMatchObject({ serverInfo: { version: '0.0.0-test' } });
		worker.tell('initialized', {});
		const uri = 'vscode-vfs://github/x/y/a.json';
		const text = '{ "id": "a", "run": { "cmd": "x", "env": { "A": { "secret": "s" } } } }';
		worker.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version: 1, text } });
		const textDocument = { uri };
		const report = await worker.ask('textDocument/diagnostic', { textDocument });
		expect(JSON.stringify(report)).toContain('secret-undeclared');
		const position = { line: 0, character: text.indexOf('"a"') + 1 };
		expect(await worker.ask('textDocument/rename', { textDocument, position, newName: 'b' })).toMatchObject({
			documentChanges: [{ textDocument: { uri } }],
		});
		expect(await worker.ask('workspace/diagnostic', { previousResultIds: [] })).toMatchObject({
			items: [{ uri }],
		});
		worker.tell('exit', {});
		expect(worker.isClosed()).toBe(true);
	});
});
