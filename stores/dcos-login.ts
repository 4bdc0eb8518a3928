import { sign } from 'node:crypto';
import { type Credential, loginTokens } from './login.ts';
import { parseUnknown, partAt } from './name-list.ts';
import type { TokenSource } from './session.ts';
import { cannotTell, isDoubt } from './state.ts';
import { baseUrl, isSuccess, jsonOf } from './status.ts';
import type { CannotTell } from './store.ts';
import type { Transport } from './transport.ts';

/** How one gets a DC/OS token. */
export type DcosAuth =
	| { readonly method: 'token'; readonly token: Credential }
	| { readonly method: 'password'; readonly username: Credential; readonly password: Credential }
	/** The JSON that `dcos security secrets create-sa-secret` makes: `{login_endpoint, private_key, scheme, uid}`. */
	| { readonly method: 'service-account'; readonly account: Credential };

/** How long the proof of a service account is good, in s; the DC/OS CLI takes as much (facts: metronome-and-dcos §2). */
const PROOF_LIFETIME = 300;

/**
 * The tokens of a DC/OS cluster, all of which `Authorization: token=…` carries. `POST /acs/api/v1/auth/login` takes
 * `{uid, password}` or `{uid, token}`, where the latter is signed with the account's key, and answers `{token}` (facts:
 * metronome-and-dcos §2). The account's own `login_endpoint` is an address inside the cluster and is not used.
 * `now`: ms since 1970.
 */
export function dcosTokens(
	auth: DcosAuth,
	cluster: string,
	transport: Transport,
	now: () => number,
): TokenSource {
	if (auth.method === 'token') return { token: auth.token };
	const url = new URL('acs/api/v1/auth/login', baseUrl(cluster));
	return loginTokens(async signal => {
		const credentials = await loginBody(auth, now);
		if ('state' in credentials) return credentials;
		const headers = { 'content-type': 'application/json' };
		const body = JSON.stringify(credentials);
		const answer = await transport({ method: 'POST', url, headers, body, signal });
		if (isDoubt(answer)) return answer;
		const token = partAt(jsonOf(answer), ['token']);
		if (isSuccess(answer) && typeof token === 'string') return token;
		const why =
			answer.status === 401 ? 'does not take the credentials (401)' : `answers with status ${answer.status}`;
		return cannotTell('not-logged-in', `the login of ${url.host} ${why}`);
	});
}

type LoginBody =
	| { readonly uid: string; readonly password: string }
	| { readonly uid: string; readonly token: string };

async function loginBody(
	auth: Exclude<DcosAuth, { method: 'token' }>,
	now: () => number,
): Promise<LoginBody | CannotTell> {
	if (auth.method === 'service-account') return accountBody((await auth.account()) ?? '', now);
	const [uid, password] = [await auth.username(), await auth.password()];
	return uid === undefined || password === undefined
		? cannotTell('not-logged-in', 'there is no user name or no password')
		: { uid, password };
}

function accountBody(json: string, now: () => number): LoginBody | CannotTell {
	const account = parseUnknown(json);
	const [uid, key, scheme] = ['uid', 'private_key', 'scheme'].map(name => partAt(account, [name]));
	if (typeof uid !== 'string' || typeof key !== 'string') {
		return cannotTell('not-logged-in', "the service account is no JSON with 'uid' and 'private_key'");
	}
	if (scheme !== undefined && scheme !== 'RS256') {
		return cannotTell('not-logged-in', "the service account's scheme is not RS256");
	}
	const exp = Math.floor(now() / 1000) + PROOF_LIFETIME;
	const claims = [
		{ alg: 'RS256', typ: 'JWT' },
		{ uid, exp },
	];
	const signed = claims.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
	try {
		const signature = sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url');
		return { uid, token: `${signed}.${signature}` };
	} catch {
		// The error of OpenSSL may show a part of the key.
		return cannotTell('not-logged-in', "the service account's 'private_key' is no RSA key in PEM");
	}
}
