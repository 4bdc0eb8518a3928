import type { Severity } from '../finding.ts';
import type { ObjectNode } from '../json.ts';
import type { SourceDialect } from '../target.ts';
import type { Span } from '../text.ts';
import type { Version } from '../version.ts';

/** What a rule is set to. */
export type Level = Severity | 'off';
export type RuleLevels = ReadonlyMap<string, Level>;

/** A place in a settings file. */
export interface ConfigPlace extends Span {
	readonly pointer: string;
}

/** A string of the settings and where it stands. */
export interface ConfigText extends ConfigPlace {
	readonly value: string;
}

/** One settings file, by itself. Whatever is wrong in it is left out here and stands among the problems. */
export interface Config {
	readonly extends: readonly ConfigText[];
	/** Undefined: the file says nothing of it. */
	readonly jobs: readonly string[] | undefined;
	readonly exclude: readonly string[] | undefined;
	readonly version: VersionChoice | undefined;
	readonly rules: RuleLevels;
	readonly overrides: readonly ConfigOverride[];
	readonly ignoreChanges: readonly ConfigIgnoredChange[];
	readonly suppressions: readonly ConfigSuppression[];
	readonly secrets: SecretsConfig;
	readonly knownJobs: readonly string[];
	readonly targets: ReadonlyMap<string, TargetConfig>;
}

/** A Metronome version, and the DC/OS release that stands for it where one was named. */
export interface VersionChoice {
	readonly version: Version;
	readonly dcos: string | undefined;
}

export interface ConfigOverride {
	readonly files: readonly string[];
	readonly rules: RuleLevels;
}

export interface ConfigIgnoredChange {
	/** Undefined: every file. */
	readonly files: readonly string[] | undefined;
	readonly job: string | undefined;
	/** Into the job. */
	readonly pointers: readonly string[];
}

export interface ConfigSuppression {
	readonly rule: string;
	readonly file: string;
	readonly pointer: string | undefined;
	readonly job: string | undefined;
	readonly reason: string;
	/** `YYYY-MM-DD`, the last day on which it counts. */
	readonly until: string | undefined;
	readonly at: ConfigPlace;
}

export interface SecretsConfig {
	readonly dialect: SourceDialect | undefined;
	/** Path of the inventory, relative to the settings file. */
	readonly inventory: ConfigText | undefined;
	readonly plugin: 'present' | 'absent' | undefined;
	readonly store: ConfigStore | undefined;
}

/** A secret store, in the shape of `definition/config-store.ts`; whoever opens it reads the rest. */
export interface ConfigStore extends ConfigPlace {
	readonly node: ObjectNode;
}

export interface TargetConfig {
	readonly version: VersionChoice | undefined;
	readonly url: string | undefined;
	readonly auth: TargetAuth | undefined;
	readonly tls: TargetTls | undefined;
	readonly secrets: SecretsConfig;
	readonly variables: ReadonlyMap<string, TargetVariable>;
	readonly patches: readonly ConfigPatch[];
}

/** Names of environment variables, never their values. */
export type TargetAuth =
	| { readonly kind: 'token'; readonly tokenEnv: string }
	| { readonly kind: 'password'; readonly usernameEnv: string; readonly passwordEnv: string }
	| { readonly kind: 'service-account'; readonly serviceAccountEnv: string };

/** Paths of PEM files, relative to the settings file. */
export interface TargetTls {
	readonly ca: string | undefined;
	readonly cert: string | undefined;
	readonly key: string | undefined;
}

export interface TargetVariable {
	readonly value: string | undefined;
	readonly env: string | undefined;
	readonly required: boolean;
	/** Undefined: any value. */
	readonly allowed: readonly string[] | undefined;
	readonly description: string | undefined;
}

export interface ConfigPatch {
	readonly files: readonly string[];
	/** Undefined: every job in the files. */
	readonly job: string | undefined;
	/** A JSON merge patch, in the tree of the settings file. */
	readonly patch: ObjectNode;
	/** The text of that file. */
	readonly text: string;
}
