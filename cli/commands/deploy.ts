import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitOf } from '../../deploy/apply-result.ts';
import { applyText } from '../../deploy/apply-text.ts';
import { readPlanFile } from '../../deploy/plan-file.ts';
import { planText } from '../../deploy/plan-text.ts';
import type { Plan, PlanResult } from '../../deploy/planned.ts';
import { exitOfRefusals } from '../../deploy/refusal.ts';
import type { Connection } from '../../targets/connection.ts';
import { carryOut, planAgain } from '../../targets/deploying.ts';
import { interruptible } from '../../targets/interrupt.ts';
import { type PlanWish, prepare } from '../../targets/planning.ts';
import { type ClusterOptions, planWish, tellAll, tellStopped, textOptions } from '../cluster.ts';
import { Exit, type Io, UsageError } from '../io.ts';

declare const TOOL_VERSION: string;

export interface DeployCommand extends ClusterOptions {
	readonly yes?: boolean;
	readonly json?: boolean;
	/** Runs of a job that goes are stopped. */
	readonly stopRuns?: boolean;
}

/** `deploy`: makes the cluster equal to the files, or does exactly what a plan file says. */
export async function deploy(args: readonly string[], options: DeployCommand, io: Io): Promise<number> {
	const { plan: file, paths } = splitPlan(args, io);
	const wish = planWish(paths, options, io);
	const prepared = await prepare(wish);
	if (prepared.kind === 'stopped') return tellStopped(prepared, io);
	tellAll(prepared.notices, io);
	const { connection } = prepared;
	try {
		const reviewed = file === undefined ? undefined : reviewedPlan(file, connection, wish);
		const planned = await planAgain(prepared, reviewed);
		if (planned.kind === 'stopped') return tellStopped(planned, io);
		const { result, conflicts } = planned;
		if (conflicts.length > 0) {
			tellAll([...conflicts.map(({ message }) => message), 'Nothing was written.'], io);
			return Exit.conflict;
		}
		return await confirmAndApply(
			result,
			{ connection, wish, isReviewed: reviewed !== undefined },
			options,
			io,
		);
	} finally {
		await connection.close();
	}
}

interface Work {
	readonly connection: Connection;
	readonly wish: PlanWish;
	/** Somebody has seen the plan and said yes to it. */
	readonly isReviewed: boolean;
}

/** Shows a plan, asks, keeps what it is going to change, and applies it. Gives the exit code. */
export async function confirmAndApply(
	result: PlanResult,
	{ connection, wish, isReviewed }: Work,
	options: DeployCommand,
	io: Io,
): Promise<number> {
	const { plan, refusals } = result;
	// With --json standard output is for a program.
	const shown = options.json === true ? io.err : io.out;
	if (!isReviewed || refusals.length > 0) shown.write(planText(plan, refusals, textOptions(io, shown)));
	if (refusals.length > 0) return exitOfRefusals(refusals);
	if (plan.operations.length > 0) {
		if (!isReviewed && options.yes !== true && !(await confirmed(plan, io))) {
			io.err.write('metronome-jobs: nothing was written.\n');
			return Exit.usage;
		}
	}
	const { applied } = await interruptible(signal =>
		carryOut(
			connection,
			result,
			{ ...wish, now: io.now() },
			{
				signal,
				stopRuns: options.stopRuns === true,
				onSaved: saved => {
					if (io.err.isTerminal)
						io.err.write(
							`What it was is kept in ${saved}; to go back: metronome-jobs rollback --target ${options.target}\n`,
						);
				},
				onEvent: event => {
					if (!io.err.isTerminal || event.kind !== 'done') return;
					io.err.write(`  ${event.done}/${event.total} ${event.result.operation} ${event.result.job}\n`);
				},
			},
		),
	);
	if (options.json === true) io.out.write(`${JSON.stringify(applied, null, '\t')}\n`);
	else if (isReviewed || plan.operations.length > 0) io.out.write(applyText(applied, textOptions(io)));
	return exitOf(applied);
}

async function confirmed({ cluster, operations }: Plan, io: Io): Promise<boolean> {
	if (io.ask === undefined) {
		throw new UsageError(
			'Nobody is there to confirm. Review a plan file (plan -o FILE, then deploy FILE), or say --yes.',
		);
	}
	const what = operations.length === 1 ? 'this change' : `these ${operations.length} changes`;
	const answer = await io.ask(`Write ${what} to ${cluster.address}? Only "yes" does: `);
	return answer.trim() === 'yes';
}

interface PlanAndPaths {
	/** The text of a plan file. */
	readonly plan: string | undefined;
	readonly paths: readonly string[];
}

/** The first argument may be a plan file; it is one by what it holds, not by its name. */
function splitPlan(args: readonly string[], io: Io): PlanAndPaths {
	const [first, ...rest] = args;
	const text = first === undefined ? undefined : textIn(resolve(io.cwd, first));
	return text === undefined || !/"seal"\s*:/.test(text) || !/"operations"\s*:/.test(text)
		? { plan: undefined, paths: args }
		: { plan: text, paths: rest };
}

function textIn(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

function reviewedPlan(text: string, { client }: Connection, { digest }: PlanWish): Plan {
	const read = readPlanFile(text, { toolVersion: TOOL_VERSION, address: client.address, digest });
	if (read.kind === 'refused') throw new UsageError(read.message);
	return read.plan;
}
