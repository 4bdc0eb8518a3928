import { mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { info, setFailed, setOutput, summary } from '@actions/core';
import type { FormatOptions } from '../cli/formats/format.ts';
import { formatNamed } from '../cli/formats/registry.ts';
import { checkFiles } from '../files/check.ts';
import type { CheckResult } from '../files/result.ts';
import type { Inputs } from './inputs.ts';

declare const TOOL_VERSION: string;

/** GitHub shows at most 1 MiB of summary a step and fails the upload above it; half is plenty. */
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
	const cwd = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', inputs.workingDirectory);
	const result = checkFiles({
		cwd,
		paths: inputs.paths,
		...(inputs.config === undefined ? {} : { config: inputs.config }),
		...(inputs.target === undefined ? {} : { target: inputs.target }),
		now: Date.now(),
		reading: 'file',
	});
	if (inputs.annotations === 'commands') process.stdout.write(formatNamed('github')(result, OPTIONS));
	info(formatNamed('human')(result, OPTIONS));
	await showSummary(result);
	writeFiles(result, inputs, cwd);
	setOutput('errors', result.summary.errors);
	setOutput('warnings', result.summary.warnings);
	fail(result, inputs);
}

async function showSummary(result: CheckResult): Promise<void> {
	if (process.env['GITHUB_STEP_SUMMARY'] === undefined) return;
	const text = formatNamed('markdown')(result, { ...OPTIONS, budget: SUMMARY_BUDGET });
	await summary.addRaw(text, true).write();
}

function writeFiles(result: CheckResult, inputs: Inputs, cwd: string): void {
	const folder = mkdtempSync(join(process.env['RUNNER_TEMP'] ?? cwd, 'metronome-jobs-'));
	const findings = join(folder, 'findings.json');
	writeFileSync(findings, formatNamed('json')(result, OPTIONS));
	setOutput('findings-file', findings);
	if (inputs.sarifFile !== undefined) {
		writeFileSync(resolve(cwd, inputs.sarifFile), formatNamed('sarif')(result, OPTIONS));
	}
}

/** The step fails as the command would: on findings from `fail-on` up, and on anything that kept files from being judged. */
function fail(result: CheckResult, inputs: Inputs): void {
	for (const trouble of result.troubles) setFailed(trouble.message);
	const { errors, warnings, jobs } = result.summary;
	if (result.troubles.length > 0) return;
	if (jobs === 0) {
		// On a pull request a pattern that matches nothing is a mistake in the workflow, not a success.
		setFailed('No job definitions were found. Check the inputs `paths` and `working-directory`.');
	} else if (inputs.failOn !== 'never' && errors > 0) {
		setFailed(`${errors} ${errors === 1 ? 'error' : 'errors'} in job definitions.`);
	} else if (inputs.failOn === 'warning' && warnings > 0) {
		setFailed(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'} in job definitions.`);
	}
}
