import { warning } from '@actions/core';
import { code, prose } from '../cli/formats/markdown-text.ts';
import { printable } from '../cli/formats/printable.ts';
import { outcome } from '../cli/formats/wording.ts';
import { isDone } from '../deploy/apply-result.ts';
import type { PlanResult } from '../deploy/planned.ts';
import type { Stopped } from '../targets/planning.ts';
import { planDigestOf, withApproval } from './approval.ts';
import { type ClusterStep, keyOf } from './cluster-step.ts';
import { type DeployReport, deployMarkdown, isGood } from './deploy-markdown.ts';
import { markerLine } from './github/marker.ts';
import { headOfPull } from './github/pulls.ts';
import { lacksPermission } from './github/reply.ts';
import { isOfLaterRun, orderLine } from './github/run-order.ts';
import { findComment, upsertComment } from './github/sticky.ts';
import { tell } from './outcome.ts';
import { planMarkdown } from './plan-markdown.ts';

/** Characters, of the 65,536 that GitHub takes. */
export const COMMENT_BUDGET = 60_000;

/** The first line of the comment with this step's plan. */
export function planMarker(step: ClusterStep): string {
	return markerLine('plan', keyOf(step));
}

/** The plan as the comment of its target. `isWholeInSummary`: somebody could read all of it. */
export async function commentPlan(
	step: ClusterStep,
	result: PlanResult,
	{ digest, isWholeInSummary }: { readonly digest: string | undefined; readonly isWholeInSummary: boolean },
): Promise<void> {
	const { context, inputs, shared, target } = step;
	const { operations } = result.plan;
	const isCalm = operations.length === 0 && result.refusals.length === 0;
	const more = isWholeInSummary
		? `[All of it is in the summary](${context.runUrl}).`
		: `[The summary has more of it](${context.runUrl}), the log and the output \`plan-text-file\` have all.`;
	const { markdown } = planMarkdown(target, result, { budget: COMMENT_BUDGET - FOOT_ROOM, more });
	const approves = digest !== undefined && isWholeInSummary && operations.length > 0;
	const foot = isCalm
		? ''
		: `\n${footText(inputs.planKey !== undefined, digest, approves)} [Run](${context.runUrl}).\n`;
	const text = `${orderLine(context)}\n${markdown}${foot}`;
	const marker = planMarker(step);
	const pull = context.pull?.number ?? 0;
	const place = { repository: context.repository, pull, marker };
	const body = approves && shared !== undefined ? withApproval(place, digest, text, shared) : text;
	await commentIfCurrent(step, body, isCalm ? 'when there is one' : 'always');
}

/** For the approval and the last lines. */
const FOOT_ROOM = 1000;

function footText(hasKey: boolean, digest: string | undefined, approves: boolean): string {
	if (approves) {
		return `Merging this approves exactly these changes (digest \`${digest?.slice(0, 12)}\`). If files or cluster are different by then, nothing is written.`;
	}
	if (!hasKey) return 'This comment approves nothing: there is no `plan-key`.';
	if (digest !== undefined)
		return 'This comment approves nothing: the plan is too long to be read here. Hand `plan-file` to a deploy whose environment has reviewers, with `plan-text-file` for them to read.';
	return 'Nothing of it can be done as it is.';
}

/** Why there is no plan any more, in place of the one that was there, which approves nothing from now on. */
export async function commentProblem(step: ClusterStep, { problems, checked }: Stopped): Promise<void> {
	const lines = [
		orderLine(step.context),
		`### ❌ No plan for ${code(step.target)}`,
		'',
		...(checked === undefined ? [] : [`The files: ${prose(outcome(checked))}.`, '']),
		...problems.slice(0, 10).map(problem => `- ${prose(problem.slice(0, 1000))}`),
		'',
		`[Run](${step.context.runUrl}).`,
	];
	await commentIfCurrent(step, `${lines.join('\n')}\n`, 'always');
}

