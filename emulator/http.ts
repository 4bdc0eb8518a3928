import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, serverError } from './answers.ts';
import { isWelcome, LOOPBACK } from './hosts.ts';
import type { Handler, HttpAnswer } from './http-answer.ts';

export interface ServeOptions {
	/** Address or name to listen on; default: the loopback interface. */
	readonly host?: string;
	/** 0: any that is free. */
	readonly port: number;
	/** Told of an error in the emulator itself, which the client sees as a 500. */
	readonly failed?: (error: unknown) => void;
	/** How long answers are held back; default: real time. */
	readonly wait?: (ms: number, done: () => void) => void;
	/** Calls back when what answers may tell of is stored; with false where it cannot be. Default: at once. */
	readonly whenDurable?: (done: (isDurable: boolean) => void) => void;
}

export interface HttpServer {
	readonly port: number;
	/** Ends every connection. */
	close(): Promise<void>;
}

/** How long an idle connection is kept, in ms. Source: Play's default, `play.server.http.idleTimeout`. */
const IDLE_TIMEOUT_MS = 75_000;

/** More bytes of a body than this are dropped as they come; no server takes as many. */
const MOST_BYTES_KEPT = 1 << 21;

/** Serves over HTTP. Rejects where the port cannot be had. */
export function serve(handler: Handler, options: ServeOptions): Promise<HttpServer> {
	const server = createServer({ keepAliveTimeout: IDLE_TIMEOUT_MS }, (request, response) => {
		collect(request, body => reply(handler, options, request, body, response));
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, options.host ?? LOOPBACK, () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : options.port;
			resolve({ port, close: () => closed(server) });
		});
	});
}

function closed(server: ReturnType<typeof createServer>): Promise<void> {
	return new Promise(resolve => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

/** Gives the whole body, undefined where there is none. A request that breaks off is never answered. */
function collect(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
	const chunks: Buffer[] = [];
	let size = 0;
	request.on('data', (chunk: Buffer) => {
		size += chunk.length;
		if (size <= MOST_BYTES_KEPT || chunks.length === 0) chunks.push(chunk);
	});
	request.on('end', () => done(chunks.length > 1 ? Buffer.concat(chunks) : chunks[0]));
}

function reply(
	handler: Handler,
	options: ServeOptions,
	request: IncomingMessage,
	body: Buffer | undefined,
	response: ServerResponse,
): void {
	const { headers, method = 'GET' } = request;
	const isKnown = isWelcome(options.host ?? LOOPBACK, headers, method);
	const answer = isKnown ? answerTo(handler, options, request, body) : FOREIGN;
	const whenDurable = options.whenDurable ?? storedNowhere;
	const send = (): void =>
		whenDurable(isDurable => write(isDurable ? answer : serverError(pathOf(request)), response));
	if (answer.delayMs === undefined) send();
	else (options.wait ?? waitRealTime)(answer.delayMs, send);
}

function answerTo(
	handler: Handler,
	options: ServeOptions,
	request: IncomingMessage,
	body: Buffer | undefined,
): HttpAnswer {
	const target = request.url ?? '/';
	try {
		return handler.handle({ method: request.method ?? 'GET', target, headers: request.headers, body });
	} catch (error) {
		options.failed?.(error);
		return serverError(pathOf(request));
	}
}

function pathOf(request: IncomingMessage): string {
	return (request.url ?? '/').replace(/\?.*/, '');
}

function storedNowhere(done: (isDurable: boolean) => void): void {
	done(true);
}

function waitRealTime(ms: number, done: () => void): void {
	setTimeout(done, ms).unref();
}

/** node leaves the body out where the request was HEAD, but tells its length. */
function write({ status, type, body, headers, isReset }: HttpAnswer, response: ServerResponse): void {
	if (isReset) {
		response.socket?.resetAndDestroy();
		return;
	}
	const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
	response.writeHead(status, {
		...headers,
		...(type === undefined ? {} : { 'content-type': type }),
		...length,
	});
	response.end(body);
}

const FOREIGN: Answer = {
	status: 403,
	type: 'text/plain; charset=UTF-8',
	body: 'The emulator only answers to the host it serves on: use 127.0.0.1, localhost or what --host says\n',
};
