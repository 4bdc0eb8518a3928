import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A language server as a child process, with just enough of a client to measure it. */
export class LspClient {
	#child;
	#bytes = Buffer.alloc(0);
	/** Of a message that is not whole yet, behind `#bytes`. */
	#chunks = [];
	#missing = 0;
	#waiting = new Map();
	#lastId = 0;
	#onProgress;
	#settings;
	#published = new Map();

	/** `settings`: what the server is told when it asks for its configuration, by section. */
	constructor(command, { onProgress = () => {}, settings = {} } = {}) {
		this.#onProgress = onProgress;
		this.#settings = settings;
		this.#child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
		this.#child.stdout.on('data', chunk => this.#take(chunk));
	}

	/** The answer to a request; an error counts as null. */
	ask(method, params) {
		const id = ++this.#lastId;
		return new Promise(resolve => {
			this.#waiting.set(id, resolve);
			this.#send({ id, method, params });
		});
	}

	/** The id of the request that was sent last, to cancel it. */
	get lastId() {
		return this.#lastId;
	}

	tell(method, params) {
		this.#send({ method, params });
	}

	/** Resolves when the server sends diagnostics of a document by itself. */
	published(uri) {
		return new Promise(resolve => this.#published.set(uri, resolve));
	}

	/** Highest resident memory so far, in MiB; undefined where the system does not tell. */
	get peak() {
		try {
			const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
			return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
		} catch {
			return undefined;
		}
	}

	end() {
		this.#child.kill();
	}

	#send(message) {
		const body = JSON.stringify({ jsonrpc: '2.0', ...message });
		this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	}

	#take(chunk) {
		// Joined when the message is whole: a large one comes in hundreds of chunks.
		this.#chunks.push(chunk);
		this.#missing -= chunk.length;
		if (this.#missing > 0) return;
		this.#bytes = Buffer.concat([this.#bytes, ...this.#chunks.splice(0)]);
		for (;;) {
			const end = this.#bytes.indexOf('\r\n\r\n');
			if (end < 0) return;
			const length = Number(/content-length: *(\d+)/i.exec(this.#bytes.toString('latin1', 0, end))?.[1]);
			const next = end + 4 + length;
			if (this.#bytes.length < next) {
				this.#missing = next - this.#bytes.length;
				return;
			}
			this.#hear(JSON.parse(this.#bytes.toString('utf8', end + 4, next)));
			this.#bytes = this.#bytes.subarray(next);
		}
	}

	#hear(message) {
		if (message.method === '$/progress') this.#onProgress(message.params);
		else if (message.method === 'textDocument/publishDiagnostics') {
			this.#published.get(message.params.uri)?.(message.params);
			this.#published.delete(message.params.uri);
		} else if (message.method !== undefined && message.id !== undefined)
			this.#send({ id: message.id, result: this.#answer(message) });
		else if (message.id !== undefined) {
			this.#waiting.get(message.id)?.(message.result ?? null);
			this.#waiting.delete(message.id);
		}
	}

	#answer({ method, params }) {
		if (method !== 'workspace/configuration') return null;
		return params.items.map(({ section }) => this.#settings[section] ?? null);
	}
}
