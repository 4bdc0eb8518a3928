import type { StatusAnswer } from '../messages.ts';
import type { Project } from '../project.ts';
import { configUri } from './suppress.ts';

/** What the files of a project are judged for, and what its secret store can tell. `largeAbove`: see `StatusAnswer`. */
export function statusOf(project: Project, largeAbove: number | null): StatusAnswer {
	const { target, inventory, settings, store } = project;
	// Whoever can tell of one source can tell of all; the store of a vault may leave out fields only.
	const probe = inventory?.sources.size === 0 ? inventory.stateOf('') : undefined;
	const inventoryProblem = probe?.state === 'cannot-tell' ? probe.why : null;
	return {
		metronome: target.version.text,
		store: target.storeName ?? null,
		storeProblem: store?.problem ?? inventoryProblem,
		sources: store?.existing ?? inventory?.sources.size ?? 0,
		largeAbove,
		config: configUri(project) ?? null,
		targets: [...settings.targets.keys()],
	};
}
