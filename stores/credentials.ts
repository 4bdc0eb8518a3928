import type { TargetAuth } from '../core/config/config-file.ts';
import type { Environment } from '../core/settings-target.ts';
import type { DcosAuth } from './dcos-login.ts';

/** An environment variable and what it holds: `['DCOS_PASSWORD', 'the password']`. */
export type NamedCredential = readonly [variable: string, holds: string];

/** A message for each environment variable that is not set, or empty. `whose`: `the target 'production'`. */
export function missingVariables(
	whose: string,
	credentials: readonly NamedCredential[],
	env: Environment,
): readonly string[] {
	return credentials
		.filter(([variable]) => (env[variable] ?? '') === '')
		.map(
			([variable, holds]) =>
				`The environment variable ${variable} is not set: ${whose} takes ${holds} from it.`,
		);
}

/** The environment variables that a DC/OS login needs. */
export function dcosVariables(auth: TargetAuth): readonly NamedCredential[] {
	switch (auth.kind) {
		case 'token':
			return [[auth.tokenEnv, 'the token']];
		case 'password':
			return [
				[auth.usernameEnv, 'the user name'],
				[auth.passwordEnv, 'the password'],
			];
		case 'service-account':
			return [[auth.serviceAccountEnv, 'the service account']];
	}
}

/** A DC/OS login with what the environment has. */
export function dcosCredentials(auth: TargetAuth, env: Environment): DcosAuth {
	switch (auth.kind) {
		case 'token':
			return { method: 'token', token: async () => env[auth.tokenEnv]?.trim() };
		case 'password':
			return {
				method: 'password',
				username: async () => env[auth.usernameEnv],
				password: async () => env[auth.passwordEnv],
			};
		case 'service-account':
			return { method: 'service-account', account: async () => env[auth.serviceAccountEnv] };
	}
}
