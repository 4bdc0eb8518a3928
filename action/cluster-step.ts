import { resolve } from 'node:path';
import { formatNamed } from '../cli/formats/registry.ts';
import { keyedDigest } from '../deploy/digest.ts';
import type { Digest } from '../deploy/plan-options.ts';
import { type Connection, connectTarget } from '../targets/connection.ts';
import { planDigest } from '../targets/plan-key.ts';
import { type PlanWish, type Stopped, stopped } from '../targets/planning.ts';
import type { Github } from './github/client.ts';
import type { RunContext } from './github/event.ts';
import { githubFor } from './github-of-run.ts';
import type { Inputs } from './inputs.ts';
import { failForTroubles } from './log.ts';
import { failStep, summarize, tell } from './outcome.ts';
import { surroundingsOf } from './surroundings.ts';
import { seenFromRepository, workspaceFolder } from './workspace.ts';

declare const TOOL_VERSION: string;

/** What every mode that has to do with a cluster starts from. */
export interface ClusterStep {
	readonly inputs: Inputs;
	readonly context: RunContext;
	/** Undefined without a token. */
	readonly github: Github | undefined;
	/** The name of the target. */
	readonly target: string;
	readonly cwd: string;
	readonly wish: PlanWish;
	/** With the key of the input; undefined without one, when nothing that others read can be sealed. */
	readonly shared: Digest | undefined;
}

/** Does a mode, and closes what it had open. Nothing was asked or written before, but for a token of GitHub's OIDC. */
export async function clusterStep(
	inputs: Inputs,
	context: RunContext,
	mode: (step: ClusterStep) => Promise<void>,
): Promise<void> {
	const cwd = resolve(workspaceFolder(), inputs.workingDirectory);
	const { config, target = '', planKey } = inputs;
	const { env, notices } = await surroundingsOf({ cwd, config, target, env: process.env });
	tell(notices);
	const own = planKey === undefined ? planDigest(env) : { ok: true as const, digest: keyedDigest(planKey) };
	if (!own.ok) {
		failStep(own.message, 2);
		return;
	}
	const github = githubFor(context, inputs.token);
	const wish: PlanWish = {
		request: {
			cwd,
			paths: inputs.paths,
			...(config === undefined ? {} : { config }),
			target,
			now: Date.now(),
			reading: 'file',
			env,
		},
		env,
		toolVersion: TOOL_VERSION,
		digest: own.digest,
		adopt: inputs.adopt,
		prune: inputs.prune,
		maxDeletes: inputs.maxDeletes,
	};
	const shared = planKey === undefined ? undefined : own.digest;
	try {
		await mode({ inputs, context, github, target, cwd, wish, shared });
	} finally {
		await github?.close();
	}
}

/** Works with the connection to the step's target, and closes it; fails the step where there can be none. */
export async function withConnection(
	step: ClusterStep,
	work: (connection: Connection) => Promise<void>,
): Promise<void> {
	const { inputs, cwd, target, wish } = step;
	const connected = await connectTarget({ cwd, config: inputs.config, target, env: wish.env });
	if (!connected.ok) return tellStopped(stopped(2, connected.problems), step);
	const { connection } = connected;
	tell(connection.notices);
	try {
		await work(connection);
	} finally {
		await connection.close();
	}
}

/** Whether the files of this run are merged: what is not has nothing to do at a cluster. */
export function isMerged({ event, pull }: RunContext): boolean {
	return pull === undefined && !event.startsWith('pull_request') && event !== 'merge_group';
}

/** Tells targets, and folders with settings of their own, apart. */
export function keyOf({ inputs: { workingDirectory }, target }: ClusterStep): string {
	return workingDirectory === '.' ? target : `${target} in ${workingDirectory}`;
}

/** Bytes. GitHub shows at most 1 MiB of summary a step and fails the upload above it. */
export const SUMMARY_BUDGET = 900_000;

/** Fails the step for what stopped it, with the findings in log and summary where there are any. */
export async function tellStopped({ exit, problems, checked }: Stopped, { cwd }: ClusterStep): Promise<void> {
	if (checked !== undefined) {
		const seen = seenFromRepository(checked, cwd);
		const options = {
			color: false,
			width: 120,
			unicode: true,
			maxPerRule: 20,
			toolVersion: TOOL_VERSION,
			budget: SUMMARY_BUDGET,
		};
		tell([formatNamed('human')(seen, options)]);
		await summarize(formatNamed('markdown')(seen, options));
		failForTroubles(seen);
	}
	for (const problem of problems) failStep(problem, exit);
	process.exitCode = exit;
}
