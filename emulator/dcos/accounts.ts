import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { parseUnknown, partAt } from '../../stores/name-list.ts';
import { type Answer, json } from '../answers.ts';
import type { Headers, Request } from '../requests.ts';
import type { User } from './settings.ts';
import { isSignedBy, signToken, unverifiedClaims } from './tokens.ts';

export interface AccountsOptions {
	readonly users: readonly User[];
	/** Signs the tokens that a login gives. */
	readonly signingKey: KeyObject;
	/** How long a login is good, in s. */
	readonly tokenLifetime: number;
	/** ms since 1970. */
	readonly now: () => number;
}

interface Login {
	readonly user: User;
	/** s since 1970. */
	readonly exp: number;
}

const INVALID_CREDENTIALS: Answer = json(
	401,
	JSON.stringify({
		title: 'Unauthorized',
		description: 'The credentials are not valid.',
		code: 'ERR_INVALID_CREDENTIALS',
	}),
);

/**
 * The users of a DC/OS and their logins. A token is looked up among those that were given out, which says the same as
 * its signature would: the key is known to nobody else. Source: facts metronome-and-dcos §2.
 */
export class Accounts {
	private readonly options: AccountsOptions;
	private readonly users: ReadonlyMap<string, User>;
	private readonly logins = new Map<string, Login>();
	/** So often all logins were ended. */
	private endings = 0;

	constructor(options: AccountsOptions) {
		this.options = options;
		this.users = new Map(options.users.map(user => [user.uid, user]));
	}

	/** `POST /acs/api/v1/auth/login` with `{uid, password}` or, of a service account, `{uid, token}`. */
	login(body: Request['body']): Answer {
		const wanted = parseUnknown(body?.toString() ?? '');
		const [uid, password, proof] = ['uid', 'password', 'token'].map(key => partAt(wanted, [key]));
		if (typeof uid !== 'string' || (typeof password !== 'string' && typeof proof !== 'string')) {
			const description = "The body must be JSON with 'uid', and with 'password' or 'token'.";
			return json(400, JSON.stringify({ title: 'Bad Request', description }));
		}
		const user = this.users.get(uid);
		const isProven = typeof password === 'string' ? hasPassword(user, password) : this.hasKey(user, proof);
		return user === undefined || !isProven
			? INVALID_CREDENTIALS
			: json(200, JSON.stringify({ token: this.newToken(user) }));
	}

	/** Who sends a request; undefined: nobody who is logged in. */
	userOf(headers: Headers): User | undefined {
		const login = this.logins.get(tokenIn(headers) ?? '');
		return login !== undefined && login.exp * 1000 > this.options.now() ? login.user : undefined;
	}

	/** Ends every login, as if its time were up. */
	expireTokens(): void {
		this.endings++;
		this.logins.clear();
	}

	private newToken(user: User): string {
		const second = Math.floor(this.options.now() / 1000);
		for (const [token, { exp }] of this.logins) if (exp <= second) this.logins.delete(token);
		// A login in the same second would give the token that was just ended, since RS256 has no salt.
		const exp = second + this.options.tokenLifetime + this.endings;
		const token = signToken({ uid: user.uid, exp }, this.options.signingKey);
		this.logins.set(token, { user, exp });
		return token;
	}

	/** The proof names its own account, and is good until it expires. */
	private hasKey(user: User | undefined, proof: unknown): boolean {
		if (user?.proof.kind !== 'public-key' || typeof proof !== 'string') return false;
		const claims = unverifiedClaims(proof);
		if (claims?.uid !== user.uid || claims.exp * 1000 <= this.options.now()) return false;
		return isSignedBy(proof, user.proof.key);
	}
}

function hasPassword(user: User | undefined, password: string): boolean {
	if (user?.proof.kind !== 'password') return false;
	return timingSafeEqual(sha256(user.proof.password), sha256(password));
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

/** `Authorization: token=…`; Admin Router from 1.11 on takes `Bearer …` and the cookie, too. */
function tokenIn({ authorization, cookie }: Headers): string | undefined {
	const [, token] = /^(?:token=|Bearer )(\S+)$/i.exec(text(authorization)) ?? [];
	if (token !== undefined || authorization !== undefined) return token;
	return /(?:^|;\s*)dcos-acs-auth-cookie=([^;\s]+)/.exec(text(cookie))?.[1];
}

function text(header: string | readonly string[] | undefined): string {
	return typeof header === 'string' ? header : '';
}
