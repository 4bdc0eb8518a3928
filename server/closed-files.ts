import { fileContext } from '../core/check.ts';
import type { Finding, Related } from '../core/finding.ts';
import type { FileSummary } from '../core/jobset.ts';
import type { LabelSuppression } from '../core/policy/label.ts';
import type { FileContext } from '../core/rule.ts';
import type { Range, SourceText, Span } from '../core/text.ts';
import { judging } from './judging.ts';
import { type Encoding, Positions } from './positions.ts';
import type { Project } from './project.ts';
import { isJobDocument } from './recognition.ts';
import { placesOf } from './set-index.ts';
import { nameIn } from './uris.ts';

/** What is kept of a job file that is not open: no tree and no text, for there may be thousands. */
export interface ClosedFile {
	readonly uri: string;
	readonly summary: FileSummary;
	/** Ranges of the places in the summary, by their start. */
	readonly ranges: ReadonlyMap<number, Range>;
}

/** What the text of a closed file shows by itself, before the project's policy. */
export interface ClosedCheck {
	/** Without fixes: those would keep the whole tree. */
	readonly findings: readonly Finding[];
	readonly labels: readonly LabelSuppression[];
	/** See {@link Judging}. */
	readonly behind: ReadonlyMap<string, Related>;
	/** The range of every span that a finding has, by {@link spanKey}. */
	readonly ranges: ReadonlyMap<string, Range>;
}

export function spanKey({ start, end }: Span): string {
	return `${start}-${end}`;
}

/** Takes a file apart; undefined for one that was only found and holds no jobs. */
export function readClosed(
	uri: string,
	source: SourceText,
	project: Project,
	encoding: Encoding,
	now: number,
): ClosedFile | undefined {
	const context = contextOf(uri, source, project, now);
	if (!project.isJobFile(context.file ?? '') && !isJobDocument(context.document)) return undefined;
	// Strings cut from a text keep all of it.
	const summary: FileSummary = JSON.parse(JSON.stringify(judging(context, project).summary()));
	const positions = new Positions(source, encoding);
	const ranges = new Map(placesOf(summary).map(place => [place.start, positions.range(place)]));
	return { uri, summary, ranges };
}

export function checkClosed(
	uri: string,
	source: SourceText,
	project: Project,
	encoding: Encoding,
	now: number,
): ClosedCheck {
	const context = contextOf(uri, source, project, now);
	const positions = new Positions(source, encoding);
	const ranges = new Map<string, Range>();
	const judged = judging(context, project);
	const findings = judged.findings().map(finding => {
		const own = finding.related.filter(({ file }) => file === null || file === finding.file);
		const spans = [finding.span, ...own.map(({ span }) => span)];
		for (const span of spans) if (span !== null) ranges.set(spanKey(span), positions.range(span));
		return { ...finding, fix: null };
	});
	return { findings, labels: judged.labels(), behind: judged.behind(), ranges };
}

/** Parses a file of a project, without judging it. */
export function contextOf(uri: string, source: SourceText, project: Project, now: number): FileContext {
	return fileContext(nameIn(project.root, uri), source, { target: project.target, now, reading: 'file' });
}
