import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { setOutput } from '@actions/core';
import { code, prose } from '../cli/formats/markdown-text.ts';
import { planFileText } from '../deploy/plan-file.ts';
import { planText } from '../deploy/plan-text.ts';
import type { PlanResult } from '../deploy/planned.ts';
import { exitOfRefusals } from '../deploy/refusal.ts';
import { plan as planFor, prepare } from '../targets/planning.ts';
import { planDigestOf } from './approval.ts';
import { type ClusterStep, clusterStep, SUMMARY_BUDGET, tellStopped } from './cluster-step.ts';
import type { RunContext } from './github/event.ts';
import type { Inputs } from './inputs.ts';
import { failStep, summarize, tell } from './outcome.ts';
import { commentPlan, commentProblem } from './plan-comment.ts';
import { planMarkdown } from './plan-markdown.ts';
import { temporaryFile } from './workspace.ts';

/** Mode `plan`: shows what a deploy of these files would do, and does nothing. */
export async function plan(inputs: Inputs, context: RunContext): Promise<void> {
	const why = whyNoPlan(inputs, context);
	return why === undefined ? clusterStep(inputs, context, planStep) : explain(inputs, why);
}

/** Nothing of a fork's files gets near credentials, even where there are some: its settings could send them anywhere. */
function whyNoPlan({ planKey }: Inputs, { event, pull }: RunContext): string | undefined {
	if (pull?.fork === true || (pull === undefined && event.startsWith('pull_request'))) {
		return 'this pull request comes from a fork, whose runs get no credentials. The plan is made when somebody with write access pushes its commits to a branch of this repository.';
	}
	// Its runs get the secrets of Dependabot alone (docs: Dependabot on GitHub Actions).
	if (pull !== undefined && planKey === undefined && process.env['GITHUB_ACTOR'] === 'dependabot[bot]') {
		return 'runs of Dependabot get no secrets but its own, and there is no plan-key among them.';
	}
	return undefined;
}

async function explain({ target = '' }: Inputs, why: string): Promise<void> {
	tell([`No plan for '${target}': ${why}`]);
	await summarize(`### No plan for ${code(target)}\n\nThere is none, as ${prose(why)}\n`);
	setOutput('changes', '');
}

async function planStep(step: ClusterStep): Promise<void> {
	const prepared = await prepare(step.wish);
	if (prepared.kind === 'stopped') {
		await commentProblem(step, prepared);
		return tellStopped(prepared, step);
	}
	tell(prepared.notices);
	try {
		const planned = await planFor(prepared);
		if (planned.kind === 'stopped') {
			await commentProblem(step, planned);
			return await tellStopped(planned, step);
		}
		await showPlan(step, planned.result);
	} finally {
		await prepared.connection.close();
	}
}

async function showPlan(step: ClusterStep, result: PlanResult): Promise<void> {
	const { plan: made, refusals } = result;
	const text = planText(made, refusals, { color: false, width: 140, unicode: true });
	tell([text]);
	const written = writePlan(step, { json: planFileText(made, step.wish.digest), text });
	if (written === undefined) return;
	const digest = digestOf(step, result);
	const report = planMarkdown(step.target, result, {
		budget: SUMMARY_BUDGET,
		bytes: true,
		more: `All of it is in the log of this step, and in the file of the output \`plan-text-file\`, ${code(basename(written.text))}, which a later step can upload.`,
	});
	await summarize(digest === undefined ? report.markdown : `${report.markdown}\nDigest: \`${digest}\`\n`);
	setOutput('changes', made.operations.length);
	setOutput('plan-file', written.json);
	setOutput('plan-text-file', written.text);
	setOutput('digest', digest ?? '');
	setOutput('environment-url', made.cluster.address);
	await commentPlan(step, result, { digest, isWholeInSummary: report.whole });
	if (refusals.length > 0) {
		for (const { message } of refusals.slice(0, MAX_TOLD)) failStep(message, exitOfRefusals(refusals));
	}
}

/** GitHub shows ten of a step. */
const MAX_TOLD = 10;

/** Undefined without a key, or where nothing may be written anyway. */
export function digestOf(
	{ shared, context, target }: ClusterStep,
	{ plan, refusals }: PlanResult,
): string | undefined {
	return shared === undefined || refusals.length > 0
		? undefined
		: planDigestOf(context.repository, target, plan, shared);
}

/** A plan for deploy, and for people. */
interface PlanFiles {
	readonly json: string;
	readonly text: string;
}

/** Their paths; undefined where they could not be written, which fails the step. The one for people stands beside. */
function writePlan({ inputs, cwd }: ClusterStep, { json, text }: PlanFiles): PlanFiles | undefined {
	try {
		const file = inputs.planFile === undefined ? temporaryFile('plan.json') : resolve(cwd, inputs.planFile);
		const beside = `${file.replace(/\.json$/, '')}.txt`;
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, json);
		writeFileSync(beside, text);
		return { json: file, text: beside };
	} catch (error) {
		failStep(`The plan could not be written. ${error instanceof Error ? error.message : String(error)}`, 3);
		return undefined;
	}
}
