import type { VersionChoice } from '../core/config/config-file.ts';
import { listed } from '../core/quote.ts';
import { type Settings, secretsOfTarget } from '../core/settings.ts';
import { type ChosenTarget, chooseTarget } from '../core/settings-target.ts';
import { closest } from '../core/spelling.ts';
import { withStore } from '../core/target.ts';
import { metronomeOfDcos, parseVersion } from '../core/version.ts';
import { type LoadedConfig, type LoadedInventory, loadInventory } from './config.ts';
import type { CheckRequest, Trouble } from './result.ts';

export interface ProjectTarget extends ChosenTarget {
	readonly inventory: LoadedInventory;
	readonly troubles: readonly Trouble[];
}

/** What the files of one config are judged for. */
export function projectTarget(
	request: CheckRequest,
	config: LoadedConfig | undefined,
	settings: Settings,
	version: VersionChoice | undefined,
): ProjectTarget {
	const target = request.target === undefined ? undefined : settings.targets.get(request.target);
	const inventory = loadInventory(request.cwd, secretsOfTarget(settings, target));
	const { env } = request;
	const chosen = chooseTarget(settings, { target, version, inventory: inventory.inventory, env });
	const asked = request.stores?.get(config?.path ?? '');
	const path = config?.shown ?? null;
	const troubles = chosen.variableProblems.map(
		(message): Trouble => ({ kind: 'usage', path, message: `Target '${request.target}': ${message}` }),
	);
	const { target: name } = request;
	if (name !== undefined && target === undefined && name !== EMULATOR_TARGET) {
		troubles.push(missingTarget(name, config));
	}
	return {
		...chosen,
		target: asked === undefined ? chosen.target : withStore(chosen.target, asked),
		inventory,
		troubles,
	};
}

/** The target that is there without any settings: an emulator on this machine. */
export const EMULATOR_TARGET = 'emulator';

/** What is told where a config has no such target. */
export function missingTarget(name: string, config: LoadedConfig | undefined): Trouble {
	const path = config?.shown ?? null;
	if (config === undefined) {
		const message = `There is no target '${name}': no metronome-jobs.json was found that could have one.`;
		return { kind: 'usage', path, message };
	}
	const names = [...config.settings.targets.keys()];
	const near = closest(name, names);
	const hint =
		near !== undefined
			? `Did you mean '${near}'?`
			: names.length === 0
				? 'It has none.'
				: `It has ${listed(names)}.`;
	return { kind: 'usage', path, message: `${config.shown} has no target '${name}'. ${hint}` };
}

/** The version that the request names; undefined where it names none, or none that there is. */
export function requestedVersion(
	request: CheckRequest,
	trouble: (message: string) => void,
): VersionChoice | undefined {
	const { metronome, dcos } = request;
	if (metronome !== undefined && dcos !== undefined) {
		trouble('A Metronome version and a DC/OS release were both given: one of them is enough.');
	}
	if (metronome !== undefined) {
		const version = parseVersion(metronome);
		if (version !== undefined) return { version, dcos: undefined };
		trouble(`'${metronome}' is no Metronome version; one looks like 0.6.70.`);
	} else if (dcos !== undefined) {
		const version = metronomeOfDcos(dcos);
		if (version !== undefined) return { version, dcos };
		trouble(`'${dcos}' is no DC/OS release known here; one looks like 2.2 or 2.0.3.`);
	}
	return undefined;
}
