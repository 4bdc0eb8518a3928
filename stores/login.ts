import type { TokenSource } from './session.ts';
import type { CannotTell } from './store.ts';

/** What one logs in with: it comes from outside each time, and is kept nowhere. */
export type Credential = () => Promise<string | undefined>;

/** The tokens that a login gives. One is used until the other side rejects it; those who ask meanwhile share a login. */
export function loginTokens(logIn: (signal: AbortSignal) => Promise<string | CannotTell>): TokenSource {
	let current: Promise<string | CannotTell> | undefined;
	const start = (signal: AbortSignal): Promise<string | CannotTell> => {
		const attempt = logIn(signal);
		current = attempt;
		const forget = (): void => {
			if (current === attempt) current = undefined;
		};
		attempt.then(token => typeof token !== 'string' && forget(), forget);
		return attempt;
	};
	return { token: signal => current ?? start(signal), renew: (_, signal) => start(signal) };
}
