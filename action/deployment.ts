import { randomUUID } from 'node:crypto';
import { warning } from '@actions/core';
import { printable } from '../cli/formats/printable.ts';
import type { ClusterStep } from './cluster-step.ts';
import { createDeployment, setDeploymentStatus } from './github/deployments.ts';
import { type Failure, lacksPermission } from './github/reply.ts';

/** A deployment as GitHub is told of it; where it is told nothing, `end` does nothing. */
export interface OpenDeployment {
	readonly end: (good: boolean, outcome: string) => Promise<void>;
}

/**
 * Tells GitHub that a deploy begins, where the input `environment` wants it. With `environment:` of the job GitHub does so
 * itself, and asks its reviewers before. What GitHub refuses stops no deploy.
 */
export async function openDeployment(
	{ inputs: { environment }, github, context, target }: ClusterStep,
	environmentUrl: string,
): Promise<OpenDeployment> {
	if (environment === undefined) return { end: async () => {} };
	if (github === undefined) {
		warning("GitHub is not told of the deployment: that needs the input 'token'.");
		return { end: async () => {} };
	}
	const made = await createDeployment(github, {
		sha: context.sha,
		environment,
		description: `Metronome jobs to ${target}`,
		key: randomUUID(),
		production: /prod/i.test(environment),
	});
	if (!made.ok) {
		warnOf(made.failure);
		return { end: async () => {} };
	}
	const say = async (state: 'in_progress' | 'success' | 'failure', description: string): Promise<void> => {
		const status = { state, description, logUrl: context.runUrl, environmentUrl };
		const said = await setDeploymentStatus(github, made.value, status);
		if (!said.ok) warnOf(said.failure);
	};
	await say('in_progress', `Metronome jobs to ${target}`);
	return { end: (good, outcome) => say(good ? 'success' : 'failure', outcome) };
}

function warnOf(failure: Failure): void {
	const hint = lacksPermission(failure) ? ' It needs `deployments: write`.' : '';
	warning(`GitHub is not told of the deployment. ${printable(failure.message)}${hint}`);
}
