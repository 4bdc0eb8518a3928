import type { TargetSettings } from '../core/settings.ts';
import type { Environment } from '../core/settings-target.ts';
import { dcosCredentials, dcosVariables, missingVariables } from '../stores/credentials.ts';
import { dcosTokens } from '../stores/dcos-login.ts';
import type { TokenSource } from '../stores/session.ts';
import { httpTransport, type Transport, type TransportSettings } from '../stores/transport.ts';
import { clusterOf } from './address.ts';
import { dcosCliToken } from './dcos-cli.ts';
import { readPem } from './tls.ts';

/** What it takes to talk to a target's cluster: certificates, proxy and login. */
export interface Access {
	/** As the settings have it, without a slash at its end. */
	readonly url: string;
	/** The DC/OS around it: what stands before `/service/…`. */
	readonly cluster: string;
	readonly http: TransportSettings;
	readonly transport: Transport;
	/** Undefined: nobody logs in. */
	readonly tokens: TokenSource | undefined;
	readonly notices: readonly string[];
}

export type AccessResult =
	| { readonly ok: true; readonly access: Access }
	/** Names everything that is missing; holds no value of the environment. */
	| { readonly ok: false; readonly problems: readonly string[] };

export interface AccessSurroundings {
	readonly cwd: string;
	readonly env: Environment;
	/** ms since 1970. */
	readonly now?: () => number;
}

/**
 * Makes the access to a cluster of the settings. Reads PEM files and a login of the `dcos` command; asks nobody. `name`:
 * `the target 'production'`.
 */
export function accessTo(
	name: string,
	settings: Pick<TargetSettings, 'url' | 'auth' | 'tls'> | undefined,
	around: AccessSurroundings,
): AccessResult {
	const { cwd, env, now = Date.now } = around;
	const url = settings?.url?.replace(/\/+$/, '');
	if (url === undefined) return { ok: false, problems: [`There is no 'url' in the settings of ${name}.`] };
	const pem = readPem(cwd, settings?.tls, env);
	const auth = settings?.auth;
	const missing = missingVariables(name, auth === undefined ? [] : dcosVariables(auth), env);
	const problems = [...(pem.ok ? [] : pem.problems), ...missing];
	if (!pem.ok || problems.length > 0) return { ok: false, problems };
	const http: TransportSettings = { env, tls: pem.tls };
	const transport = httpTransport(http);
	const cluster = clusterOf(url);
	const cliToken = auth === undefined ? dcosCliToken(cluster, env) : undefined;
	const tokens =
		auth !== undefined
			? dcosTokens(dcosCredentials(auth, env), cluster, transport, now)
			: cliToken === undefined
				? undefined
				: { token: async () => cliToken };
	const notices: string[] = [];
	if (cliToken !== undefined) notices.push(`The login of the dcos command is used for ${new URL(url).host}.`);
	if (tokens !== undefined && isOpen(url)) {
		notices.push(
			`${new URL(url).host} is asked over plain http: whoever listens can read the login. Use https.`,
		);
	}
	return { ok: true, access: { url, cluster, http, transport, tokens, notices } };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function isOpen(url: string): boolean {
	const { protocol, hostname } = new URL(url);
	return protocol === 'http:' && !LOOPBACK.test(hostname);
}
