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
	const isRead = method === 'GET' || method === 'HEAD';
	if (!isLoopback(served)) {
		if (typeof host === 'string' && !isPlainName(nameOf(host), served)) return false;
		return origin === undefined || isRead || sameHost(origin, host);
	}
	const own = hostInUrl(served).toLowerCase();
	const isOwn = typeof host === 'string' && nameOf(host) === own;
	if (host !== undefined && !isOwn && !(typeof host === 'string' && LOCAL_HOST.test(host))) return false;
	if (origin === undefined || isRead) return true;
	return typeof origin === 'string' && (LOCAL_ORIGIN.test(origin) || (isOwn && sameHost(origin, host)));
}

function nameOf(host: string): string {
	return host.replace(/:\d+$/, '').toLowerCase();
}

/** A stranger's name in the DNS has a dot; an address, the name given, or a name without one is none. */
function isPlainName(name: string, served: string): boolean {
	if (!name.includes('.') || name === served.toLowerCase()) return true;
	return isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function sameHost(origin: string | readonly string[], host: string | readonly string[] | undefined): boolean {
	return typeof origin === 'string' && (origin === `http://${host}` || origin === `https://${host}`);
}
