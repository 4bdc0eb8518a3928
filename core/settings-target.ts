import type { VersionChoice } from './config/config-file.ts';
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
}

export interface ChosenTarget {
	readonly target: Target;
	/** `Metronome 0.6.68 (DC/OS 2.2.0)`. */
	readonly judgedFor: string;
}

/** The target that job definitions are judged for. */
export function chooseTarget(settings: Settings, wish: TargetWish): ChosenTarget {
	const choice = wish.version ?? wish.target?.version ?? settings.version;
	const secrets = secretsOfTarget(settings, wish.target);
	const { inventory } = wish;
	const target: Target = {
		version: choice?.version ?? DEFAULT_VERSION,
		dialect: secrets.dialect ?? DEFAULT_TARGET.dialect,
		secretsPlugin: secrets.plugin ?? 'unknown',
		sourceState: inventory?.stateOf,
		storeName: inventory?.name,
		variables: variableValues(wish.target),
		knownJobs: new Set(settings.knownJobs),
	};
	return { target, judgedFor: versionText(target.version.text, choice?.dcos) };
}

/** A variable from the environment has no value before a deploy: its `value` is only what it falls back to. */
function variableValues(target: TargetSettings | undefined): Map<string, string | undefined> {
	const values = new Map<string, string | undefined>();
	for (const [name, variable] of target?.variables ?? []) {
		values.set(name, variable.env === undefined ? variable.value : undefined);
	}
	return values;
}

function versionText(metronome: string, dcos: string | undefined): string {
	const release = dcos ?? DCOS_RELEASES.findLast(row => row.metronome.text === metronome)?.dcos;
	return `Metronome ${metronome}${release === undefined ? '' : ` (DC/OS ${release})`}`;
}
