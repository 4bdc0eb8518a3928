import type { CheckResult } from '../../files/result.ts';
import { type ShownEdit, type ShownFinding, type ShownPlace, shown } from './shown.ts';

/** Of the objects both formats print; a new number would mean that readers must change. */
const CONTRACT_VERSION = 1;

/**
 * One JSON object with everything, for programs. Positions are 0-based lines and UTF-16 characters, pointers lead into
 * the source file, paths are relative to the working directory; `file`, `pointer`, `range` and `job` may be null.
 */
export function json(result: CheckResult): string {
	const findings = shown(result).findings.map(findingObject);
	return `${JSON.stringify({ ...summaryObject(result), findings }, undefined, 2)}\n`;
}

/** One finding a line, then one line with the summary. */
export function ndjson(result: CheckResult): string {
	const lines = shown(result).findings.map(finding => JSON.stringify(findingObject(finding)));
	return `${[...lines, JSON.stringify(summaryObject(result))].join('\n')}\n`;
}

function summaryObject({ summary, judgedFor, troubles, notices }: CheckResult) {
	const { files, jobs, errors, warnings, infos, fixable, suppressed } = summary;
	return {
		version: CONTRACT_VERSION,
		summary: { files, jobs, errors, warnings, infos, fixable, suppressed },
		judgedFor,
		troubles: troubles.map(({ kind, path, message }) => ({ kind, path, message })),
		notices,
	};
}

/** A finding in the words of the contract. */
function findingObject(finding: ShownFinding) {
	const { code, severity, consequence, message, file, pointer, range, job, suppressed } = finding;
	const fix = finding.fix();
	return {
		code,
		severity,
		consequence,
		message,
		file,
		pointer,
		range,
		job,
		related: finding.related.map(placeObject),
		fix: fix && { safe: fix.safe, title: fix.title, edits: fix.edits.map(edit => editObject(edit, file)) },
		suppressed: suppressed && { by: suppressed.by, reason: suppressed.reason },
		fingerprint: finding.fingerprint,
		docs: finding.docs,
	};
}

function placeObject({ file, pointer, range, message }: ShownPlace) {
	return { file, pointer, range, message };
}

function editObject({ range, newText }: ShownEdit, file: string | null) {
	return { file, range, newText };
}