/**
 * How the deploy of a merged pull request went, in place of its plan. After one that was done in part the comment approves
 * the rest of what it approved, and after one that was taken back all of it, so that there can be another attempt.
 */
export async function commentDeploy(
	step: ClusterStep,
	pull: number,
	{ plan }: PlanResult,
	report: DeployReport,
): Promise<void> {
	const { context, shared, target } = step;
	const head = orderLine(context);
	const foot = `\n[Run](${context.runUrl}).`;
	const isBack = report.rolledBack?.ok === true;
	const left = new Set(
		report.applied.jobs.flatMap(result => (isBack || !isDone(result) ? [result.job] : [])),
	);
	if (
		isGood(report) ||
		(report.rolledBack !== undefined && !isBack) ||
		left.size === 0 ||
		shared === undefined
	) {
		return comment(step, pull, `${head}\n${deployMarkdown(report)}${foot}\n`, 'always');
	}
	const rest = { ...plan, operations: plan.operations.filter(({ job }) => left.has(job)) };
	const again = isBack ? 'is what was approved' : 'does the rest of what was approved';
	const text = `${head}\n${deployMarkdown(report)}${foot} Another attempt of it ${again}.\n`;
	const place = { repository: context.repository, pull, marker: planMarker(step) };
	const digest = planDigestOf(context.repository, target, rest, shared);
	return comment(step, pull, withApproval(place, digest, text, shared), 'always');
}

/** Why what a merged pull request shows was not done, below its plan, which stays as it was reviewed. */
export async function commentRefusal(step: ClusterStep, pull: number, why: string): Promise<void> {
	const { github, context, target, inputs } = step;
	if (github === undefined || inputs.comment === 'never') return;
	const text = `### ❌ Nothing was deployed to ${code(target)}\n\n${prose(why)}\n\n[The run has the plan as it is now](${context.runUrl}).\n`;
	const done = await upsertComment(github, pull, markerLine('refused', keyOf(step)), { text });
	if (!done.ok) tell([`The pull request was not told. ${done.failure.message}`]);
}

/**
 * A comment of this run's pull request, unless somebody has pushed to it since: the run of the newer commits has seen, or
 * will see, what is to be merged. An order that GitHub keeps for nobody: it is asked right before.
 */
async function commentIfCurrent(
	step: ClusterStep,
	text: string,
	when: 'always' | 'when there is one',
): Promise<void> {
	const { context, github, inputs } = step;
	const { pull } = context;
	if (pull === undefined || inputs.comment === 'never') return;
	// A token that may not look has the order of the runs still.
	const head = github === undefined ? undefined : await headOfPull(github, pull.number);
	if (head?.ok === true && head.value !== undefined && head.value !== pull.headSha) return tell([OUTDATED]);
	await comment(step, pull.number, text, when, body => isOfLaterRun(body, context));
}

const OUTDATED = 'The plan is no comment: the pull request has newer commits, and their run writes it.';

async function comment(
	step: ClusterStep,
	number: number,
	text: string,
	when: 'always' | 'when there is one',
	isLater: (body: string) => boolean = () => false,
): Promise<void> {
	const { inputs, github } = step;
	if (inputs.comment === 'never' || number === 0) return;
	if (github === undefined) {
		warning("The plan is no comment: that needs the input 'token'.");
		return;
	}
	const marker = planMarker(step);
	if (inputs.comment === 'auto' && when === 'when there is one') {
		const there = await findComment(github, number, marker);
		if (there.ok && there.value === undefined) return;
	}
	const done = await upsertComment(github, number, marker, { text, isLater });
	if (done.ok && done.value.did === 'outdated') tell([OUTDATED]);
	else if (done.ok) tell([`The comment was ${done.value.did}: ${printable(done.value.url)}`]);
	else {
		const hint = lacksPermission(done.failure) ? ' It needs `pull-requests: write`.' : '';
		warning(`The plan is no comment. ${printable(done.failure.message)}${hint}`);
	}
}
