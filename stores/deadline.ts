import { cannotTell } from './state.ts';
import type { CannotTell } from './store.ts';

/** The longest a call to a store takes where its configuration does not say, in ms. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/** A signal that is aborted after `timeoutMs`, or with the caller's. */
export function deadline(timeoutMs: number, signal: AbortSignal | undefined): AbortSignal {
	const timer = AbortSignal.timeout(timeoutMs);
	return signal === undefined ? timer : AbortSignal.any([timer, signal]);
}

/** What an aborted signal says of the call: the time is over, or the caller gave up. */
export function abortDoubt(signal: AbortSignal): CannotTell {
	const { reason } = signal;
	return reason instanceof DOMException && reason.name === 'TimeoutError'
		? cannotTell('timed-out', 'there was no answer in time')
		: cannotTell('cancelled', 'the question was withdrawn');
}

/** Waits for work that others wait for as well: an aborted signal ends the wait, never the work. */
export function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T | CannotTell> {
	if (signal.aborted) return Promise.resolve(abortDoubt(signal));
	return new Promise((resolve, reject) => {
		const stop = (): void => resolve(abortDoubt(signal));
		signal.addEventListener('abort', stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}

/** Does `work` for each item, at most `limit` at a time; the results are in the items' order. */
export async function mapLimited<T, R>(
	items: readonly T[],
	limit: number,
	work: (item: T) => Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	const queue = items.entries();
	const worker = async (): Promise<void> => {
		for (const [index, item] of queue) results[index] = await work(item);
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	return results;
}
