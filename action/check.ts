import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setFailed, setOutput, summary, warning } from '@actions/core';
import type { FormatOptions } from '../cli/formats/format.ts';
import { printable } from '../cli/formats/printable.ts';
import { formatNamed } from '../cli/formats/registry.ts';
import { count, severityCounts } from '../cli/formats/wording.ts';
import { parseJson } from '../core/json-parser.ts';
import { checkFiles } from '../files/check.ts';
import { loadJobFile } from '../files/job-file.ts';
import { absolutePath } from '../files/paths.ts';
import { gatherProjects } from '../files/project.ts';
import type { CheckRequest, CheckResult } from '../files/result.ts';
import { withStoreStates } from '../targets/store-states.ts';
import { type Judged, onlyChanged } from './changed-only.ts';
import type { Github } from './github/client.ts';
import type { RunContext } from './github/event.ts';
import { type PullFile, pullFiles } from './github/pulls.ts';
import type { Reply } from './github/reply.ts';
import { githubFor } from './github-of-run.ts';
import type { Inputs } from './inputs.ts';
import { failForTroubles, printForeign, tellOfMore } from './log.ts';
import { showFindings } from './show-findings.ts';
import { suggest } from './suggest.ts';
import { suggestionsFor, withOtherLineEnds } from './suggestions.ts';
import { surroundingsOf } from './surroundings.ts';
import { repositoryFolder, seenFromRepository, temporaryFile, workspaceFolder } from './workspace.ts';

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

/**
 * Mode `check`: judges the files and shows the findings on the pull request's lines, in the summary and in outputs.
 * Nothing that GitHub refuses or leaves unanswered changes how the step ends.
 */
export async function check(inputs: Inputs, context: RunContext): Promise<void> {
	const github = githubFor(context, inputs.token);
	try {
		await checkWith(inputs, context, github);
	} finally {
		await github?.close();
	}
}

async function checkWith(inputs: Inputs, context: RunContext, github: Github | undefined): Promise<void> {
	const cwd = resolve(workspaceFolder(), inputs.workingDirectory);
	const request: CheckRequest = {
		cwd,
		paths: inputs.paths,
		...(inputs.config === undefined ? {} : { config: inputs.config }),
		...(inputs.target === undefined ? {} : { target: inputs.target }),
		now: Date.now(),
		reading: 'file',
	};
	// A fork's settings could name any server and any command.
	const judged = await judge(request, context.pull?.fork === true);
	const { result: whole, seen: wholeSeen } = judged;
	const files = await filesOfPull(inputs, context, github);
	const result = inputs.changedOnly ? onlyChanged(judged, context, repositoryFolder(cwd), files) : whole;
	const seen = seenFromRepository(result, cwd);
	const failure = failureOf(result, !holdsJobs(whole, cwd), inputs);
	// All of it: code scanning takes what an upload leaves out for mended, and picks the lines of the diff itself.
	const sarifFailure = writeSarif(wholeSeen, inputs, cwd);
	failForTroubles(seen);
	const fails = [failure, sarifFailure].some(text => text !== undefined) || seen.troubles.length > 0;
	const showing = { inputs, context, github, fails, options: OPTIONS };
	const { by, annotated } = await showFindings(seen, showing);
	printForeign(logText(seen, by !== 'commands'));
	if (inputs.suggestions) await suggestFixes(seen, context, github, files);
	const hasSummary = await showSummary(seen);
	const findingsFile = writeFindings(result);
	if (by !== 'none') {
		const { errors, warnings, infos } = seen.summary;
		const places = [...(hasSummary ? ['the job summary'] : []), 'the output findings-file'];
		tellOfMore(errors + warnings + infos - annotated, by, places);
	}
	setOutput('errors', seen.summary.errors);
	setOutput('warnings', seen.summary.warnings);
	setOutput('findings-file', findingsFile);
	for (const text of [sarifFailure, failure]) if (text !== undefined) setFailed(text);
}

