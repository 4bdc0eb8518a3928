import { exitOf } from '../deploy/apply-result.ts';
import { applyText } from '../deploy/apply-text.ts';
import { readSavedState } from '../deploy/saved.ts';
import type { Connection } from '../targets/connection.ts';
import { carryOut } from '../targets/deploying.ts';
import { interruptible } from '../targets/interrupt.ts';
import { planBack } from '../targets/rolling-back.ts';
import type { ClusterStep } from './cluster-step.ts';
import { tell } from './outcome.ts';

export interface RolledBack {
	readonly ok: boolean;
	/** One or more sentences. */
	readonly message: string;
	/** As of the command `rollback`. */
	readonly exit: number;
	/** Jobs that are as they were, and that are not. */
	readonly done: number;
	readonly failed: number;
}

/** Puts back what a saved state says. `text`: of the saved state. */
export async function rollBack(step: ClusterStep, connection: Connection, text: string): Promise<RolledBack> {
	const { wish } = step;
	const failed = (exit: number, message: string): RolledBack => ({
		ok: false,
		exit,
		message,
		done: 0,
		failed: 0,
	});
	const read = readSavedState(text, { address: connection.client.address, digest: wish.digest });
	if (read.kind === 'refused') return failed(2, read.message);
	const planned = await planBack(connection, read.saved, { ...wish, now: Date.now() });
	if (planned.kind === 'stopped') return failed(planned.exit, planned.problems.join(' '));
	const { result } = planned;
	if (result.refusals.length > 0) {
		return failed(4, `Nothing was put back: ${result.refusals.map(({ message }) => message).join(' ')}`);
	}
	const { applied } = await interruptible(signal =>
		carryOut(connection, result, { ...wish, now: Date.now() }, { signal }),
	);
	tell([applyText(applied, { color: false })]);
	const exit = exitOf(applied);
	const bad = applied.jobs.filter(({ outcome }) => outcome !== 'applied' && outcome !== 'already').length;
	const done = applied.jobs.length - bad;
	const message =
		exit === 0
			? `What the deploy changed was put back (${done} ${done === 1 ? 'job' : 'jobs'}).`
			: `${bad} of ${applied.jobs.length} jobs could not be put back; the log says why.`;
	return { ok: exit === 0, exit, message, done, failed: bad };
}
