import type { TargetVariable, VersionChoice } from './config/config-file.ts';
import { listed } from './quote.ts';
import type { Inventory } from './secrets/inventory.ts';
import { type Settings, secretsOfTarget, type TargetSettings } from './settings.ts';
import { DEFAULT_TARGET, type Target } from './target.ts';
import { DCOS_RELEASES, DEFAULT_VERSION } from './version.ts';

/** What the caller chose over the settings. */
export interface TargetWish {
	/** One of the settings' targets; undefined: what the settings say for all. */
	readonly target: TargetSettings | undefined;
	/** Wins over the version of target and settings. */
	readonly version: VersionChoice | undefined;
	/** The inventory that the secret settings name, once it has been read. */
	readonly inventory: Inventory | undefined;
	/** See {@link variableValues}. */
	readonly env?: Environment | undefined;
}

/** Environment variables, read at the edge. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ChosenTarget {
	readonly target: Target;
	/** `Metronome 0.6.68 (DC/OS 2.2.0)`. */
	readonly judgedFor: string;
	/** Variables that lack a value they need, or have one they must not have. */
	readonly variableProblems: readonly string[];
}

/** The target that job definitions are judged for. */
export function chooseTarget(settings: Settings, wish: TargetWish): ChosenTarget {
	const choice = wish.version ?? wish.target?.version ?? settings.version;
	const secrets = secretsOfTarget(settings, wish.target);
	const { inventory } = wish;
	const variables = variableValues(wish.target?.variables ?? new Map(), wish.env);
	const target: Target = {
		version: choice?.version ?? DEFAULT_VERSION,
		dialect: secrets.dialect ?? DEFAULT_TARGET.dialect,
		secretsPlugin: secrets.plugin ?? 'unknown',
		sourceState: inventory?.stateOf,
		storeName: inventory?.name,
		variables: variables.values,
		knownJobs: new Set(settings.knownJobs),
	};
	const judgedFor = versionText(target.version.text, choice?.dcos);
	return { target, judgedFor, variableProblems: variables.problems };
}

export interface VariableValues {
	/** Undefined: nobody knows it yet. */
	readonly values: ReadonlyMap<string, string | undefined>;
	/** Without any value of the environment. */
	readonly problems: readonly string[];
}

/**
 * The values of a target's variables. Without an environment one that comes from there has none: its `value` is only
 * what it falls back to. An environment variable that is empty counts as not set, as CI systems make them so.
 */
export function variableValues(
	variables: TargetSettings['variables'],
	env: Environment | undefined,
): VariableValues {
	const values = new Map<string, string | undefined>();
	const problems: string[] = [];
	for (const [name, variable] of variables) {
		const outside = variable.env === undefined ? undefined : env?.[variable.env] || undefined;
		const awaited = variable.env !== undefined && env === undefined;
		const value = awaited ? undefined : (outside ?? variable.value);
		values.set(name, value);
		if (env === undefined) continue;
		if (value === undefined && variable.required)
			problems.push(`The variable '${name}' ${lacksValue(variable)}.`);
		const allowed = value === undefined ? undefined : variable.allowed;
		if (value === undefined || allowed === undefined || allowed.includes(value)) continue;
		const where = outside === undefined ? '' : ` in ${variable.env}`;
		problems.push(
			`The variable '${name}' has a value${where} that is not allowed: it must be ${listed(allowed, 'or')}.`,
		);
	}
	return { values, problems };
}

/** Why a variable has no value, and what gives it one: completes `The variable 'x' …`. */
export function lacksValue({ env }: TargetVariable | { readonly env: undefined }): string {
	return env === undefined
		? "has no value: give it 'value' or 'env'"
		: `has no value: the environment variable ${env} is not set`;
}

function versionText(metronome: string, dcos: string | undefined): string {
	const release = dcos ?? DCOS_RELEASES.findLast(row => row.metronome.text === metronome)?.dcos;
	return `Metronome ${metronome}${release === undefined ? '' : ` (DC/OS ${release})`}`;
}
