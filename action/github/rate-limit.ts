import type { Answer } from './connection.ts';

/** What GitHub asks for where a secondary limit names no time (docs: Rate limits for the REST API). */
const UNNAMED_WAIT_MS = 60_000;

/**
 * How long a rate limit wants us to wait; undefined where it is none. A refusal for lack of rights is a 403 as well
 * (docs: Rate limits for the REST API, "Exceeding the rate limit").
 */
export function limitMs({ status, header, body }: Answer, now: number): number | undefined {
	if (status !== 403 && status !== 429) return undefined;
	const after = header('retry-after');
	if (after !== undefined && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
	const reset = header('x-ratelimit-reset');
	if (header('x-ratelimit-remaining') === '0' && reset !== undefined && /^\d{1,12}$/.test(reset)) {
		return Math.max(Number(reset) * 1000 - now, 0) + 1000;
	}
	return status === 429 || /secondary rate limit/i.test(body) ? UNNAMED_WAIT_MS : undefined;
}
