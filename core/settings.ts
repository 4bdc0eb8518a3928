import type {
	Config,
	ConfigPatch,
	ConfigPlace,
	ConfigStore,
	ConfigSuppression,
	RuleLevels,
	SecretsConfig,
	TargetAuth,
	TargetConfig,
	TargetVariable,
	VersionChoice,
} from './config/config-file.ts';
import type { GlobScope } from './glob.ts';
import type { SourceDialect } from './target.ts';

/** One settings file, and where it is. */
export interface ConfigLayer {
	readonly config: Config;
	/** As findings name the file. */
	readonly file: string;
	/** Its folder, as {@link GlobScope} names folders. */
	readonly base: string;
}

/** What a project wants: its settings file with everything that it extends. */
export interface Settings {
	/** Undefined: no file says which files are job files. */
	readonly jobs: GlobScope | undefined;
	readonly exclude: GlobScope | undefined;
	readonly version: VersionChoice | undefined;
	readonly rules: RuleLevels;
	/** The last one that matches counts. */
	readonly overrides: readonly { readonly files: GlobScope; readonly rules: RuleLevels }[];
	readonly ignoreChanges: readonly IgnoredChange[];
	readonly suppressions: readonly SettingsSuppression[];
	readonly secrets: SecretsSettings;
	readonly knownJobs: readonly string[];
	readonly targets: ReadonlyMap<string, TargetSettings>;
}

export interface IgnoredChange {
	/** Undefined: every file. */
	readonly files: GlobScope | undefined;
	readonly job: string | undefined;
	readonly pointers: readonly string[];
}

export interface SettingsSuppression extends Omit<ConfigSuppression, 'file' | 'at'> {
	readonly files: GlobScope;
	/** Where it stands. */
	readonly at: FilePlace;
	/** From a config that this project's own one extends: others may use it, so it is never called unused. */
	readonly inherited: boolean;
}

export interface FilePlace extends ConfigPlace {
	readonly file: string;
}

/** A path and the folder it is relative to. */
export interface BasedPath {
	readonly path: string;
	readonly base: string;
}

export interface SecretsSettings {
	readonly dialect: SourceDialect | undefined;
	readonly inventory: (BasedPath & { readonly at: FilePlace }) | undefined;
	readonly plugin: 'present' | 'absent' | undefined;
	readonly store: SettingsStore | undefined;
}

/** A secret store, and where it is set; paths in it are relative to `base`. */
export interface SettingsStore extends Pick<ConfigStore, 'node'> {
	readonly base: string;
	readonly at: FilePlace;
}

/** A patch, and the settings file that has it, as findings name it. */
export interface SettingsPatch extends Omit<ConfigPatch, 'files'> {
	readonly files: GlobScope;
	readonly file: string;
}

export interface TargetSettings {
	readonly version: VersionChoice | undefined;
	readonly url: string | undefined;
	readonly auth: TargetAuth | undefined;
	readonly tls: TlsSettings | undefined;
	readonly secrets: SecretsSettings;
	readonly variables: ReadonlyMap<string, TargetVariable>;
	/** Applied in their order. */
	readonly patches: readonly SettingsPatch[];
}

export interface TlsSettings {
	readonly ca: BasedPath | undefined;
	readonly cert: BasedPath | undefined;
	readonly key: BasedPath | undefined;
}

const NO_SECRETS: SecretsSettings = {
	dialect: undefined,
	inventory: undefined,
	plugin: undefined,
	store: undefined,
};

/** Without any settings file. */
export const NO_SETTINGS: Settings = {
	jobs: undefined,
	exclude: undefined,
	version: undefined,
	rules: new Map(),
	overrides: [],
	ignoreChanges: [],
	suppressions: [],
	secrets: NO_SECRETS,
	knownJobs: [],
	targets: new Map(),
};

/**
 * Lays settings files over one another, the project's own last. A later `jobs`, `exclude`, version or part of
 * `secrets` replaces the earlier one; rules and targets are merged by name; lists are joined. Patterns and paths
 * stay relative to the file they stand in.
 */
