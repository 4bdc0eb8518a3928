import { within } from './deadline.ts';
import { cannotTell, isDoubt } from './state.ts';
import type { CannotTell } from './store.ts';
import type { Answer, Question, Transport } from './transport.ts';

/** Where a token comes from. What these functions throw is never shown: it may hold credentials. */
export interface TokenSource {
	/** The token to use now; undefined where there is none. */
	readonly token: (signal: AbortSignal) => Promise<string | CannotTell | undefined>;
	/**
	 * Logs in again, because the store took `rejected` no longer; absent where that is not possible. After it `token`
	 * gives the new one.
	 */
	readonly renew?: (rejected: string, signal: AbortSignal) => Promise<string | CannotTell | undefined>;
}

export interface SessionSettings {
	readonly transport: Transport;
	readonly tokens: TokenSource;
	/** The headers that carry a token. */
	readonly headers: (token: string) => Readonly<Record<string, string>>;
	/** Whether the answer means that the token (not the right to the path) is at fault. */
	readonly rejects: (answer: Answer, token: string, signal: AbortSignal) => Promise<boolean>;
}

/** Asks with a token, and once more with a new one where the token was rejected. One login at a time. */
export function session(settings: SessionSettings): Transport {
	const { transport, tokens, headers, rejects } = settings;
	let renewing: Promise<string | CannotTell> | undefined;
	/** The token that somebody else's login brought meanwhile, or that of a new login. */
	const renewed = async (rejected: string, signal: AbortSignal): Promise<string | CannotTell> => {
		const { renew } = tokens;
		if (renew === undefined) return cannotTell('not-logged-in', 'the store takes the token no longer');
		if (renewing !== undefined) return renewing;
		const current = await attempt(() => tokens.token(signal));
		if (typeof current === 'string' && current !== rejected) return current;
		renewing ??= attempt(() => renew(rejected, signal)).finally(() => {
			renewing = undefined;
		});
		return renewing;
	};
	const ask = (question: Question, token: string): Promise<Answer | CannotTell> =>
		transport({ ...question, headers: { ...question.headers, ...headers(token) } });
	return async question => {
		const { signal } = question;
		const token = await within(
			attempt(() => tokens.token(signal)),
			signal,
		);
		if (typeof token !== 'string') return token;
		const answer = await ask(question, token);
		if (isDoubt(answer) || !(await rejects(answer, token, signal))) return answer;
		const fresh = await within(renewed(token, signal), signal);
		if (typeof fresh !== 'string') return fresh;
		const second = await ask(question, fresh);
		if (isDoubt(second) || !(await rejects(second, fresh, signal))) return second;
		return cannotTell('not-logged-in', 'the store does not take the token of a new login');
	};
}

async function attempt(get: () => Promise<string | CannotTell | undefined>): Promise<string | CannotTell> {
	try {
		const token = await get();
		return token === undefined || token === '' ? cannotTell('not-logged-in', 'there is no token') : token;
	} catch {
		return cannotTell('not-logged-in', 'the login failed');
	}
}
