import { checkFile, checkSet, fileContext } from '../core/check.ts';
import type { Finding, Fix } from '../core/finding.ts';
import { looksLikeJobFile } from '../core/job-file.ts';
import type { FileSummary } from '../core/jobset.ts';
import { summarize } from '../core/jobset.ts';
import type { PatchedText } from '../core/patch/patched.ts';
import { type PatchedFiles, relocated } from '../core/patch/relocate.ts';
import { type LabelSuppression, labelSuppressions } from '../core/policy/label.ts';
import { applyPolicy, type Policy } from '../core/policy.ts';
import type { FileContext } from '../core/rule.ts';
import { SourceText } from '../core/text.ts';
import { binaryFindings, withByteProblem } from './byte-finding.ts';
import { type JobFile, loadJobFile } from './job-file.ts';
import { type FileOptions, patchedFile } from './patches.ts';
import { absolutePath } from './paths.ts';
import type { Project } from './project.ts';
import type { TextFile } from './read.ts';
import type { CheckRequest, Trouble } from './result.ts';

/** What is kept of a judged file: no tree, and the text only where something is said of it. */
export interface JudgedFile {
	readonly file: JobFile;
	readonly source: SourceText | null;
	readonly jobs: number;
	/** Of the file by itself, before the project's settings. */
	readonly findings: readonly Finding[];
	readonly labels: readonly LabelSuppression[];
	/** Undefined: nothing could be read of it. */
	readonly summary: FileSummary | undefined;
	/** What `findings`, `labels` and `summary` speak of, where it is not the file as it is. */
	readonly patched: PatchedText | undefined;
	/** All that stands in it was read. */
	readonly whole: boolean;
}

export interface JudgedProject {
	readonly project: Project;
	readonly files: readonly JudgedFile[];
	/** Of all files that are reported, in their rules' default severities. */
	readonly setFindings: readonly Finding[];
	/** Of the files that are not reported. */
	readonly otherSummaries: readonly FileSummary[];
	/** Every file that the target's patches change, reported or not. */
	readonly patched: PatchedFiles;
	readonly complete: boolean;
	readonly troubles: readonly Trouble[];
}

/** Judges the files of a project, each by itself and all together. Does not apply its settings. */
export function judgeProject(project: Project, request: CheckRequest): JudgedProject {
	const troubles: Trouble[] = [];
	const files = project.reported.flatMap(
		file => judgeFile(file, optionsOf(project, request), troubles) ?? [],
	);
	const others = project.others.map(file => summarizeFile(file, optionsOf(project, request), troubles));
	const otherSummaries = others.flatMap(other => other?.summary ?? []);
	const readAll = [...files, ...others].every(file => file === undefined || file.whole);
	const complete = project.complete && readAll && troubles.length === 0;
	const summaries = [...files.flatMap(file => file.summary ?? []), ...otherSummaries];
	return {
		project,
		files,
		setFindings: findingsTogether(
			project,
			request,
			summaries,
			complete,
			new Set(files.map(({ file }) => file.shown)),
		),
		otherSummaries,
		patched: patchedFiles(project.patchesOf === undefined ? [] : [...files, ...others]),
		complete,
		troubles,
	};
}

function patchedFiles(files: readonly (OtherFile | undefined)[]): PatchedFiles {
	const patched = new Map<string, PatchedText>();
	for (const one of files) if (one?.patched !== undefined) patched.set(one.file.shown, one.patched);
	return patched;
}

/** What the rules say that look across files, of the files that are reported. */
export function findingsTogether(
	project: Project,
	request: CheckRequest,
	summaries: readonly FileSummary[],
	complete: boolean,
	reported: ReadonlySet<string>,
): readonly Finding[] {
	const sorted = summaries.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)));
	const found = checkSet(sorted, complete, { target: project.target, now: request.now });
	return found.filter(({ file }) => file === null || reported.has(file)).map(withReadyFix);
}

export function optionsOf({ target, patchesOf }: Project, { now, reading }: CheckRequest): FileOptions {
	return { target, now, reading, patchesOf };
}

