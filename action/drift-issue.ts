import { warning } from '@actions/core';
import { code, prose } from '../cli/formats/markdown-text.ts';
import { printable } from '../cli/formats/printable.ts';
import { count } from '../cli/formats/wording.ts';
import { type DriftReport, driftText } from '../deploy/drift.ts';
import { type ClusterStep, keyOf } from './cluster-step.ts';
import { markerLine } from './github/marker.ts';
import { type Failure, lacksPermission } from './github/reply.ts';
import { closeIssue, findIssue, upsertIssue } from './github/sticky.ts';
import { tell } from './outcome.ts';
import { COMMENT_BUDGET } from './plan-comment.ts';
import { fenced } from './plan-markdown.ts';

/** GitHub takes 256 characters. */
const MAX_TITLE = 200;

export function driftMarker(step: ClusterStep): string {
	return markerLine('drift', keyOf(step));
}

/** The issue of a target's drift: opened or changed while there is some, closed when there is none. */
export async function showDrift(step: ClusterStep, report: DriftReport): Promise<void> {
	const { github, inputs, context } = step;
	if (!inputs.issue) return;
	if (github === undefined) {
		warning("Drift is no issue: that needs the input 'token'.");
		return;
	}
	const n = report.drifted.length;
	if (n === 0) return closeDrift(step, 'The cluster is as the files say again');
	const title = printable(`Drift: ${keyOf(step)} is not as the files say (${count(n, 'job')})`);
	const text = driftMarkdown(step.target, report, COMMENT_BUDGET);
	const foot = `\nThe next deploy makes it as the files say again. To keep what is there, write it into the files: \`metronome-jobs pull\` prints it. [Last run](${context.runUrl}).\n`;
	const done = await upsertIssue(github, driftMarker(step), {
		title: title.slice(0, MAX_TITLE),
		text: `${text}${foot}`,
	});
	if (done.ok) tell([`The issue was ${done.value.did}: ${printable(done.value.url)}`]);
	else warnOf(done.failure);
}

/** Closes the issue of a target's drift, where one is open. `why` begins the last comment. */
export async function closeDrift({ github, context, ...step }: ClusterStep, why: string): Promise<void> {
	if (github === undefined) return;
	const closed = await closeIssue(
		github,
		driftMarker({ github, context, ...step }),
		`${why} ([run](${context.runUrl})).`,
	);
	if (!closed.ok) warnOf(closed.failure);
	else if (closed.value !== undefined) tell([`The issue was closed: ${printable(closed.value.url)}`]);
}

/** Whether the drift of a target is an open issue; false also where nobody can tell. */
export async function isDriftOpen(step: ClusterStep): Promise<boolean> {
	if (step.github === undefined || !step.inputs.issue) return false;
	const found = await findIssue(step.github, driftMarker(step));
	return found.ok && found.value !== undefined;
}

/** A report as a summary or an issue. `budget`: UTF-16 units. */
export function driftMarkdown(target: string, report: DriftReport, budget: number): string {
	const { drifted, unknown, cluster } = report;
	const sign = drifted.length + unknown.length === 0 ? '✅' : '⚠️';
	const what = drifted.length === 0 ? 'no drift' : `${count(drifted.length, 'job')} not as the files say`;
	const head = `### ${sign} ${code(target)}: ${what}\n\n${code(cluster.address)}, Metronome ${prose(cluster.metronome)}.\n\n`;
	const text = driftText(report, { color: false, width: 140, unicode: true });
	const body = fenced(text, budget - head.length - 2000);
	return `${head}${body.text}${body.whole ? '' : `\n…and ${count(body.left, 'more line')} in the log of the run.\n`}`;
}

function warnOf(failure: Failure): void {
	const hint = lacksPermission(failure) ? ' It needs `issues: write`.' : '';
	warning(`The issue of the drift is not up to date. ${printable(failure.message)}${hint}`);
}
