import { DEFAULT_VERSION } from '../core/version.ts';
import { readLive } from '../deploy/live.ts';
import type { PlanResult } from '../deploy/planned.ts';
import { planRollback } from '../deploy/rollback.ts';
import type { SavedState } from '../deploy/saved.ts';
import type { Connection } from './connection.ts';
import { DEFAULT_MAX_DELETES, type PlanWish, type Stopped, stopped } from './planning.ts';

/** Reads the jobs of a saved state as they are now, and plans the way back. `now`: ms since 1970. */
export async function planBack(
	{ client }: Pick<Connection, 'client'>,
	saved: SavedState,
	wish: Pick<PlanWish, 'toolVersion' | 'digest' | 'adopt' | 'maxDeletes' | 'only'> & { readonly now: number },
): Promise<{ readonly kind: 'planned'; readonly result: PlanResult } | Stopped> {
	const live = await readLive(
		client,
		saved.jobs.map(({ id }) => id),
	);
	if (live.kind === 'failed') return stopped(3, [live.message]);
	const result = planRollback(saved, live.live, {
		toolVersion: wish.toolVersion,
		version: DEFAULT_VERSION,
		owner: saved.owner,
		adopt: wish.adopt === true,
		prune: true,
		maxDeletes: wish.maxDeletes ?? Math.max(DEFAULT_MAX_DELETES, saved.jobs.length),
		only: wish.only === undefined ? undefined : new Set(wish.only),
		complete: true,
		now: wish.now,
		digest: wish.digest,
		sourceState: undefined,
	});
	return { kind: 'planned', result };
}
