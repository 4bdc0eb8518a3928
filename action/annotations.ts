import { isAbsolute } from 'node:path';
import { annotationText } from '../cli/formats/github.ts';
import { type ShownFinding, shown } from '../cli/formats/shown.ts';
import { SEVERITY_RANK, type Severity } from '../core/finding.ts';
import type { CheckResult } from '../files/result.ts';
import type { Annotation } from './github/checks.ts';

/** Of one check run: 20 requests, and more than anybody reads on a page. */
const MAX_ANNOTATIONS = 1000;

const LEVELS: Readonly<Record<Severity, Annotation['annotation_level']>> = {
	error: 'failure',
	warning: 'warning',
	info: 'notice',
};

/**
 * The open findings of a result, seen from the workspace, as annotations of a check run: the gravest first, then in the
 * order of the result, the same one once. Findings that stand in no file of the repository are not among them.
 */
export function annotationsOf(result: CheckResult): readonly Annotation[] {
	const sorted = shown(result).open.toSorted((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
	const annotations = new Map<string, Annotation>();
	for (const finding of sorted) {
		if (annotations.size === MAX_ANNOTATIONS) break;
		const annotation = annotationOf(finding);
		if (annotation !== undefined) annotations.set(JSON.stringify(annotation), annotation);
	}
	return [...annotations.values()];
}

function annotationOf(finding: ShownFinding): Annotation | undefined {
	const { file, range, severity, code, consequence } = finding;
	if (file === null || isAbsolute(file) || file.split('/').includes('..')) return undefined;
	const start = range?.start ?? { line: 0, character: 0 };
	const end = range?.end ?? start;
	const isOneLine = range !== null && start.line === end.line;
	return {
		path: file,
		start_line: start.line + 1,
		end_line: end.line + 1,
		...(isOneLine ? { start_column: start.character + 1, end_column: end.character + 1 } : {}),
		annotation_level: LEVELS[severity],
		title: `${code} (${consequence})`,
		message: annotationText(finding),
	};
}
