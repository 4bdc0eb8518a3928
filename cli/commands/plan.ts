import { resolve } from 'node:path';
import { planFileText } from '../../deploy/plan-file.ts';
import { planText } from '../../deploy/plan-text.ts';
import { exitOfRefusals } from '../../deploy/refusal.ts';
import { failureOf } from '../../files/read.ts';
import { PLAIN, writeTextFile } from '../../files/write.ts';
import { plan as planFor, prepare } from '../../targets/planning.ts';
import { type ClusterOptions, planWish, tellAll, tellStopped, textOptions } from '../cluster.ts';
import { Exit, type Io } from '../io.ts';

export interface PlanCommand extends ClusterOptions {
	/** A file. */
	readonly output?: string;
	readonly json?: boolean;
	readonly detailedExitcode?: boolean;
}

/** `plan`: shows what a deploy would do, and does nothing. */
export async function plan(paths: readonly string[], options: PlanCommand, io: Io): Promise<number> {
	const wish = planWish(paths, options, io);
	const prepared = await prepare(wish);
	if (prepared.kind === 'stopped') return tellStopped(prepared, io);
	tellAll(prepared.notices, io);
	try {
		const planned = await planFor(prepared);
		if (planned.kind === 'stopped') return tellStopped(planned, io);
		const { result } = planned;
		const text = planFileText(result.plan, wish.digest);
		const { refusals } = result;
		io.out.write(
			options.json === true
				? `${JSON.stringify({ plan: result.plan, refusals }, null, '\t')}\n`
				: planText(result.plan, refusals, textOptions(io)),
		);
		if (refusals.length > 0) return exitOfRefusals(refusals);
		if (options.output !== undefined && !written(options.output, text, options.target, io)) return Exit.io;
		const hasChanges = result.plan.operations.length > 0;
		return options.detailedExitcode === true && hasChanges ? Exit.changes : Exit.fine;
	} finally {
		await prepared.connection.close();
	}
}

function written(file: string, text: string, target: string | undefined, io: Io): boolean {
	try {
		writeTextFile(resolve(io.cwd, file), text, PLAIN);
		const how = `metronome-jobs deploy ${file} --target ${target}`;
		io.err.write(`metronome-jobs: the plan is in ${file}; to do exactly that: ${how}\n`);
		return true;
	} catch (error) {
		io.err.write(`metronome-jobs: ${file} was not written: it ${failureOf(error, 'written').message}.\n`);
		return false;
	}
}
