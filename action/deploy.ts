import { setOutput } from '@actions/core';
import { exitOf, isDone } from '../deploy/apply-result.ts';
import { applyText } from '../deploy/apply-text.ts';
import { driftOf } from '../deploy/drift.ts';
import { planText } from '../deploy/plan-text.ts';
import { exitOfRefusals } from '../deploy/refusal.ts';
import { exitOfRun } from '../deploy/run-job.ts';
import { carryOut, type PlannedAgain, planAgain } from '../targets/deploying.ts';
import { interruptible } from '../targets/interrupt.ts';
import { liveOf, type Prepared, prepare } from '../targets/planning.ts';
import { type ClusterStep, clusterStep, isMerged, tellStopped } from './cluster-step.ts';
import { type DeployReport, deployMarkdown, deployOutcome, isGood } from './deploy-markdown.ts';
import { openDeployment } from './deployment.ts';
import { closeDrift, isDriftOpen } from './drift-issue.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize, tell } from './outcome.ts';
import { digestOf } from './plan.ts';
import { commentDeploy } from './plan-comment.ts';
import { refuse } from './refused-deploy.ts';
import { type Review, reviewedFile, reviewOf } from './reviewed.ts';
import { rollBack } from './roll-back.ts';
import { runIds, runJobs } from './smoke.ts';
import { writeStateFile } from './state-file.ts';

/** Mode `deploy`: does exactly what was reviewed, or nothing. */
export async function deploy(inputs: Inputs, context: RunContext): Promise<void> {
	if (!isMerged(context)) {
		failStep("Mode 'deploy' is not for pull requests: it deploys what was merged, on 'push'.", 2);
		return;
	}
	return clusterStep(inputs, context, deployStep);
}

async function deployStep(step: ClusterStep): Promise<void> {
	const prepared = await prepare(step.wish);
	if (prepared.kind === 'stopped') return tellStopped(prepared, step);
	tell(prepared.notices);
	try {
		await deployPrepared(step, prepared);
	} finally {
		await prepared.connection.close();
	}
}

async function deployPrepared(step: ClusterStep, prepared: Prepared): Promise<void> {
	const { address } = prepared.connection.client;
	setOutput('environment-url', address);
	const file = reviewedFile(step, address);
	if (file.kind === 'refused') return failStep(file.message, 2);
	const planned = await planAgain(prepared, file.plan);
	if (planned.kind === 'stopped') return tellStopped(planned, step);
	const { result, conflicts } = planned;
	const { plan, refusals } = result;
	setOutput('changes', plan.operations.length);
	setOutput('digest', digestOf(step, result) ?? '');
	tell([planText(plan, refusals, { color: false, width: 140, unicode: true })]);
	if (conflicts.length > 0) {
		const why = conflicts.slice(0, MAX_TOLD).map(({ message }) => message);
		return refuse(step, result, why.join(' '), 4);
	}
	if (refusals.length > 0) {
		const why = refusals.slice(0, MAX_TOLD).map(({ message }) => message);
		return refuse(step, result, why.join(' '), exitOfRefusals(refusals));
	}
	const review = await reviewFor(step, planned, file.plan !== undefined);
	if (review.kind === 'refused') return refuse(step, result, review.why, 4, review.pull);
	await deployReviewed(step, prepared, planned, review);
}

/** More than that is read in the summary. */
const MAX_TOLD = 5;

async function reviewFor(step: ClusterStep, { result }: PlannedAgain, isFile: boolean): Promise<Review> {
	if (isFile) return { kind: 'approved', how: 'as a plan file' };
	if (result.plan.operations.length === 0) return { kind: 'approved', how: 'with nothing to write' };
	return reviewOf(step, result);
}

async function deployReviewed(
	step: ClusterStep,
	prepared: Prepared,
	{ result }: PlannedAgain,
	review: Extract<Review, { kind: 'approved' }>,
): Promise<void> {
	const { connection } = prepared;
	const { address, cluster } = { address: connection.client.address, cluster: connection.client };
	const deployment = await openDeployment(step, address);
	const { applied, saved } = await interruptible(signal =>
		carryOut(
			connection,
			result,
			{ ...step.wish, now: Date.now() },
			{ signal, onSaved: (_, text) => writeStateFile(step, text) },
		),
	).catch(async (error: unknown) => {
		await deployment.end(false, 'nothing was written');
		throw error;
	});
	tell([applyText(applied, { color: false })]);
	const exit = exitOf(applied);
	const runs = exit === 0 ? await runJobs(cluster, step.inputs) : [];
	const isBad = !isGood({ applied, runs });
	// Whoever cancels has no time for more, and a second deploy goes on from here.
	const wantsBack = isBad && !applied.interrupted && step.inputs.rollbackOnFailure && saved !== undefined;
	const rolledBack = wantsBack ? await rollBack(step, connection, saved.text) : undefined;
	const report: DeployReport = {
		target: step.target,
		address,
		reviewed: review.how,
		applied,
		runs,
		rolledBack,
	};
	const done = applied.jobs.filter(isDone).length;
	const failedRuns = runs.filter(run => exitOfRun(run) !== 0);
	setOutput('applied', rolledBack?.ok === true ? 0 : done);
	setOutput('failed', applied.jobs.length - done + failedRuns.length);
	setOutput('run-ids', runIds(runs));
	await summarize(deployMarkdown(report));
	await deployment.end(!isBad, deployOutcome(report));
	if (review.pull !== undefined) await commentDeploy(step, review.pull, result, report);
	if (!isBad) return healed(step, prepared);
	failStep(
		`The deploy to ${step.target} failed: ${deployOutcome(report)}.`,
		exit || Math.max(...failedRuns.map(exitOfRun)),
	);
}

/** The issue of a drift that this deploy has ended is closed. */
async function healed(step: ClusterStep, { connection, desired, options }: Prepared): Promise<void> {
	if (!(await isDriftOpen(step))) return;
	const live = await liveOf(connection, desired);
	if (live.kind === 'stopped') return;
	const { drifted, unknown } = driftOf(desired.jobs, live.state, options);
	if (drifted.length + unknown.length === 0)
		await closeDrift(step, 'A deploy made the cluster as the files say');
}
