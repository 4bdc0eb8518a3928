import { type Answer, json, message, unknownRoute } from './answers.ts';
import type { Handler } from './http-answer.ts';
import { decodeSegment } from './path-segment.ts';
import { type Headers, type Query, type Request, readQuery } from './requests.ts';
import type { LogQuery, RunLogs, Stream } from './run-logs.ts';

/** Below this the emulator has what no Metronome has. */
export const OWN_ROUTES = '/emulator/v1/';

const READ = /^\/emulator\/v1\/jobs\/([^/]+)\/runs\/([^/]+)\/files\/read$/;

/** The longest piece, in bytes; what a request gets that says nothing. */
const LONGEST_PIECE = 65_536;

/** A server whose jobs somebody may see or not. */
export interface Guarded extends Handler {
	/** The answer to a caller who may not see a job; undefined: go on. */
	refusal(headers: Headers, jobId: string): Answer | undefined;
}

/**
 * A server with one route more: `GET /emulator/v1/jobs/<job>/runs/<run>/files/read?path=stdout&offset=0&length=65536
 * &attempt=1`, after `/files/read` of a Mesos agent. `path`: stdout or stderr · `offset` in bytes, -1 for the end ·
 * `attempt`: from 1, default 1. The answer is `{"data","offset","next","attempt","complete","last","reason"}`.
 */
export function withRunLogs(inner: Guarded, logs: RunLogs): Handler {
	return {
		handle: request =>
			request.target.startsWith(OWN_ROUTES) ? readLog(inner, logs, request) : inner.handle(request),
	};
}

function readLog(inner: Guarded, logs: RunLogs, { method, target, headers }: Request): Answer {
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	const found = READ.exec(path);
	if (found === null || (method !== 'GET' && method !== 'HEAD')) return unknownRoute(path);
	const [jobId, runId] = [textOf(found[1]), textOf(found[2])];
	const refusal = inner.refusal(headers, jobId);
	if (refusal !== undefined) return refusal;
	const query = logQuery(readQuery(mark < 0 ? '' : target.slice(mark + 1)));
	if (query === undefined) {
		return message(400, "'path' is stdout or stderr, 'offset', 'length' and 'attempt' are whole numbers");
	}
	const piece = logs.jobOf(runId) === jobId ? logs.read(runId, query) : undefined;
	return piece === undefined
		? message(404, 'There is no output of this run: it never was, or its sandbox is gone')
		: json(200, JSON.stringify(piece));
}

function textOf(segment = ''): string {
	const decoded = decodeSegment(segment);
	return 'text' in decoded ? decoded.text : '';
}

function logQuery(query: Query): LogQuery | undefined {
	const stream = streamOf(query.get('path')?.[0]);
	const offset = wholeNumber(query, 'offset', 0);
	const length = wholeNumber(query, 'length', LONGEST_PIECE);
	const attempt = wholeNumber(query, 'attempt', 1);
	if (stream === undefined || offset === undefined || length === undefined || attempt === undefined) {
		return undefined;
	}
	if (offset < -1 || attempt < 1) return undefined;
	// A piece holds a character at least.
	return { stream, offset, attempt, length: length < 0 ? LONGEST_PIECE : bounded(length) };
}

const LONGEST_CHARACTER = 4;

function bounded(length: number): number {
	return Math.min(Math.max(length, LONGEST_CHARACTER), LONGEST_PIECE);
}

function streamOf(path: string | undefined): Stream | undefined {
	return path === 'stdout' || path === 'stderr' ? path : undefined;
}

function wholeNumber(query: Query, key: string, fallback: number): number | undefined {
	const text = query.get(key)?.[0];
	if (text === undefined) return fallback;
	return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
