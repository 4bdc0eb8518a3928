import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Where the server says what went wrong inside it. */
export type Log = (message: string) => void;

/**
 * Runs a request. First lets in what has already arrived, so that a cancellation sent right behind it counts; says
 * so where it has been cancelled; and answers `fallback` where the work fails, so that no request ever ends the
 * server.
 */
export async function runRequest<T>(
	method: string,
	token: CancellationToken,
	fallback: T,
	work: () => T | Promise<T>,
	{ log, letIn }: { readonly log: Log; readonly letIn: () => Promise<void> },
): Promise<T | ResponseError<void>> {
	await letIn();
	if (token.isCancellationRequested) return cancelled();
	try {
		const result = await work();
		return token.isCancellationRequested ? cancelled() : result;
	} catch (error) {
		log(`${method} failed: ${describeError(error)}`);
		return fallback;
	}
}

/** Runs what a notification asks for; a failure is logged. */
export function runNotification(method: string, log: Log, work: () => void): void {
	try {
		work();
	} catch (error) {
		log(`${method} failed: ${describeError(error)}`);
	}
}

/** Kind and place of an error. Its message is left out: it may quote the document. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return 'something that is no error was thrown';
	const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
	return [error.name, ...frames.slice(0, MAX_FRAMES).map(frame => frame.trim())].join(' ');
}

const MAX_FRAMES = 5;

function cancelled(): ResponseError<void> {
	return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
