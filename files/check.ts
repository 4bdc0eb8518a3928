import type { Finding } from '../core/finding.ts';
import { groupedBy } from '../core/group.ts';
import { configFindings } from '../core/policy/config-finding.ts';
import type { SourceText } from '../core/text.ts';
import { withBaseline } from './baseline.ts';
import type { ConfigFileProblem } from './config.ts';
import { loadJobFile } from './job-file.ts';
import { findingsOf, type JudgedProject, judgeProject } from './judge.ts';
import { absolutePath, displayPath, isInFolder } from './paths.ts';
import { gatherProjects, type Project } from './project.ts';
import type { CheckedFile, CheckRequest, CheckResult, Summary, Trouble } from './result.ts';

/**
 * Judges files on the disk. Never throws for what is wrong with a file, a path or the settings: that is among the
 * troubles, and everything else is judged all the same. Writes nothing but the baseline, and only when it is asked to.
 * `gathered`: what the same request means, where that is known already.
 */
export function checkFiles(request: CheckRequest, gathered = gatherProjects(request)): CheckResult {
	const judged = gathered.projects.map(project => judgeProject(project, request));
	const problems = configProblems(gathered.projects);
	const known = withBaseline(
		judged.flatMap(project => findingsOf(project, request)),
		request,
		judgedFilter(judged),
	);
	const configNames = new Set(gathered.projects.flatMap(({ config }) => [...(config?.sources.keys() ?? [])]));
	const findings = [...known.findings, ...findingsOfProblems(problems)].toSorted(
		(a, b) =>
			Number(configNames.has(a.file ?? '')) - Number(configNames.has(b.file ?? '')) ||
			compare(a.file ?? '', b.file ?? '') ||
			(a.span?.start ?? 0) - (b.span?.start ?? 0),
	);
	const sources = sourcesOf(findings, judged, request.cwd);
	const files = checkedFiles(judged, findings, sources);
	return {
		files,
		findings,
		sources,
		summary: summaryOf(files, findings),
		troubles: [
			...gathered.troubles,
			...configTroubles(problems),
			...judged.flatMap(project => project.troubles),
			...known.troubles,
		],
		notices: [
			...gathered.notices,
			...foldersWithoutJobs(gathered.folders, judged, request.cwd),
			...known.notices,
		],
		judgedFor: [...new Set(judged.map(({ project }) => project.judgedFor))].join('; '),
	};
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

/** Which files this run says everything of: what it does not find in them is not there. */
function judgedFilter(judged: readonly JudgedProject[]): (file: string | null) => boolean {
	const names = new Set(judged.flatMap(({ files }) => files.map(({ file }) => file.shown)));
	const everything = judged.every(({ project }) => project.everyFile);
	return file => everything || (file !== null && names.has(file));
}

/** Each problem once, also where several projects extend the same file. */
function configProblems(projects: readonly Project[]): readonly ConfigFileProblem[] {
	const problems = new Map<string, ConfigFileProblem>();
	for (const problem of projects.flatMap(project => project.problems)) {
		problems.set([problem.file, problem.start, problem.end, problem.message].join('\0'), problem);
	}
	return [...problems.values()];
}

const fileOf = ({ file }: ConfigFileProblem): string => file;

function findingsOfProblems(problems: readonly ConfigFileProblem[]): readonly Finding[] {
	return [...groupedBy(problems, fileOf)].flatMap(([file, own]) => configFindings(file, own));
}

function configTroubles(problems: readonly ConfigFileProblem[]): readonly Trouble[] {
	return [...groupedBy(problems, fileOf)].map(([file, own]) => {
		const count = own.length === 1 ? 'a mistake' : `${own.length} mistakes`;
		return {
			kind: 'usage',
			path: file,
			message: `The config ${file} has ${count}. First: ${own[0]?.message ?? ''}`,
		};
	});
}

function foldersWithoutJobs(
	folders: readonly string[],
	judged: readonly JudgedProject[],
	cwd: string,
): readonly string[] {
	const paths = judged.flatMap(({ files, project }) => [
		...files.map(({ file }) => file.path),
		...project.others.map(file => file.path),
	]);
	return folders
		.filter(folder => !paths.some(path => isInFolder(path, folder)))
		.map(folder => displayPath(cwd, folder))
		.map(shown => `There is no job file in ${shown === '.' ? 'this folder' : shown}.`);
}

function checkedFiles(
	judged: readonly JudgedProject[],
	findings: readonly Finding[],
	sources: ReadonlyMap<string, SourceText>,
): readonly CheckedFile[] {
	const byName = new Map<string, Finding[]>();
	for (const finding of findings) {
		const same = byName.get(finding.file ?? '');
		if (same === undefined) byName.set(finding.file ?? '', [finding]);
		else same.push(finding);
	}
	return judged
		.flatMap(({ files }) => files)
		.map(({ file: { shown }, jobs }) => {
			const own = byName.get(shown) ?? [];
			return {
				path: shown,
				source: own.length === 0 ? null : (sources.get(shown) ?? null),
				jobs,
				findings: own,
			};
		})
		.toSorted((a, b) => compare(a.path, b.path));
}

/** The texts of every file that a finding, or a place related to it, speaks of. */
function sourcesOf(
	findings: readonly Finding[],
	judged: readonly JudgedProject[],
	cwd: string,
): ReadonlyMap<string, SourceText> {
	const known = new Map<string, SourceText>();
	for (const { files, project } of judged) {
		for (const { file, source } of files) if (source !== null) known.set(file.shown, source);
		for (const [name, source] of project.config?.sources ?? []) known.set(name, source);
	}
	const sources = new Map<string, SourceText>();
	for (const { file, related } of findings) {
		for (const name of [file, ...related.map(place => place.file)]) {
			if (name === null || sources.has(name)) continue;
			const source = known.get(name) ?? sourceOf(name, cwd);
			if (source !== undefined) sources.set(name, source);
		}
	}
	return sources;
}

/** Reads a file once more of which nothing had been kept. */
function sourceOf(shown: string, cwd: string): SourceText | undefined {
	const loaded = loadJobFile({ path: absolutePath(cwd, shown), shown, by: 'named' });
	return loaded.kind === 'text' ? loaded.file.source : undefined;
}

function summaryOf(files: readonly CheckedFile[], findings: readonly Finding[]): Summary {
	const open = findings.filter(finding => finding.suppressed === null);
	const count = (severity: Finding['severity']): number =>
		open.filter(finding => finding.severity === severity).length;
	return {
		files: files.length,
		jobs: files.reduce((sum, file) => sum + file.jobs, 0),
		errors: count('error'),
		warnings: count('warning'),
		infos: count('info'),
		fixable: open.filter(finding => finding.fix !== null && finding.fix() !== null).length,
		suppressed: findings.length - open.length,
	};
}