/** Judges the files, with what the secret store of the settings says of their secrets, where there is one. */
async function judge(request: CheckRequest, offline: boolean): Promise<Judged> {
	const { cwd, config, target } = request;
	const wish = { cwd, config, target, env: process.env };
	const { env, notices } = offline ? { env: {}, notices: [] } : await surroundingsOf(wish);
	const asked = await withStoreStates(request, { env, offline });
	const gathered = asked.gathered ?? gatherProjects(asked.request);
	const found = checkFiles(asked.request, gathered);
	const result = { ...found, notices: [...found.notices, ...notices, ...asked.notices] };
	return { result, seen: seenFromRepository(result, cwd), request: asked.request, gathered };
}

/** Asked once for whoever needs it; undefined where nobody does, or there is no pull request or no token. */
async function filesOfPull(
	{ changedOnly, suggestions }: Inputs,
	{ pull }: RunContext,
	github: Github | undefined,
): Promise<Reply<readonly PullFile[]> | undefined> {
	if (pull === undefined || github === undefined || !(changedOnly || suggestions)) return undefined;
	return pullFiles(github, pull.number);
}

async function suggestFixes(
	result: CheckResult,
	{ pull }: RunContext,
	github: Github | undefined,
	files: Reply<readonly PullFile[]> | undefined,
): Promise<void> {
	if (pull === undefined) return;
	if (github === undefined || files === undefined) {
		warning("Fixes were not suggested: that needs the input 'token'.");
	} else if (!files.ok) {
		printForeign(`Fixes were not suggested. ${files.failure.message}`);
	} else {
		const odd = withOtherLineEnds(result, files.value);
		const lines = [
			...(await suggest(github, pull, suggestionsFor(result, files.value))),
			...(odd.length === 0 ? [] : [`${ODD_ENDS} ${odd.map(printable).join(', ')}`]),
		];
		if (lines.length > 0) printForeign(lines.join('\n'));
	}
}

const ODD_ENDS =
	'Files with other line ends than LF get no suggestions, as GitHub does not keep them; `metronome-jobs fix` does:';

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
	const file = temporaryFile('findings.json');
	writeFileSync(file, formatNamed('json')(result, OPTIONS));
	return file;
}

/** What went wrong with it, if anything. Paths in it are relative to the repository, as upload-sarif takes them. */
function writeSarif(result: CheckResult, { sarifFile }: Inputs, cwd: string): string | undefined {
	if (sarifFile === undefined) return undefined;
	const file = resolve(cwd, sarifFile);
	try {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, formatNamed('sarif')(result, OPTIONS));
		return undefined;
	} catch (error) {
		return `The input 'sarif-file' could not be written. ${messageOf(error)}`;
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Why the step fails: findings from `fail-on` up, or nothing found at all. Troubles have said so themselves. */
function failureOf(
	{ summary, troubles }: CheckResult,
	holdsNothing: boolean,
	{ failOn }: Inputs,
): string | undefined {
	const { errors, warnings, files } = summary;
	if (holdsNothing && troubles.length === 0) {
		// On a pull request a pattern that matches nothing is a mistake in the workflow, not a success.
		return 'No job definitions were found. Check the inputs `paths` and `working-directory`.';
	}
	const counted = failOn === 'warning' ? { errors, warnings, infos: 0 } : { errors, warnings: 0, infos: 0 };
	const counts = failOn === 'never' ? '' : severityCounts(counted);
	return counts === '' ? undefined : `${counts} in ${count(files, 'job file')}.`;
}

/** Whether there is anything to judge: a file that says nothing but `[]` is as good as none. */
function holdsJobs({ files, findings }: CheckResult, cwd: string): boolean {
	return findings.length > 0 || files.some(({ path, jobs }) => jobs > 0 || !isEmptyList(cwd, path));
}

function isEmptyList(cwd: string, path: string): boolean {
	const loaded = loadJobFile({ path: absolutePath(cwd, path), shown: path, by: 'named' });
	const root = loaded.kind === 'text' ? parseJson(loaded.file.source.text).root : undefined;
	return root?.kind === 'array' && root.items.length === 0;
}
