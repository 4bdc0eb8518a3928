import { type Credential, loginTokens } from './login.ts';
import { partAt } from './name-list.ts';
import type { TokenSource } from './session.ts';
import { encodeSegment } from './source.ts';
import { cannotTell, isDoubt } from './state.ts';
import { isSuccess, jsonOf } from './status.ts';
import type { CannotTell } from './store.ts';
import type { Transport } from './transport.ts';

/** How one gets a Vault token. Credentials come from outside, each time one logs in; `mount` is where the method is mounted. */
export type VaultAuth =
	| { readonly method: 'token'; readonly token: Credential }
	| {
			readonly method: 'approle';
			readonly mount?: string;
			readonly roleId: Credential;
			readonly secretId: Credential;
	  }
	| { readonly method: 'jwt'; readonly mount?: string; readonly role: string; readonly jwt: Credential };

/**
 * The tokens of a Vault. A login's token is used until the server rejects it. `POST /v1/auth/<mount>/login` answers
 * `{"auth": {"client_token": "…"}}` (Vault API documentation, AppRole and JWT/OIDC).
 */
export function vaultTokens(
	auth: VaultAuth,
	base: URL,
	headers: Readonly<Record<string, string>>,
	transport: Transport,
): TokenSource {
	if (auth.method === 'token') return { token: auth.token };
	const logIn = async (signal: AbortSignal): Promise<string | CannotTell> => {
		const mount = (auth.mount ?? auth.method).split('/').map(encodeSegment).join('/');
		const body = await credentials(auth);
		const url = new URL(`auth/${mount}/login`, base);
		const json = { 'content-type': 'application/json' };
		const answer = await transport({
			method: 'POST',
			url,
			headers: { ...headers, ...json },
			body: JSON.stringify(body),
			signal,
		});
		if (isDoubt(answer)) return answer;
		const token = partAt(jsonOf(answer), ['auth', 'client_token']);
		if (isSuccess(answer) && typeof token === 'string') return token;
		return cannotTell(
			'not-logged-in',
			`the login at ${base.host} failed (${auth.method}, status ${answer.status})`,
		);
	};
	return loginTokens(logIn);
}

async function credentials(
	auth: Exclude<VaultAuth, { method: 'token' }>,
): Promise<Record<string, string | undefined>> {
	return auth.method === 'approle'
		? { role_id: await auth.roleId(), secret_id: await auth.secretId() }
		: { role: auth.role, jwt: await auth.jwt() };
}
