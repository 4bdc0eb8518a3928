import { authOf, tlsOf } from '../core/config/read.ts';
import { stringIn, valueIn } from '../core/json.ts';
import {
	type BasedPath,
	type SettingsStore,
	secretsOfTarget,
	type TargetSettings,
} from '../core/settings.ts';
import type { Environment } from '../core/settings-target.ts';
import { DEFAULT_TARGET } from '../core/target.ts';
import { absolutePath, displayPath } from '../files/paths.ts';
import type { Project } from '../files/project.ts';
import { type DcosPlace, type Opened, openStore } from '../stores/open.ts';
import { httpTransport } from '../stores/transport.ts';
import { accessTo } from './access.ts';
import { readPem } from './tls.ts';

export interface StoreWish {
	readonly cwd: string;
	/** Undefined: the store of the settings for all targets. */
	readonly target: string | undefined;
	readonly env: Environment;
}

/** Opens the secret store of a project's target; undefined where its settings name none. Asks nobody. */
export async function openTargetStore(
	{ settings }: Pick<Project, 'settings'>,
	{ cwd, target: name, env }: StoreWish,
): Promise<Opened | undefined> {
	const target = settings.targets.get(name ?? '');
	const { store, dialect } = secretsOfTarget(settings, target);
	if (store === undefined) return undefined;
	const own = ownPlace(store);
	const pem = readPem(cwd, own.tls, env);
	if (!pem.ok) return pem;
	let dcos: DcosPlace | undefined;
	if (stringIn(valueIn(store.node, 'kind')) === 'dcos') {
		const access = own.url !== undefined || target?.url === undefined ? own : target;
		const whose = access === own ? 'the secret store' : `the target '${name}'`;
		const made = access.url === undefined ? undefined : accessTo(whose, access, { cwd, env });
		if (made?.ok === false) return made;
		dcos = made?.access;
	}
	const file = (path: string) => {
		const absolute = absolutePath(store.base, path);
		return { path: absolute, shown: displayPath(cwd, absolute) };
	};
	return openStore(store.node, {
		env,
		dialect: dialect ?? DEFAULT_TARGET.dialect,
		file,
		transport: httpTransport({ env, tls: pem.tls }),
		dcos,
	});
}

/** What a store's own settings say of its server. */
function ownPlace({ node, base }: SettingsStore): Pick<TargetSettings, 'url' | 'auth' | 'tls'> {
	const tls = tlsOf(valueIn(node, 'tls'));
	const based = (path: string | undefined): BasedPath | undefined =>
		path === undefined ? undefined : { path, base };
	return {
		url: stringIn(valueIn(node, 'url')),
		auth: authOf(valueIn(node, 'auth')),
		tls: tls && { ca: based(tls.ca), cert: based(tls.cert), key: based(tls.key) },
	};
}
