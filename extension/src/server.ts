import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ExtensionRequests } from '../../server/messages.ts';

/** The language server behind its client, which `restart` replaces. */
export class Server implements vscode.Disposable {
	private readonly makeClient: () => BaseLanguageClient;
	private readonly started = new vscode.EventEmitter<void>();
	private client: BaseLanguageClient | undefined;

	readonly onStart = this.started.event;

	constructor(makeClient: () => BaseLanguageClient) {
		this.makeClient = makeClient;
	}

	/** Rejects where it cannot be started. */
	async start(): Promise<void> {
		const client = this.makeClient();
		this.client = client;
		await client.start();
		this.started.fire();
	}

	async restart(): Promise<void> {
		const { client } = this;
		this.client = undefined;
		await client?.dispose();
		await this.start();
	}

	/** Asks one of the requests that only our server knows; undefined where it cannot answer now. */
	async ask<M extends keyof ExtensionRequests>(
		method: M,
		params: ExtensionRequests[M]['params'],
	): Promise<ExtensionRequests[M]['result'] | undefined> {
		return this.request<ExtensionRequests[M]['result']>(method, params);
	}

	/** Asks a request of the protocol that no feature of the editor asks by itself. */
	async request<R>(method: string, params: object): Promise<R | undefined> {
		const { client } = this;
		if (client === undefined || !client.isRunning()) return undefined;
		try {
			return await client.sendRequest<R>(method, params);
		} catch (error) {
			// A server that was just restarted, or a question that came too late: the next one gets an answer.
			client.warn(`${method}: ${error instanceof Error ? error.name : 'failed'}`);
			return undefined;
		}
	}

	dispose(): void {
		this.started.dispose();
		void this.client?.dispose();
	}
}
