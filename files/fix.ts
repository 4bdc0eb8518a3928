import { applyBaseline, type BaselineEntry } from '../core/baseline.ts';
import type { Finding } from '../core/finding.ts';
import { type AppliedFix, fixText } from '../core/fix.ts';
import type { FileSummary } from '../core/jobset.ts';
import { relocated } from '../core/patch/relocate.ts';
import { applyPolicy } from '../core/policy.ts';
import { SourceText } from '../core/text.ts';
import { baselineEntries } from './baseline.ts';
import { type JobFile, loadJobFile } from './job-file.ts';
import {
	findingsOf,
	findingsTogether,
	type JudgedProject,
	judgeProject,
	judgeText,
	optionsOf,
	policyOf,
} from './judge.ts';
import { gatherProjects } from './project.ts';
import { failureOf, type TextFile } from './read.ts';
import type { CheckRequest, Trouble } from './result.ts';
import { writeTextFile } from './write.ts';

export interface FixSettings {
	/** Also fixes that someone must look at. */
	readonly unsafe: boolean;
	/** Write the files; else only say what would become of them. */
	readonly write: boolean;
}

export interface FixedFile {
	/** Relative to the working directory, with `/`. */
	readonly path: string;
	readonly before: SourceText;
	/** The new text, without a byte order mark; equal to the old one where no fix was applied. */
	readonly after: string;
	readonly applied: readonly AppliedFix[];
	/** Fixes that would have made the file worse. */
	readonly refused: readonly AppliedFix[];
}

export interface FixResult {
	/** The files that have a fix, applied or refused, by path. */
	readonly files: readonly FixedFile[];
	readonly troubles: readonly Trouble[];
	/** A line for each file that changed, and for each fix that was not applied. */
	readonly notices: readonly string[];
}

/**
 * Applies the fixes of the findings that a request reports; the suppressed ones are left alone. Each file is written as
 * a whole or not at all. Standard input is fixed as well, but never written.
 */
export function fixFiles(request: CheckRequest, settings: FixSettings): FixResult {
	const gathered = gatherProjects(request);
	const entries = baselineEntries(request);
	const files: FixedFile[] = [];
	const troubles: Trouble[] = [...gathered.troubles];
	const notices: string[] = [];
	for (const project of gathered.projects) {
		const judged = judgeProject(project, request);
		troubles.push(...judged.troubles);
		const fixer = new ProjectFixer(judged, request, entries);
		for (const file of fixer.fixable(settings.unsafe)) {
			const loaded = loadJobFile(file);
			if (loaded.kind !== 'text') continue;
			if (loaded.file.problem !== undefined) {
				notices.push(
					`${file.shown}: nothing was fixed, because the file is no valid text. Save it as UTF-8 first.`,
				);
				continue;
			}
			const fixed = fixer.fix(file, loaded.file, settings.unsafe);
			files.push(fixed);
			notices.push(...noticesOf(fixed, settings.write));
			if (settings.write) troubles.push(...write(file, loaded.file, fixed));
		}
	}
	return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), troubles, notices };
}

/** Fixes the files of one project; what it has made of one is what rules across files see of it from then on. */
class ProjectFixer {
	private readonly judged: JudgedProject;
	private readonly request: CheckRequest;
	private readonly entries: readonly BaselineEntry[];
	private readonly summaries = new Map<string, FileSummary>();
	private readonly files: ReadonlyMap<string, JobFile>;

	constructor(judged: JudgedProject, request: CheckRequest, entries: readonly BaselineEntry[]) {
		this.judged = judged;
		this.request = request;
		this.entries = entries;
		this.files = new Map(judged.files.map(({ file }) => [file.shown, file]));
		for (const summary of judged.otherSummaries) this.summaries.set(summary.file, summary);
		for (const { summary } of judged.files)
			if (summary !== undefined) this.summaries.set(summary.file, summary);
	}

	/** The files with a fix that may be applied. */
	fixable(unsafe: boolean): readonly JobFile[] {
		const findings = this.known(findingsOf(this.judged, this.request));
		const names = findings.filter(finding => hasFix(finding, unsafe)).map(finding => finding.file ?? '');
		return [...new Set(names)].flatMap(name => this.files.get(name) ?? []);
	}

	fix(file: JobFile, text: TextFile, unsafe: boolean): FixedFile {
		const together = this.judged.setFindings.some(
			finding => finding.file === file.shown && hasFix(finding, unsafe),
		);
		const judge = (source: SourceText): readonly Finding[] => this.judge(file, { ...text, source }, together);
		const { text: after, applied, refused } = fixText(text.source, { unsafe, judge });
		// The last text that was tried need not be the one that was kept.
		judge(new SourceText(after));
		return { path: file.shown, before: text.source, after, applied, refused };
	}

	/** `together`: across files as well. */
	private judge(file: JobFile, text: TextFile, together: boolean): readonly Finding[] {
		const { project, complete } = this.judged;
		// It was a job file; a fix does not make another file of it.
		const one = judgeText({ ...file, by: 'named' }, text, optionsOf(project, this.request));
		if (one?.summary === undefined) return [];
		this.summaries.set(file.shown, one.summary);
		const names = new Set([file.shown]);
		const across = together
			? findingsTogether(project, this.request, [...this.summaries.values()], complete, names)
			: [];
		const policy = policyOf(this.judged, one.labels, this.request);
		const patched = new Map(this.judged.patched);
		if (one.patched === undefined) patched.delete(file.shown);
		else patched.set(file.shown, one.patched);
		const findings = relocated(applyPolicy([...one.findings, ...across], policy), patched);
		return this.known(findings.filter(finding => finding.file === file.shown));
	}

	private known(findings: readonly Finding[]): readonly Finding[] {
		return applyBaseline(findings, this.entries).findings;
	}
}

function hasFix(finding: Finding, unsafe: boolean): boolean {
	const fix = finding.suppressed === null ? (finding.fix?.() ?? null) : null;
	return fix !== null && (fix.safe || unsafe);
}

function noticesOf(fixed: FixedFile, written: boolean): string[] {
	const refused = fixed.refused.map(
		fix =>
			`${fixed.path}: not applied, because the file would be worse after it: ${fix.title} (${fix.code}).`,
	);
	if (fixed.applied.length === 0) return refused;
	const count = fixed.applied.length === 1 ? '1 fix' : `${fixed.applied.length} fixes`;
	return [`${fixed.path}: ${count} ${written ? 'applied' : 'to apply'}.`, ...refused];
}

function write(file: JobFile, text: TextFile, fixed: FixedFile): Trouble[] {
	if (file.text !== undefined || fixed.after === text.source.text) return [];
	try {
		writeTextFile(file.path, fixed.after, { encoding: text.encoding, bom: text.source.bom });
		return [];
	} catch (error) {
		const message = `${file.shown} was not written: it ${failureOf(error, 'written').message}.`;
		return [{ kind: 'io', path: file.shown, message }];
	}
}