/** Judges one text of a file. Undefined: found in a folder, and no job file. */
export function judgeText(file: JobFile, text: TextFile, options: FileOptions): JudgedFile | undefined {
	const patched = patchedFile(file, text, options);
	const check = checkFile(file.shown, patched?.source ?? text.source, options);
	const { context, summary } = check;
	if (file.by === 'found' && !looksLikeJobFile(context.document.root)) return undefined;
	const findings = withByteProblem(check, text.problem).map(withReadyFix);
	const labels = labelSuppressions(context);
	return {
		file,
		source: findings.length > 0 || labels.length > 0 ? text.source : null,
		jobs: context.units.filter(unit => unit.kind === 'job').length,
		findings,
		labels,
		summary,
		patched,
		whole: isWhole(context),
	};
}

function judgeFile(file: JobFile, options: FileOptions, troubles: Trouble[]): JudgedFile | undefined {
	const loaded = loadJobFile(file);
	if (loaded.kind === 'other') return undefined;
	if (loaded.kind === 'text') return judgeText(file, loaded.file, options);
	if (loaded.failure.reason === 'binary') return binaryFile(file);
	troubles.push(troubleOf(file, loaded.failure.message));
	return undefined;
}

function binaryFile(file: JobFile): JudgedFile {
	const findings = binaryFindings(file.shown);
	return {
		file,
		source: new SourceText(''),
		jobs: 0,
		findings,
		labels: [],
		summary: undefined,
		patched: undefined,
		whole: false,
	};
}

type OtherFile = Pick<JudgedFile, 'file' | 'summary' | 'patched' | 'whole'>;

/** Only what other files need to know of a file. */
function summarizeFile(file: JobFile, options: FileOptions, troubles: Trouble[]): OtherFile | undefined {
	const loaded = loadJobFile(file);
	if (loaded.kind === 'other') return undefined;
	if (loaded.kind === 'failed') {
		if (loaded.failure.reason !== 'binary') troubles.push(troubleOf(file, loaded.failure.message));
		return { file, summary: undefined, patched: undefined, whole: false };
	}
	const fileOptions = { ...options, reading: 'file' } as const;
	const patched = patchedFile(file, loaded.file, fileOptions);
	const context = fileContext(file.shown, patched?.source ?? loaded.file.source, fileOptions);
	if (file.by === 'found' && !looksLikeJobFile(context.document.root)) return undefined;
	return { file, summary: summarize(file.shown, context.units), patched, whole: isWhole(context) };
}

export function troubleOf(file: JobFile, message: string): Trouble {
	return { kind: 'io', path: file.shown, message: `${file.shown} ${message}.` };
}

/** Comments and a comma too much hide nothing; after other mistakes a job may be missing from the tree. */
function isWhole(context: FileContext): boolean {
	return context.document.problems.every(({ kind }) => kind === 'comment' || kind === 'trailing-comma');
}

/** Computes the fix while the tree is there, so that a finding does not keep the tree. */
function withReadyFix(finding: Finding): Finding {
	return finding.fix === null ? finding : { ...finding, fix: ready(finding.fix()) };
}

function ready(fix: Fix | null): Finding['fix'] {
	return fix === null ? null : () => fix;
}

/** The settings of a project, as they are applied to findings of its files. */
export function policyOf(
	judged: Pick<JudgedProject, 'project' | 'complete'>,
	labels: readonly LabelSuppression[],
	request: CheckRequest,
): Policy {
	const { project, complete } = judged;
	return {
		settings: project.settings,
		commandLine: request.rules ?? new Map(),
		labels,
		pathOf: file => absolutePath(request.cwd, file),
		now: request.now,
		judged: {
			everyFile: project.everyFile,
			completeSet: complete,
			store:
				project.target.sourceState !== undefined &&
				request.stores?.get(project.config?.path ?? '')?.sure !== false,
		},
	};
}

/** Every finding of a project's files, and of the suppressions in its settings, where people find it. */
export function findingsOf(judged: JudgedProject, request: CheckRequest): readonly Finding[] {
	const findings = [...judged.files.flatMap(file => file.findings), ...judged.setFindings];
	const labels = judged.files.flatMap(file => file.labels);
	return relocated(applyPolicy(findings, policyOf(judged, labels, request)), judged.patched);
}