export function mergeSettings(layers: readonly ConfigLayer[]): Settings {
	const own = layers.at(-1);
	return layers.reduce((settings, layer) => withLayer(settings, layer, layer !== own), NO_SETTINGS);
}

function withLayer(settings: Settings, layer: ConfigLayer, inherited: boolean): Settings {
	const { config, base, file } = layer;
	const scope = (patterns: readonly string[]): GlobScope => ({ base, patterns });
	const scopeOr = (patterns: readonly string[] | undefined, other: GlobScope | undefined) =>
		patterns === undefined ? other : scope(patterns);
	return {
		jobs: scopeOr(config.jobs, settings.jobs),
		exclude: scopeOr(config.exclude, settings.exclude),
		version: config.version ?? settings.version,
		rules: new Map([...settings.rules, ...config.rules]),
		overrides: [
			...settings.overrides,
			...config.overrides.map(({ files, rules }) => ({ files: scope(files), rules })),
		],
		ignoreChanges: [
			...settings.ignoreChanges,
			...config.ignoreChanges.map(change => ({ ...change, files: scopeOr(change.files, undefined) })),
		],
		suppressions: [
			...settings.suppressions,
			...config.suppressions.map(({ file: pattern, at, ...rest }) => ({
				...rest,
				files: scope([pattern]),
				at: { ...at, file },
				inherited,
			})),
		],
		secrets: withSecrets(settings.secrets, config.secrets, layer),
		knownJobs: [...settings.knownJobs, ...config.knownJobs],
		targets: withTargets(settings.targets, layer),
	};
}

function withTargets(
	earlier: ReadonlyMap<string, TargetSettings>,
	layer: ConfigLayer,
): ReadonlyMap<string, TargetSettings> {
	const targets = new Map(earlier);
	for (const [name, target] of layer.config.targets) {
		targets.set(name, withTarget(earlier.get(name), target, layer));
	}
	return targets;
}

function withTarget(
	earlier: TargetSettings | undefined,
	target: TargetConfig,
	layer: ConfigLayer,
): TargetSettings {
	const { base } = layer;
	const based = (path: string | undefined): BasedPath | undefined =>
		path === undefined ? undefined : { path, base };
	const { tls } = target;
	return {
		version: target.version ?? earlier?.version,
		url: target.url ?? earlier?.url,
		auth: target.auth ?? earlier?.auth,
		tls: tls === undefined ? earlier?.tls : { ca: based(tls.ca), cert: based(tls.cert), key: based(tls.key) },
		secrets: withSecrets(earlier?.secrets ?? NO_SECRETS, target.secrets, layer),
		variables: new Map([...(earlier?.variables ?? []), ...target.variables]),
		patches: [
			...(earlier?.patches ?? []),
			...target.patches.map(patch => ({
				...patch,
				files: { base, patterns: patch.files },
				file: layer.file,
			})),
		],
	};
}

function withSecrets(earlier: SecretsSettings, secrets: SecretsConfig, layer: ConfigLayer): SecretsSettings {
	const { inventory, store } = secrets;
	return {
		dialect: secrets.dialect ?? earlier.dialect,
		plugin: secrets.plugin ?? earlier.plugin,
		inventory:
			inventory === undefined
				? earlier.inventory
				: { path: inventory.value, base: layer.base, at: { ...inventory, file: layer.file } },
		store: store === undefined ? earlier.store : storeIn(store, layer),
	};
}

function storeIn({ node, start, end, pointer }: ConfigStore, { base, file }: ConfigLayer): SettingsStore {
	return { node, base, at: { file, start, end, pointer } };
}

/** The secret settings of a target: its own, part by part, over those of the project. */
export function secretsOfTarget(settings: Settings, target: TargetSettings | undefined): SecretsSettings {
	if (target === undefined) return settings.secrets;
	return {
		dialect: target.secrets.dialect ?? settings.secrets.dialect,
		inventory: target.secrets.inventory ?? settings.secrets.inventory,
		plugin: target.secrets.plugin ?? settings.secrets.plugin,
		store: target.secrets.store ?? settings.secrets.store,
	};
}
