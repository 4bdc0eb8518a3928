import type { ErrorDetail } from '../core/verdict/answer.ts';

/** What goes back to a client. */
export interface Answer {
	readonly status: number;
	/** Undefined: the answer has no body. */
	readonly type: 'application/json' | 'text/plain; charset=UTF-8' | 'text/html' | undefined;
	readonly body: string;
	/** The server lets its client wait so long (ms) before it answers. */
	readonly delayMs?: number;
	/** Who refused the request, where it is a matter of permission. */
	readonly refusedBy?: 'authenticator' | 'authorizer';
}

/** An answer with JSON text. */
export function json(status: number, body: string): Answer {
	return { status, type: 'application/json', body };
}

export function text(body: string): Answer {
	return { status: 200, type: 'text/plain; charset=UTF-8', body };
}

export const NO_BODY: Answer = { status: 200, type: undefined, body: '' };

/** `{"message":…}`. */
export function message(status: number, words: string): Answer {
	return json(status, JSON.stringify({ message: words }));
}

/** The answer of the server's own web framework, HTML-escaped. Source: Metronome ErrorHandler.scala. */
export function clientError(status: number, words: string, path: string): Answer {
	return json(status, JSON.stringify({ message: escapeHtml(words), requestPath: escapeHtml(path) }));
}

export function unknownRoute(path: string): Answer {
	return clientError(404, 'Unknown route.', path);
}

export function serverError(path: string): Answer {
	return json(500, JSON.stringify({ requestPath: escapeHtml(path) }));
}

/** JSON that the server may fail to write (undefined): a 500 then, whatever was done before. */
export function written(status: number, value: string | undefined, path: string): Answer {
	return value === undefined ? serverError(path) : json(status, value);
}

/** How long the server waits for an answer of its own, in ms. Source: Metronome, `metronome.akka.ask.timeout`. */
const ASK_TIMEOUT_MS = 10_000;

/** The server asks itself, gets no answer and gives up (facts: server-behaviour row 32). */
export function noAnswer(path: string): Answer {
	return { ...serverError(path), delayMs: ASK_TIMEOUT_MS };
}

export function notValid(details: readonly ErrorDetail[]): Answer {
	return json(422, JSON.stringify({ message: 'Object is not valid', details }));
}

export function unknownJob(id: string): Answer {
	return json(404, JSON.stringify({ id, message: 'Job not found' }));
}

export function unknownSchedule(id: string): Answer {
	return json(404, JSON.stringify({ id, message: 'Schedule not found' }));
}

export function unknownRun(jobSpec: string, id: string): Answer {
	return json(404, JSON.stringify({ jobSpec, id, message: 'Job Run not found' }));
}

const HTML: ReadonlyMap<string, string> = new Map([
	['<', '&lt;'],
	['>', '&gt;'],
	['"', '&quot;'],
	["'", '&#x27;'],
	['&', '&amp;'],
]);

/** As twirl's `HtmlFormat` does (recordings seq-00091, seq-00093, seq-00195). */
function escapeHtml(words: string): string {
	return words.replaceAll(/[<>"'&]/g, sign => HTML.get(sign) ?? sign);
}
