import { randomUUID } from 'node:crypto';
import { info, setFailed } from '@actions/core';
import { workflowCommands } from '../cli/formats/github.ts';
import { printableLines } from '../cli/formats/printable.ts';
import type { Severity } from '../core/finding.ts';
import type { CheckResult } from '../files/result.ts';

/** Of each level that GitHub shows for one step (facts of the runner: `_maxCountPerIssueType`). */
const MAX_ANNOTATIONS = 10;

/**
 * Prints text that may hold anything, names from a repository too. Until the token comes, which nobody could know when
 * the text was made, the runner obeys no workflow command in it (actions/runner, ActionCommandManager.cs).
 */
export function printForeign(text: string): void {
	const token = randomUUID();
	process.stdout.write(`::stop-commands::${token}\n${text.trimEnd()}\n::${token}::\n`);
}

/** Fails the step for each trouble, as far as GitHub shows them; the log has the rest. */
export function failForTroubles({ troubles }: CheckResult): void {
	for (const { message } of troubles.slice(0, MAX_ANNOTATIONS)) setFailed(printableLines(message));
	const rest = troubles.slice(MAX_ANNOTATIONS).map(({ message }) => printableLines(message));
	if (rest.length > 0) printForeign(rest.join('\n'));
}

/**
 * Puts the findings on their lines, the gravest first and no more than GitHub shows, in the order of the result.
 * Troubles were told before and take their share. Gives how many findings were annotated.
 */
export function annotate(result: CheckResult): number {
	const open = result.findings.filter(finding => finding.suppressed === null);
	const notices = result.notices.slice(0, MAX_ANNOTATIONS);
	const taken: Readonly<Record<Severity, number>> = {
		error: result.troubles.length,
		warning: 0,
		info: notices.length,
	};
	const findings = LEVELS.flatMap(severity =>
		open
			.filter(finding => finding.severity === severity)
			.slice(0, Math.max(MAX_ANNOTATIONS - taken[severity], 0)),
	);
	const lines = new Set(workflowCommands({ ...result, findings, troubles: [], notices }));
	for (const line of lines) process.stdout.write(`${line}\n`);
	return findings.length;
}

const LEVELS: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether workflow commands can show every open finding. */
export function commandsShowAll({ summary, troubles, notices }: CheckResult): boolean {
	const { errors, warnings, infos } = summary;
	const most = Math.max(errors + troubles.length, warnings, infos + notices.length);
	return most <= MAX_ANNOTATIONS;
}

/** What is to be found elsewhere, in words of our own. */
export function tellOfMore(hidden: number, by: 'commands' | 'check-run', places: readonly string[]): void {
	if (hidden <= 0) return;
	const what = hidden === 1 ? 'One more finding is' : `${hidden} more findings are`;
	const why = by === 'commands' ? `, as GitHub shows ${MAX_ANNOTATIONS} of each level for a step` : '';
	info(`${what} not annotated${why}: see ${places.join(' or ')}.`);
}
