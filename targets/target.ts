import type { TargetSettings } from '../core/settings.ts';
import type { Environment } from '../core/settings-target.ts';
import type { LoadedConfig } from '../files/config.ts';
import { ConfigStore } from '../files/config-store.ts';
import { absolutePath } from '../files/paths.ts';
import { EMULATOR_TARGET, missingTarget } from '../files/project-target.ts';

/** Which cluster someone means. */
export interface TargetWish {
	readonly cwd: string;
	/** Undefined: the nearest config upwards from `cwd`. */
	readonly config?: string | undefined;
	/** Undefined: none was named. */
	readonly target: string | undefined;
	/** Credentials, variables and proxies come from here. */
	readonly env: Environment;
}

/** A target of the settings. */
export interface NamedTarget {
	readonly name: string;
	/** Undefined: only for the emulator, which needs no settings. */
	readonly settings: TargetSettings | undefined;
	readonly config: LoadedConfig | undefined;
}

export type TargetResult =
	| { readonly ok: true; readonly target: NamedTarget }
	| { readonly ok: false; readonly problems: readonly string[] };

/** Looks a target up in the config that counts in a folder. */
export function namedTarget({ cwd, config: named, target: name }: TargetWish): TargetResult {
	if (name === undefined) {
		const message = `Name the cluster with --target: a target of the config, or '${EMULATOR_TARGET}' for the one on this machine.`;
		return { ok: false, problems: [message] };
	}
	const store = new ConfigStore(absolutePath(cwd, '.'), named);
	const config = store.of(absolutePath(cwd, '.'));
	if (store.troubles.length > 0) return { ok: false, problems: store.troubles.map(({ message }) => message) };
	const settings = config?.settings.targets.get(name);
	if (settings === undefined && name !== EMULATOR_TARGET) {
		return { ok: false, problems: [missingTarget(name, config).message] };
	}
	return { ok: true, target: { name, settings, config } };
}
