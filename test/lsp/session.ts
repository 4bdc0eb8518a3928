import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach } from 'vitest';
import {
	createMessageConnection,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
	ClientCapabilities,
	Diagnostic,
	DidChangeWatchedFilesRegistrationOptions,
	InitializeResult,
	Position,
	PublishDiagnosticsParams,
	RegistrationParams,
} from 'vscode-languageserver-protocol';

/** A client that asks for diagnostics and knows the newer forms of everything. */
export const NEW_CLIENT: ClientCapabilities = {
	workspace: { workspaceEdit: { documentChanges: true } },
	textDocument: {
		diagnostic: {},
		publishDiagnostics: { relatedInformation: true, versionSupport: true, tagSupport: { valueSet: [1, 2] } },
		completion: {
			completionItem: { snippetSupport: true, insertReplaceSupport: true },
			completionList: { itemDefaults: ['editRange'] },
		},
		hover: { contentFormat: ['markdown', 'plaintext'] },
		codeAction: {
			codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
			resolveSupport: { properties: ['edit'] },
		},
	},
};

/** A client that is sent diagnostics and knows nothing but plain text, as Neovim 0.7 or Eglot without yasnippet. */
export const OLD_CLIENT: ClientCapabilities = {
	textDocument: {
		publishDiagnostics: {},
		completion: { completionItem: { snippetSupport: false } },
		hover: { contentFormat: ['plaintext'] },
		codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
	},
};

export interface SessionOptions {
	readonly capabilities?: ClientCapabilities;
	readonly processId?: number | null;
	readonly folders?: readonly string[];
	readonly initializationOptions?: unknown;
	readonly trace?: 'off' | 'messages' | 'verbose';
	/** Besides that of the tests. */
	readonly env?: Readonly<Record<string, string>>;
	/** What `workspace/configuration` answers for every item. */
	readonly configuration?: unknown;
	readonly arguments?: readonly string[];
}

const alive = new Set<Session>();

/** Every server a test has started ends with the test. */
afterEach(async () => {
	for (const session of alive) await session.kill();
});

/** Starts a bundled server as an editor would and introduces the client. */
export async function startSession(bundle: string, options: SessionOptions = {}): Promise<Session> {
	const session = new Session(bundle, options);
	await session.initialize();
	return session;
}

/** Starts a bundled server and says nothing to it. */
export function startServer(bundle: string, options: SessionOptions = {}): Session {
	return new Session(bundle, options);
}

export class Session {
	readonly server: ChildProcessWithoutNullStreams;
	readonly connection: MessageConnection;
	/** Methods of requests and notifications from the server, in order. */
	readonly heard: string[] = [];
	readonly logged: string[] = [];
	/** What the server wants watched. */
	readonly watched: DidChangeWatchedFilesRegistrationOptions[] = [];
	stderr = '';
	/** All that the server has sent, as it came. */
	output = '';
	result: InitializeResult | undefined;
	private readonly options: SessionOptions;
	private readonly exited: Promise<unknown[]>;
	private published: PublishDiagnosticsParams[] = [];
	private waiting: (() => void)[] = [];

	constructor(bundle: string, options: SessionOptions) {
		this.options = options;
		const command = [bundle, ...(options.arguments ?? ['--stdio'])];
		this.server = spawn(process.execPath, command, {
			stdio: 'pipe',
			env: { ...process.env, ...options.env },
		});
		this.exited = once(this.server, 'exit');
		this.server.stderr.on('data', chunk => {
			this.stderr += String(chunk);
		});
		this.server.stdout.on('data', chunk => {
			this.output += String(chunk);
		});
		this.server.stdin.on('error', () => {});
		const reader = new StreamMessageReader(this.server.stdout);
		this.connection = createMessageConnection(reader, new StreamMessageWriter(this.server.stdin));
		this.connection.onRequest('client/registerCapability', (params: RegistrationParams) => {
			this.heard.push('client/registerCapability');
			const ours = params.registrations.filter(({ method }) => method === 'workspace/didChangeWatchedFiles');
			this.watched.push(...ours.flatMap(({ registerOptions }) => registerOptions ?? []));
			return null;
		});
		this.connection.onRequest((method, params) => this.answer(method, params));
		this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
			this.published.push(params);
			for (const resolve of this.waiting.splice(0)) resolve();
		});
		this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
			this.logged.push(message);
		});
		this.connection.onError(() => {});
		this.connection.listen();
		alive.add(this);
	}

	async initialize(): Promise<void> {
		const { processId = process.pid, folders = [], capabilities = NEW_CLIENT } = this.options;
		const workspaceFolders = folders.map(uri => ({ uri, name: uri }));
		const { initializationOptions, trace } = this.options;
		const params = {
			processId,
			rootUri: null,
			workspaceFolders,
			capabilities,
			initializationOptions,
			trace,
		};
		this.result = await this.ask<InitializeResult>('initialize', params);
		this.tell('initialized', {});
	}

	ask<R>(method: string, params: unknown): Promise<R> {
		return this.connection.sendRequest<R>(method, params);
	}

	tell(method: string, params: unknown): void {
		this.connection.sendNotification(method, params).catch(() => {});
	}

	open(uri: string, text: string, version = 1): void {
		this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version, text } });
	}

	change(uri: string, version: number, contentChanges: readonly unknown[]): void {
		this.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
	}

	at<R>(method: string, uri: string, position: Position): Promise<R> {
		return this.ask<R>(`textDocument/${method}`, { textDocument: { uri }, position });
	}

	/** Asks for the diagnostics of a document. */
	async pull(uri: string): Promise<Diagnostic[]> {
		const params = { textDocument: { uri } };
		const report = await this.ask<{ items: Diagnostic[] }>('textDocument/diagnostic', params);
		return report.items;
	}

	/** The next diagnostics that are sent and fit. */
	async pushed(fits: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
		for (;;) {
			const index = this.published.findIndex(fits);
			const found = this.published[index];
			if (found !== undefined) {
				this.published.splice(0, index + 1);
				return found;
			}
			await new Promise<void>(resolve => this.waiting.push(resolve));
		}
	}

	/** Writes bytes that need not be a message. */
	write(bytes: string): void {
		this.server.stdin.write(bytes);
	}

	writeMessage(body: string): void {
		this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	}

	/** Resolves with the exit code when the server has ended by itself. */
	async ended(): Promise<number | null> {
		await this.exited;
		return this.server.exitCode;
	}

	async kill(): Promise<void> {
		alive.delete(this);
		this.connection.dispose();
		if (this.server.exitCode === null && this.server.signalCode === null) this.server.kill('SIGKILL');
		await this.exited;
	}

	private answer(method: string, params: unknown): unknown {
		this.heard.push(method);
		if (method !== 'workspace/configuration') return null;
		const items =
			typeof params === 'object' && params !== null && 'items' in params && Array.isArray(params.items)
				? params.items
				: [];
		return items.map(() => this.options.configuration ?? null);
	}
}
