import { prose } from '../cli/formats/markdown-text.ts';
import type { PlanResult } from '../deploy/planned.ts';
import { type ClusterStep, SUMMARY_BUDGET } from './cluster-step.ts';
import { failStep, summarize } from './outcome.ts';
import { digestOf } from './plan.ts';
import { commentRefusal } from './plan-comment.ts';
import { planMarkdown } from './plan-markdown.ts';

/** Ends a deploy before anything was written, with the plan as it is now: nothing of it is approved by being shown. */
export async function refuse(
	step: ClusterStep,
	result: PlanResult,
	why: string,
	exit: number,
	pull?: number,
): Promise<void> {
	const more = 'The log has all of it.';
	const { markdown } = planMarkdown(step.target, result, { budget: SUMMARY_BUDGET, bytes: true, more });
	const digest = digestOf(step, result);
	const way =
		digest === undefined
			? ''
			: `\nWhoever has read this plan approves it by a run with \`approved-digest: ${digest}\`, or with a new pull request.\n`;
	await summarize(`### ❌ Nothing was deployed\n\n${prose(why)}\n\n${markdown}${way}`);
	if (pull !== undefined) await commentRefusal(step, pull, why);
	failStep(`Nothing was written to ${step.target}. ${why}`, exit);
}
