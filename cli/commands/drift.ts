import { driftOf, driftText, exitOfDrift } from '../../deploy/drift.ts';
import { liveOf, prepare } from '../../targets/planning.ts';
import { type ClusterOptions, planWish, tellAll, tellStopped, textOptions } from '../cluster.ts';
import type { Io } from '../io.ts';

export interface DriftCommand extends ClusterOptions {
	readonly json?: boolean;
}

/** `drift`: what somebody changed at the cluster that the files do not say. */
export async function drift(paths: readonly string[], options: DriftCommand, io: Io): Promise<number> {
	const prepared = await prepare(planWish(paths, options, io));
	if (prepared.kind === 'stopped') return tellStopped(prepared, io);
	tellAll(prepared.notices, io);
	try {
		const live = await liveOf(prepared.connection, prepared.desired);
		if (live.kind === 'stopped') return tellStopped(live, io);
		const report = driftOf(prepared.desired.jobs, live.state, prepared.options);
		io.out.write(
			options.json === true ? `${JSON.stringify(report, null, '\t')}\n` : driftText(report, textOptions(io)),
		);
		return exitOfDrift(report);
	} finally {
		await prepared.connection.close();
	}
}
