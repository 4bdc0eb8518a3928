import type { Access, Caller } from '../access.ts';
import { json } from '../answers.ts';
import type { Handler, HttpAnswer } from '../http-answer.ts';
import type { Request } from '../requests.ts';
import type { Accounts } from './accounts.ts';
import { FORBIDDEN, NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED } from './pages.ts';
import { mayDoWithJob, mayReachMetronome } from './permissions.ts';
import type { SecretsService } from './secrets-service.ts';

export interface ClusterParts {
	readonly accounts: Accounts;
	readonly secrets: SecretsService;
	readonly metronome: Handler;
}

/** Where Metronome is in a cluster. */
export const METRONOME_PREFIX = '/service/metronome';

const LOGIN = '/acs/api/v1/auth/login';
const SECRETS = '/secrets/v1';

/** Clients ask for it to see whether their token is good (facts: metronome-and-dcos §2). */
const TOKEN_PROBE = '/pkgpanda/active.buildinfo.full.json';

/**
 * The door of a DC/OS cluster: the login, and behind it, for those with a token, Metronome and the secrets service.
 * Source: facts metronome-and-dcos §1, §2.
 */
export function adminRouter({ accounts, secrets, metronome }: ClusterParts): Handler {
	return {
		handle(request: Request): HttpAnswer {
			const { target, method } = request;
			const path = target.replace(/\?.*/, '');
			if (path === LOGIN) return method === 'POST' ? accounts.login(request.body) : NOT_ALLOWED;
			const isMetronome = path.startsWith(`${METRONOME_PREFIX}/`);
			const isSecrets = path.startsWith(`${SECRETS}/`);
			if (!isMetronome && !isSecrets && path !== TOKEN_PROBE) return NOT_FOUND;
			const user = accounts.userOf(request.headers);
			if (user === undefined) return UNAUTHORIZED;
			if (isSecrets) return secrets.answer(request, target.slice(SECRETS.length), user);
			if (!isMetronome) return json(200, '{}');
			return mayReachMetronome(user.grants)
				? metronome.handle({ ...request, target: target.slice(METRONOME_PREFIX.length) })
				: FORBIDDEN;
		},
	};
}

/** What DC/OS lets the users of Metronome do with jobs. */
export function dcosAccess(accounts: Accounts): Access {
	return {
		authenticate(headers): Caller | undefined {
			const user = accounts.userOf(headers);
			return user && { may: (action, jobId) => mayDoWithJob(user.grants, action, jobId) };
		},
		notAuthenticated: UNAUTHORIZED,
		notAuthorized: FORBIDDEN,
	};
}
