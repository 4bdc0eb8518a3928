import type { RunContext } from './event.ts';

/** Which run wrote a text: two of one pull request may be at it at the same time, and end in any order. */
export type RunOrder = Pick<RunContext, 'sha' | 'runId' | 'attempt'>;

/** A line that is not seen. It stands below the marker, or below the approval where there is one. */
export function orderLine({ sha, runId, attempt }: RunOrder): string {
	return `<!-- metronome-jobs:of ${/^[0-9a-f]+$/.test(sha) ? sha : '-'} ${runId} ${attempt} -->`;
}

/** Reads it from a text of ours; undefined: there is none, as earlier versions wrote none. */
export function orderIn(body: string): RunOrder | undefined {
	for (const line of body.split(/\r?\n/, LAST_LINE)) {
		const [, sha, runId, attempt] =
			/^<!-- metronome-jobs:of ([0-9a-f]+|-) (\d{1,15}) (\d{1,15}) -->$/.exec(line) ?? [];
		if (sha !== undefined) return { sha, runId: Number(runId), attempt: Number(attempt) };
	}
	return undefined;
}

/** Further down is what a report quotes. */
const LAST_LINE = 3;

/**
 * Whether a text of ours was written for a later state than that of this run, which then has no business with it. Of one
 * and the same commit the last word counts, whichever run has it: it has seen the cluster last.
 */
export function isOfLaterRun(body: string, own: RunOrder): boolean {
	const there = orderIn(body);
	return there !== undefined && there.sha !== own.sha && there.runId > own.runId;
}
