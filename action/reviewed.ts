import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readPlanFile } from '../deploy/plan-file.ts';
import type { Plan, PlanResult } from '../deploy/planned.ts';
import { failureOf } from '../files/read.ts';
import { approvalIn, planDigestOf } from './approval.ts';
import type { ClusterStep } from './cluster-step.ts';
import { pullsOfCommit } from './github/pulls.ts';
import { findComment } from './github/sticky.ts';
import { planMarker } from './plan-comment.ts';

/** Whether somebody has seen what is about to be done. */
export type Review =
	/** `how`: words of our own, which go into markdown as they are. `pull`: the merged pull request, where that is how. */
	| { readonly kind: 'approved'; readonly how: string; readonly pull?: number }
	/** Whole sentences. */
	| { readonly kind: 'refused'; readonly why: string; readonly pull?: number };

export type ReviewedFile =
	| { readonly kind: 'plan'; readonly plan: Plan | undefined }
	| { readonly kind: 'refused'; readonly message: string };

/** The plan of the input `plan-file`; undefined without one. */
export function reviewedFile({ inputs, cwd, wish }: ClusterStep, address: string): ReviewedFile {
	if (inputs.planFile === undefined) return { kind: 'plan', plan: undefined };
	try {
		const text = readFileSync(resolve(cwd, inputs.planFile), 'utf8');
		return readPlanFile(text, { toolVersion: wish.toolVersion, address, digest: wish.digest });
	} catch (error) {
		return { kind: 'refused', message: `The input 'plan-file' ${failureOf(error, 'read').message}.` };
	}
}

/** Looks for the approval of a plan that is about to be applied, and that no plan file has approved. */
export async function reviewOf(step: ClusterStep, { plan }: PlanResult): Promise<Review> {
	const { inputs, shared, context, target } = step;
	if (inputs.approval === 'none') return { kind: 'approved', how: 'by nobody (`approval: none`)' };
	if (shared === undefined) {
		return refused(
			"No comment can approve it without the input 'plan-key'. Set one for plan and deploy alike, hand over a 'plan-file', or say 'approval: none'.",
		);
	}
	const now = planDigestOf(context.repository, target, plan, shared);
	if (inputs.approvedDigest !== undefined) {
		return inputs.approvedDigest === now
			? { kind: 'approved', how: 'by its digest' }
			: refused("The input 'approved-digest' is that of another plan.");
	}
	return reviewByComment(step, now);
}

async function reviewByComment(step: ClusterStep, now: string): Promise<Review> {
	const { github, context, shared } = step;
	if (github === undefined || shared === undefined)
		return refused("Without the input 'token' no comment can be read.");
	const pulls = await pullsOfCommit(github, context.sha);
	if (!pulls.ok) return refused(`The merged pull request is not known. ${pulls.failure.message}`);
	const merged = pulls.value.filter(({ mergedAt }) => mergedAt !== undefined);
	const pull = (merged.find(({ mergeSha }) => mergeSha === context.sha) ?? merged[0])?.number;
	if (pull === undefined) {
		return refused(
			`The commit ${context.sha.slice(0, 12)} was merged by no pull request, so nobody has reviewed a plan of it.`,
		);
	}
	const marker = planMarker(step);
	const comment = await findComment(github, pull, marker);
	if (!comment.ok)
		return refused(`The comment of #${pull} could not be read. ${comment.failure.message}`, pull);
	if (comment.value === undefined)
		return refused(`Pull request #${pull} has no comment with a plan of ours.`, pull);
	const place = { repository: context.repository, pull, marker };
	const approval = approvalIn(comment.value.body, place, shared);
	switch (approval.kind) {
		case 'none':
			return refused(`The comment of #${pull} approves nothing.`, pull);
		case 'edited':
			return refused(
				`The comment of #${pull} was edited after the plan was made, or sealed with another key.`,
				pull,
			);
		case 'approved':
			return approval.digest === now
				? { kind: 'approved', how: `in pull request #${pull}`, pull }
				: refused(
						`It is not the plan that was reviewed in #${pull}: the files or the cluster have changed since.`,
						pull,
					);
	}
}

function refused(why: string, pull?: number): Review {
	return { kind: 'refused', why, ...(pull === undefined ? {} : { pull }) };
}
