import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';

/** A server on loopback, for tests. */
export interface Loopback {
	readonly url: string;
	readonly close: () => Promise<void>;
}

export function serve(listener: RequestListener, tls?: ServerOptions): Promise<Loopback> {
	const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			const close = (): Promise<void> => {
				server.closeAllConnections();
				return new Promise(done => server.close(() => done()));
			};
			resolve({ url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, close });
		});
	});
}

export function reply(
	response: ServerResponse,
	status: number,
	body?: unknown,
	type = 'application/json',
): void {
	response.writeHead(status, body === undefined ? {} : { 'content-type': type });
	response.end(
		body === undefined || typeof body === 'string' || body instanceof Uint8Array
			? body
			: JSON.stringify(body),
	);
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}
