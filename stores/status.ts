import { parseUnknown } from './name-list.ts';
import { cannotTell } from './state.ts';
import type { CannotTell } from './store.ts';
import type { Answer } from './transport.ts';

/** What a status other than success tells of any store; nothing of the body is shown. */
export function statusDoubt({ status }: Pick<Answer, 'status'>, name: string): CannotTell {
	if (status === 401) return cannotTell('not-logged-in', `${name} does not take the credentials (401)`);
	if (status === 403) return cannotTell('forbidden', `${name} does not allow it (403)`);
	if (status === 404 || status === 410) return cannotTell('no-store', `there is no store there (${status})`);
	if (status >= 500 || status === 429)
		return cannotTell('unreachable', `${name} is not able to answer (${status})`);
	return cannotTell('odd-answer', `${name} answers with status ${status}`);
}

export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
	return status >= 200 && status < 300;
}

/** The JSON value of an answer; undefined for what is none, as the HTML pages that proxies and logins answer with. */
export function jsonOf({ body }: Pick<Answer, 'body'>): unknown {
	return parseUnknown(body.toString('utf8'));
}

/** The address of a store as it was configured, for `new URL(path, base)`: no credentials, no query, a `/` at its end. */
export function baseUrl(url: string): URL {
	const base = new URL(url);
	base.username = '';
	base.password = '';
	base.search = '';
	base.hash = '';
	if (!base.pathname.endsWith('/')) base.pathname += '/';
	return base;
}
