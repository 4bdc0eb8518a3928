import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, serverError } from './answers.ts';
import type { Request } from './requests.ts';

/** Something that answers requests, such as a Metronome. */
export interface Handler {
	handle(request: Request): Answer;
}

export interface ServeOptions {
	/** 0: any that is free. */
	readonly port: number;
	/** Told of an error in the emulator itself, which the client sees as a 500. */
	readonly failed?: (error: unknown) => void;
	/** How long answers are held back; default: real time. */
	readonly wait?: (ms: number, done: () => void) => void;
}

export interface HttpServer {
	readonly port: number;
	/** Ends every connection. */
	close(): Promise<void>;
}

/** Only programs of this machine may come here: jobs are commands that run on it. */
const LOOPBACK = '127.0.0.1';

/** How long an idle connection is kept, in ms. Source: Play's default, `play.server.http.idleTimeout`. */
const IDLE_TIMEOUT_MS = 75_000;

/** More bytes of a body than this are dropped as they come; no server takes as many. */
const MOST_BYTES_KEPT = 1 << 20;

/** Serves over HTTP on the loopback interface. Rejects where the port cannot be had. */
export function serve(handler: Handler, options: ServeOptions): Promise<HttpServer> {
	const server = createServer({ keepAliveTimeout: IDLE_TIMEOUT_MS }, (request, response) => {
		collect(request, body => reply(handler, options, request, body, response));
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, LOOPBACK, () => {
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
	const answer = isLocal(request) ? answerTo(handler, options, request, body) : FOREIGN;
	const send = (): void => write(answer, response);
	if (answer.delayMs === undefined) send();
	else (options.wait ?? waitRealTime)(answer.delayMs, send);
}

function answerTo(
	handler: Handler,
	options: ServeOptions,
	request: IncomingMessage,
	body: Buffer | undefined,
): Answer {
	const target = request.url ?? '/';
	try {
		return handler.handle({ method: request.method ?? 'GET', target, headers: request.headers, body });
	} catch (error) {
		options.failed?.(error);
		return serverError(target.replace(/\?.*/, ''));
	}
}

function waitRealTime(ms: number, done: () => void): void {
	setTimeout(done, ms).unref();
}

/** node leaves the body out where the request was HEAD, but tells its length. */
function write({ status, type, body }: Answer, response: ServerResponse): void {
	const length = Buffer.byteLength(body);
	response.writeHead(
		status,
		type === undefined ? { 'content-length': length } : { 'content-type': type, 'content-length': length },
	);
	response.end(body);
}

const FOREIGN: Answer = {
	status: 403,
	type: 'text/plain; charset=UTF-8',
	body: 'The emulator only answers to this machine: use 127.0.0.1 or localhost as its host\n',
};

const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;
const LOCAL_ORIGIN = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * A web page in this machine's browser can reach the loopback interface, by its own host name that points there or by
 * a form; neither may start a job.
 */
function isLocal({ headers, method }: IncomingMessage): boolean {
	if (headers.host !== undefined && !LOCAL_HOST.test(headers.host)) return false;
	if (headers.origin === undefined || method === 'GET' || method === 'HEAD') return true;
	return LOCAL_ORIGIN.test(headers.origin);
}
