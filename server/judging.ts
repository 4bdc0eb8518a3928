import { checkContext, fileContext, summaryOf } from '../core/check.ts';
import type { Finding, Related } from '../core/finding.ts';
import type { FileSummary } from '../core/jobset.ts';
import { type LabelSuppression, labelSuppressions } from '../core/policy/label.ts';
import type { FileContext } from '../core/rule.ts';
import type { Project } from './project.ts';

/** What one text of a job file shows by itself, as it would be deployed. All places are those of the file. */
export interface Judging {
	/** Before the project's policy; computed when first asked for. */
	readonly findings: () => readonly Finding[];
	readonly labels: () => readonly LabelSuppression[];
	/** What other files of its project need to know of it. */
	readonly summary: () => FileSummary;
	/** The patches behind what only shows with other files, by pointer. */
	readonly behind: () => ReadonlyMap<string, Related>;
}

/** Judges a file with the patches of the chosen target. `begin` is called before it is looked through. */
export function judging(context: FileContext, project: Project, begin: () => void = () => {}): Judging {
	const name = context.file ?? '';
	const patched = project.patched?.(name, context.source);
	const { target, now, reading, detect } = context;
	const judged =
		patched === undefined ? context : fileContext(name, patched.source, { target, now, reading, detect });
	let findings: readonly Finding[] | undefined;
	let summary: FileSummary | undefined;
	let shown: FileSummary | undefined;
	const own = (): FileSummary => {
		summary ??= summaryOf(judged);
		return summary;
	};
	return {
		findings: () => {
			if (findings !== undefined) return findings;
			begin();
			const check = checkContext(judged);
			summary ??= check.summary;
			findings = patched === undefined ? check.findings : check.findings.map(patched.finding);
			return findings;
		},
		labels: () => {
			const labels = labelSuppressions(judged);
			return patched === undefined ? labels : labels.map(patched.label);
		},
		summary: () => {
			shown ??= patched?.summary(own()) ?? own();
			return shown;
		},
		behind: () => patched?.behind(own()) ?? NOTHING,
	};
}

const NOTHING: ReadonlyMap<string, Related> = new Map();
