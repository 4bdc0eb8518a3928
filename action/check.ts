import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setFailed, setOutput, summary, warning } from '@actions/core';
import type { FormatOptions } from '../cli/formats/format.ts';
import { printable } from '../cli/formats/printable.ts';
import { formatNamed } from '../cli/formats/registry.ts';
import { count, severityCounts } from '../cli/formats/wording.ts';
import { checkFiles } from '../files/check.ts';
import type { CheckResult } from '../files/result.ts';
import type { Inputs } from './inputs.ts';
import { annotate, failForTroubles, printForeign, tellOfMore } from './log.ts';
import { seenFromWorkspace, workspaceFolder } from './workspace.ts';

declare const TOOL_VERSION: string;

/** Bytes. GitHub shows at most 1 MiB of summary a step and fails the upload above it; half is plenty. */
const SUMMARY_BUDGET = 500_000;

const OPTIONS: FormatOptions = {
	color: false,
	width: 120,
	unicode: true,
	maxPerRule: 20,
	toolVersion: TOOL_VERSION,
};

/** Mode `check`: judges the files and shows the findings on the pull request's lines, in the summary and in outputs. */
export async function check(inputs: Inputs): Promise<void> {
	const cwd = resolve(workspaceFolder(), inputs.workingDirectory);
	const result = checkFiles({
		cwd,
		paths: inputs.paths,
		...(inputs.config === undefined ? {} : { config: inputs.config }),
		...(inputs.target === undefined ? {} : { target: inputs.target }),
		now: Date.now(),
		reading: 'file',
	});
	const seen = seenFromWorkspace(result, cwd);
	failForTroubles(result);
	const annotated = inputs.annotations === 'commands' ? annotate(seen) : undefined;
	printForeign(logText(seen, annotated === undefined));
	const hasSummary = await showSummary(seen);
	const findingsFile = writeFindings(result);
	if (annotated !== undefined) {
		const { errors, warnings, infos } = result.summary;
		tellOfMore(
			errors + warnings + infos - annotated,
			hasSummary ? ['the job summary', 'the output findings-file'] : ['the output findings-file'],
		);
	}
	setOutput('errors', result.summary.errors);
	setOutput('warnings', result.summary.warnings);
	setOutput('findings-file', findingsFile);
	if (inputs.sarifFile !== undefined) writeSarif(seen, resolve(cwd, inputs.sarifFile));
	const failure = failureOf(result, inputs);
	if (failure !== undefined) setFailed(failure);
}

/** The findings as a terminal shows them. Notices are annotations, unless there are none. */
function logText(result: CheckResult, withNotices: boolean): string {
	const notices = withNotices ? result.notices.map(notice => `Note: ${printable(notice)}\n`) : [];
	return `${notices.join('')}${formatNamed('human')(result, OPTIONS)}`;
}

/** Whether the summary was written; a step is not to fail for one that could not be. */
async function showSummary(result: CheckResult): Promise<boolean> {
	if (process.env['GITHUB_STEP_SUMMARY'] === undefined) return false;
	const text = formatNamed('markdown')(result, { ...OPTIONS, budget: SUMMARY_BUDGET });
	try {
		await summary.addRaw(text, true).write();
		return true;
	} catch (error) {
		warning(`The job summary could not be written. ${messageOf(error)}`);
		return false;
	}
}

/** Paths in it are relative to the working directory, as the contract of this format says. */
function writeFindings(result: CheckResult): string {
	const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] || tmpdir(), 'metronome-jobs-'));
	const file = join(folder, 'findings.json');
	writeFileSync(file, formatNamed('json')(result, OPTIONS));
	return file;
}

/** Paths in it are relative to the workspace, which is where upload-sarif looks for them. */
function writeSarif(result: CheckResult, file: string): void {
	try {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, formatNamed('sarif')(result, OPTIONS));
	} catch (error) {
		setFailed(`The input 'sarif-file' could not be written. ${messageOf(error)}`);
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Why the step fails: findings from `fail-on` up, or nothing found at all. Troubles have said so themselves. */
function failureOf({ summary, troubles }: CheckResult, { failOn }: Inputs): string | undefined {
	const { errors, warnings, files } = summary;
	if (files === 0 && troubles.length === 0) {
		// On a pull request a pattern that matches nothing is a mistake in the workflow, not a success.
		return 'No job definitions were found. Check the inputs `paths` and `working-directory`.';
	}
	const counted = failOn === 'warning' ? { errors, warnings, infos: 0 } : { errors, warnings: 0, infos: 0 };
	const counts = failOn === 'never' ? '' : severityCounts(counted);
	return counts === '' ? undefined : `${counts} in ${count(files, 'job file')}.`;
}
