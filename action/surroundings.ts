import { getIDToken } from '@actions/core';
import type { Environment } from '../core/settings-target.ts';
import { ConfigStore } from '../files/config-store.ts';
import { absolutePath } from '../files/paths.ts';
import { type Credentialed, credentialVariables, jwtVariable } from '../targets/credential-variables.ts';
import { PLAN_KEY_VARIABLE } from '../targets/plan-key.ts';
import type { TargetWish } from '../targets/target.ts';
import { maskSecret } from './secrets.ts';

/** What the runner gives this step alone; a command of the settings gets none of it. */
const OWN = /^(?:INPUT_|ACTIONS_ID_TOKEN_REQUEST_|ACTIONS_RUNTIME_TOKEN$|ACTIONS_RESULTS_URL$|GITHUB_TOKEN$)/;

export interface Surroundings {
	readonly env: Environment;
	/** Worth a line each. */
	readonly notices: readonly string[];
}

/**
 * The environment in which a target is reached. Every credential in it is masked before anybody uses it. Where the secret
 * store logs in with a JWT that is not there, GitHub makes one that says which workflow runs (OIDC).
 */
export async function surroundingsOf(wish: TargetWish): Promise<Surroundings> {
	const env: Record<string, string | undefined> = {};
	for (const [name, value] of Object.entries(wish.env)) if (!OWN.test(name)) env[name] = value;
	const settings = settingsOf(wish);
	for (const variable of [...credentialVariables(settings), PLAN_KEY_VARIABLE])
		maskSecret(env[variable] ?? '');
	const notice = await addJwt(settings, env);
	return { env, notices: notice === undefined ? [] : [notice] };
}

/** Settings that cannot be read are told by whoever needs them. */
function settingsOf({ cwd, config: named, target }: TargetWish): Credentialed {
	const folder = absolutePath(cwd, '.');
	const config = new ConfigStore(folder, named).of(folder);
	return { config, settings: config?.settings.targets.get(target ?? '') };
}

/** A notice where GitHub gives no token. */
async function addJwt(
	settings: Credentialed,
	env: Record<string, string | undefined>,
): Promise<string | undefined> {
	const variable = jwtVariable(settings);
	if (variable === undefined || (env[variable] ?? '') !== '') return undefined;
	try {
		const jwt = await getIDToken();
		maskSecret(jwt);
		env[variable] = jwt;
		return undefined;
	} catch {
		return `GitHub gave no token for the login of the secret store (${variable}): the job needs the permission id-token: write.`;
	}
}
