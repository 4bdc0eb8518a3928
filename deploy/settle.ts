import type { Applying } from './apply-job.ts';
import type { JobResult } from './apply-result.ts';
import { isSameJob } from './canonical.ts';
import { readJob } from './live.ts';
import type { Write } from './requests.ts';
import { Slots } from './slots.ts';

/** Jobs that are read at the same time. */
const AT_ONCE = 8;

/**
 * Reads changed jobs once more. The server knows no condition for a write, so two deploys may both have read a job
 * before either wrote: the first then reads back what it wrote, and only afterwards the second overwrites it. Whoever
 * took longer between reading and writing than this waits says so itself (`apply-job.ts`); all others have written by
 * now, so that of two such deploys the first always learns that its change is lost. A job that was made needs none of
 * this: a second POST is refused.
 */
export async function settled(
	results: readonly JobResult[],
	writes: ReadonlyMap<string, Write>,
	{ api, clock, settleMs, interrupted }: Applying,
): Promise<readonly JobResult[]> {
	const changed = results.filter(({ outcome, operation }) => outcome === 'applied' && operation === 'update');
	if (changed.length === 0) return results;
	if (!interrupted()) await clock.wait(settleMs);
	const slots = new Slots(AT_ONCE);
	const again = await Promise.all(
		changed.map(async result => {
			const write = writes.get(result.job);
			const found = await slots.use(() => readJob(api, result.job));
			if (write === undefined || write.kind === 'delete') return result;
			if (found.state === 'unreadable') return { ...result, reason: result.reason ?? uncheckedText(result) };
			const live = found.state === 'present' ? found.job : undefined;
			return isSameJob(live, write.desired) ? result : lost(result, live === undefined);
		}),
	);
	const byJob = new Map(again.map(result => [result.job, result]));
	return results.map(result => byJob.get(result.job) ?? result);
}

function lost(result: JobResult, isGone: boolean): JobResult {
	const what = isGone ? 'deleted' : 'changed';
	const reason = `${result.job} was written and read back, and right after that somebody else ${what} it: this change may be lost. Plan again to see what is left.`;
	return { ...result, outcome: 'lost-update', reason };
}

function uncheckedText({ job }: JobResult): string {
	return `${job} was written and read back, but could not be read again a little later, to see whether somebody else overwrote it.`;
}
