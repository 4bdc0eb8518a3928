import { randomUUID } from 'node:crypto';
import { warning } from '@actions/core';
import type { FormatOptions } from '../cli/formats/format.ts';
import { printable } from '../cli/formats/printable.ts';
import { formatNamed } from '../cli/formats/registry.ts';
import { count, outcome } from '../cli/formats/wording.ts';
import type { CheckResult } from '../files/result.ts';
import { annotationsOf } from './annotations.ts';
import { createCheckRun } from './github/checks.ts';
import type { Github } from './github/client.ts';
import type { RunContext } from './github/event.ts';
import { lacksPermission } from './github/reply.ts';
import type { Inputs } from './inputs.ts';
import { annotate, commandsShowAll, printForeign } from './log.ts';

export interface Showing {
	readonly inputs: Inputs;
	readonly context: RunContext;
	/** Undefined without a token. */
	readonly github: Github | undefined;
	/** How the step ends, which the check run says too. */
	readonly fails: boolean;
	readonly options: FormatOptions;
}

/** How findings were put on their lines. */
export interface Shown {
	readonly by: 'check-run' | 'commands' | 'none';
	/** How many of them. */
	readonly annotated: number;
}

/**
 * Puts the findings of a result, seen from the workspace, on their lines. `auto` makes a check run where workflow
 * commands cannot show all of them. A token that may not, or a GitHub that does not answer, leaves commands: what is
 * shown never decides how the step ends.
 */
export async function showFindings(result: CheckResult, showing: Showing): Promise<Shown> {
	const { annotations } = showing.inputs;
	if (annotations === 'none') return { by: 'none', annotated: 0 };
	const wantsRun = annotations === 'check-run' || (annotations === 'auto' && !commandsShowAll(result));
	const annotated = wantsRun ? await showByCheckRun(result, showing) : undefined;
	return annotated === undefined
		? { by: 'commands', annotated: annotate(result) }
		: { by: 'check-run', annotated };
}

/** GitHub takes 65,535 characters; the budget counts bytes. */
const SUMMARY_BUDGET = 60_000;
const MAX_NAME = 100;

/** How many findings the check run annotates; undefined: there is none. */
async function showByCheckRun(result: CheckResult, showing: Showing): Promise<number | undefined> {
	const { github, context, inputs, options, fails } = showing;
	if (github === undefined) {
		if (inputs.annotations === 'check-run') {
			warning("Findings are shown by workflow commands: a check run needs the input 'token'.");
		}
		return undefined;
	}
	const made = await createCheckRun(github, {
		name: checkName(inputs),
		headSha: context.sha,
		externalId: randomUUID(),
		detailsUrl: context.runUrl,
		conclusion: fails ? 'failure' : 'success',
		title: outcome(result),
		summary: formatNamed('markdown')(result, { ...options, budget: SUMMARY_BUDGET }),
		annotations: annotationsOf(result),
	});
	if (!made.ok) {
		const hint = lacksPermission(made.failure) ? ' It needs `checks: write`, which forks never have.' : '';
		const text = `Findings are shown by workflow commands, as no check run was made. ${made.failure.message}${hint}`;
		// On a fork nobody can do anything about it.
		if (inputs.annotations === 'check-run' && context.pull?.fork !== true) warning(text);
		else printForeign(text);
		return undefined;
	}
	const { url, annotated, failure } = made.value;
	printForeign(`${count(annotated, 'annotation')} in the check run ${printable(url)}`);
	if (failure !== undefined) warning(`The check run does not have all findings. ${failure}`);
	return annotated;
}

/** Checks of several folders or targets of one commit stand side by side. */
function checkName({ target, workingDirectory }: Inputs): string {
	const parts = [
		...(target === undefined ? [] : [target]),
		...(workingDirectory === '.' ? [] : [workingDirectory]),
	];
	const name = parts.length === 0 ? 'Metronome Jobs' : `Metronome Jobs (${parts.join(', ')})`;
	return printable(name).slice(0, MAX_NAME);
}
