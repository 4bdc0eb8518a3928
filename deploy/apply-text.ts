import { type ApplyResult, isDone, type JobResult, type Outcome } from './apply-result.ts';
import { COLORS, type PlanTextOptions, painted, plain } from './change-text.ts';

const WORDS: Readonly<Record<JobResult['operation'], string>> = {
	create: 'created',
	update: 'changed',
	delete: 'deleted',
};

/** What a deploy did, for people: every job that is not as it shall be with the reason, then the counts. Ends with a line end. */
export function applyText(
	{ jobs, refusals, interrupted }: ApplyResult,
	options: Pick<PlanTextOptions, 'color'>,
): string {
	if (refusals.length > 0) {
		const lines = refusals.map(({ message }) => painted(`Refused: ${message}`, COLORS.delete, options));
		return `${[...lines, 'Nothing was written.'].map(plain).join('\n')}\n`;
	}
	const lines: string[] = [];
	for (const result of jobs.filter(isDone)) {
		lines.push(painted(doneText(result), COLORS[result.operation], options));
		if (result.reason !== null) lines.push(`    Note: ${result.reason}`);
	}
	for (const { job, operation, outcome, reason } of jobs.filter(result => !isDone(result))) {
		lines.push(`${painted(`${outcome}: ${operation} ${job}`, COLORS.delete, options)}`);
		if (reason !== null) lines.push(`    ${reason}`);
	}
	if (interrupted)
		lines.push('Interrupted. What was begun was finished, and a second deploy goes on from here.');
	lines.push(countsText(jobs));
	return `${lines.map(plain).join('\n')}\n`;
}

function doneText({ job, operation, outcome }: JobResult): string {
	return outcome === 'already' ? `${job} was so already` : `${WORDS[operation]} ${job}`;
}

function countsText(jobs: readonly JobResult[]): string {
	const count = (outcomes: readonly Outcome[]): number =>
		jobs.filter(({ outcome }) => outcomes.includes(outcome)).length;
	const parts = [
		`${count(['applied', 'already'])} applied`,
		`${count(['conflict', 'lost-update', 'failed'])} failed`,
		`${count(['skipped'])} skipped`,
		`${count(['not-started'])} not started`,
	];
	return `${parts.join(', ')}.`;
}
