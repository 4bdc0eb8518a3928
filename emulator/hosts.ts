import { isIP } from 'node:net';
import type { Headers } from './requests.ts';

/** Only programs of this machine come here: jobs are commands that run on it. */
export const LOOPBACK = '127.0.0.1';

/** Whether an address or name to serve on is one that only this machine reaches. */
export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The host as it stands in an address: `[::1]`. */
export function hostInUrl(host: string): string {
	return isIP(host) === 6 ? `[${host}]` : host;
}

const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;
const LOCAL_ORIGIN = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * Whether a request may be answered. A web page in a browser can reach this server, by its own host name that points
 * here or by a form; neither may start a job. `served`: what the server listens on.
 */
export function isWelcome(served: string, headers: Headers, method: string): boolean {
	const { host, origin } = headers;
	const isOpen = !isLoopback(served);
	if (host !== undefined && !(typeof host === 'string' && isNameFor(host, served, isOpen))) return false;
	if (origin === undefined || method === 'GET' || method === 'HEAD') return true;
	if (typeof origin !== 'string') return false;
	return origin === `http://${host}` || (!isOpen && LOCAL_ORIGIN.test(origin));
}

/** A stranger's name in the DNS has a dot; an address, the name given, or a name without one is none. */
function isNameFor(host: string, served: string, isOpen: boolean): boolean {
	if (LOCAL_HOST.test(host)) return true;
	const name = host.replace(/:\d+$/, '').toLowerCase();
	if (name === hostInUrl(served).toLowerCase()) return true;
	return isOpen && (!name.includes('.') || isIP(name.replace(/^\[|\]$/g, '')) !== 0);
}
