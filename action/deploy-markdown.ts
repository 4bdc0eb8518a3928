import { code, codeInTable, prose } from '../cli/formats/markdown-text.ts';
import { count } from '../cli/formats/wording.ts';
import { type ApplyResult, isDone, type JobResult } from '../deploy/apply-result.ts';
import { exitOfRun, type RunResult } from '../deploy/run-job.ts';

/** How a deploy went, from the plan to the way back. */
export interface DeployReport {
	readonly target: string;
	readonly address: string;
	/** Words of our own: `in pull request #7`. */
	readonly reviewed: string;
	readonly applied: ApplyResult;
	readonly runs: readonly RunResult[];
	/** Undefined: nobody wanted it, or there was no need. */
	readonly rolledBack: { readonly ok: boolean; readonly message: string } | undefined;
}

const DONE: Readonly<Record<JobResult['operation'], string>> = {
	create: 'created',
	update: 'changed',
	delete: 'deleted',
};
const INTERRUPTED =
	'It was cancelled. What was begun was finished, nothing was put back, and a second deploy goes on from here.';
const MAX_ROWS = 200;
const MAX_REASON = 500;

/** Everything is as it shall be. */
export function isGood({ applied, runs }: Pick<DeployReport, 'applied' | 'runs'>): boolean {
	return applied.jobs.every(isDone) && runs.every(result => exitOfRun(result) === 0);
}

/** One line: `3 jobs changed, 1 run succeeded`. */
export function deployOutcome({ applied, runs, rolledBack }: DeployReport): string {
	const done = applied.jobs.filter(isDone).length;
	const failed = applied.jobs.length - done;
	const good = runs.filter(result => exitOfRun(result) === 0).length;
	const parts = [
		applied.jobs.length === 0 ? 'nothing was to change' : `${count(done, 'job')} as planned`,
		...(failed === 0 ? [] : [`${failed} not`]),
		...(applied.interrupted ? ['interrupted'] : []),
		...(good === 0 ? [] : [`${count(good, 'run')} succeeded`]),
		...(good === runs.length ? [] : [`${count(runs.length - good, 'run')} failed`]),
		...(rolledBack === undefined ? [] : [rolledBack.ok ? 'rolled back' : 'not rolled back']),
	];
	return parts.join(', ');
}

/** For somebody who wants to know how it went, and does not read job definitions. */
export function deployMarkdown(report: DeployReport): string {
	const { target, address, reviewed, applied, runs, rolledBack } = report;
	const sign = isGood(report) ? '✅' : '❌';
	const failedFirst = applied.jobs.toSorted((a, b) => Number(isDone(a)) - Number(isDone(b)));
	const rows = failedFirst.slice(0, MAX_ROWS).map(jobRow);
	const lines = [
		`### ${sign} Deploy to ${code(target)}: ${deployOutcome(report)}`,
		'',
		`${code(address)}, reviewed ${reviewed}.`,
		...(applied.interrupted ? ['', INTERRUPTED] : []),
		...(rows.length === 0 ? [] : ['', '| | Job | What happened |', '| --- | --- | --- |', ...rows]),
		...(applied.jobs.length > MAX_ROWS ? ['', `…and ${applied.jobs.length - MAX_ROWS} more.`] : []),
		...(runs.length === 0 ? [] : ['', ...runRows(runs)]),
		...(rolledBack === undefined ? [] : ['', `${rolledBack.ok ? '↩️' : '❌'} ${prose(rolledBack.message)}`]),
	];
	return `${lines.join('\n')}\n`;
}

function jobRow(result: JobResult): string {
	const { job, operation, outcome, reason } = result;
	const what = isDone(result)
		? outcome === 'already'
			? 'was so already'
			: DONE[operation]
		: `${outcome}: not ${DONE[operation]}`;
	const why = reason === null ? '' : `. ${prose(reason.slice(0, MAX_REASON))}`;
	return `| ${isDone(result) ? '✅' : '❌'} | ${codeInTable(job)} | ${what}${why} |`;
}

/** A table of runs. */
export function runRows(runs: readonly RunResult[]): readonly string[] {
	const rows = runs.map(result => {
		const { job, runId, outcome, message } = result;
		const sign = exitOfRun(result) === 0 ? '✅' : '❌';
		const what = exitOfRun(result) === 0 ? outcome : `${outcome}. ${prose(message.slice(0, MAX_REASON))}`;
		return `| ${sign} | ${codeInTable(job)} | ${runId === null ? '' : codeInTable(runId)} | ${what} |`;
	});
	return ['| | Job | Run | Outcome |', '| --- | --- | --- | --- |', ...rows];
}
