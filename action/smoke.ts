import type { Client } from '../deploy/client.ts';
import { exitOfRun, type RunResult, runJob } from '../deploy/run-job.ts';
import { interruptible } from '../targets/interrupt.ts';
import type { Inputs } from './inputs.ts';
import { tell } from './outcome.ts';

const POLL_MS = 1000;

/**
 * Starts the jobs of the input `run`, one after the other, and waits for each. The first that does not succeed is the
 * last: what comes after it is not started. One that takes too long is stopped.
 */
export async function runJobs(client: Client, { run, runTimeout }: Inputs): Promise<readonly RunResult[]> {
	const results: RunResult[] = [];
	for (const job of run) {
		const result = await interruptible(signal =>
			runJob(client, job, {
				wait: true,
				timeoutMs: runTimeout,
				stopAtTimeout: true,
				pollMs: POLL_MS,
				signal,
			}),
		);
		results.push(result);
		tell([result.message]);
		if (exitOfRun(result) !== 0) break;
	}
	return results;
}

/** The output `run-ids`. */
export function runIds(results: readonly RunResult[]): string {
	return results.flatMap(({ job, runId }) => (runId === null ? [] : [`${job} ${runId}`])).join('\n');
}
