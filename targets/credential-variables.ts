import { type JsonNode, stringIn, valueIn } from '../core/json.ts';
import { secretsOfTarget } from '../core/settings.ts';
import type { NamedTarget } from './target.ts';

/** The settings of a target, or, without one, of all. */
export type Credentialed = Pick<NamedTarget, 'settings' | 'config'>;

/** The settings of a login that name an environment variable which nobody may see. A user name is none. */
const SECRET_SETTINGS = [
	'tokenEnv',
	'passwordEnv',
	'serviceAccountEnv',
	'roleIdEnv',
	'secretIdEnv',
	'jwtEnv',
];

/** The environment variables with the credentials for a target and for its secret store. */
export function credentialVariables({ settings, config }: Credentialed): readonly string[] {
	const secrets = config === undefined ? undefined : secretsOfTarget(config.settings, settings);
	const store = secrets?.store?.node;
	const logins: (JsonNode | undefined)[] = [store, valueIn(store, 'auth')];
	const ofStore = logins.flatMap(login =>
		SECRET_SETTINGS.flatMap(name => stringIn(valueIn(login, name)) ?? []),
	);
	const ofTarget = Object.entries(settings?.auth ?? {}).flatMap(([name, variable]) =>
		SECRET_SETTINGS.includes(name) ? [variable] : [],
	);
	return [...new Set([...ofTarget, ...ofStore])];
}

/** The variable that the secret store's login takes a JWT from; undefined where it takes none. */
export function jwtVariable({ settings, config }: Credentialed): string | undefined {
	const secrets = config === undefined ? undefined : secretsOfTarget(config.settings, settings);
	return stringIn(valueIn(secrets?.store?.node, 'jwtEnv'));
}
