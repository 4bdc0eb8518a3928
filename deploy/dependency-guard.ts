import type { StoredJob } from '../core/stored.ts';
import type { Api } from './api.ts';
import { type LiveJob, readJob } from './live.ts';

type Unreadable = Extract<LiveJob, { readonly state: 'unreadable' }>;

export type Hazard =
	| { readonly kind: 'none' }
	| { readonly kind: 'hazard'; readonly message: string }
	| { readonly kind: 'unreadable'; readonly found: Unreadable };

/**
 * Looks, just before a job is changed, whether its new dependencies are still there and do not lead back to it: a
 * change that is refused for them locks the job until the server restarts (facts: server-behaviour row 33). Those that
 * it has already are the server's own care.
 */
export async function dependencyHazard(api: Api, desired: StoredJob, live: StoredJob): Promise<Hazard> {
	const { id } = desired;
	const added = desired.dependencies.filter(dependency => !live.dependencies.includes(dependency));
	const seen = new Set<string>();
	const open = [...added];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		if (seen.has(next)) continue;
		seen.add(next);
		const found = await readJob(api, next);
		if (found.state === 'unreadable') return { kind: 'unreadable', found };
		if (found.state === 'not-seen') {
			if (!added.includes(next)) continue;
			const message = `${id} was not changed: ${next}, which it shall depend on, is not at the cluster any more, and Metronome would lock ${id} until it restarts. Plan again.`;
			return { kind: 'hazard', message };
		}
		if (found.job.dependencies.includes(id)) {
			const message = `${id} was not changed: ${next} depends on it since the plan was made, so the jobs would wait for each other, and Metronome would lock ${id} until it restarts. Plan again.`;
			return { kind: 'hazard', message };
		}
		open.push(...found.job.dependencies);
	}
	return { kind: 'none' };
}
