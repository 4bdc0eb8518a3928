import { TOOL_NAME } from '../../core/project.ts';
import type { CheckResult } from '../../files/result.ts';
import type { FormatOptions } from './format.ts';
import { type ShownFinding, shown } from './shown.ts';
import { element, xmlDocument } from './xml.ts';

/**
 * Checkstyle's report, which Jenkins, SonarQube, reviewdog and many editors read. Lines and columns are 1-based,
 * columns in UTF-16 characters; both are absent for a finding without a place.
 */
export function checkstyle(result: CheckResult, options: FormatOptions): string {
	const files = new Map<string, string[]>(result.files.map(({ path }) => [path, []]));
	const add = (file: string, error: string) => {
		const errors = files.get(file);
		if (errors === undefined) files.set(file, [error]);
		else errors.push(error);
	};
	for (const finding of shown(result).open) add(finding.file ?? NO_FILE, errorElement(finding));
	for (const { kind, path, message } of result.troubles) {
		add(path ?? NO_FILE, element('error', { severity: 'error', message, source: `${TOOL_NAME}.${kind}` }));
	}
	const elements = [...files].map(([name, errors]) => `\n  ${element('file', { name }, indented(errors))}`);
	return xmlDocument(element('checkstyle', { version: options.toolVersion }, [...elements, '\n']));
}

/** Names the working directory, for what belongs to no file. */
const NO_FILE = '.';

function indented(errors: readonly string[]): readonly string[] {
	return errors.length === 0 ? [] : [...errors.map(error => `\n    ${error}`), '\n  '];
}

function errorElement({ code, severity, message, range }: ShownFinding): string {
	return element('error', {
		line: range === null ? undefined : range.start.line + 1,
		column: range === null ? undefined : range.start.character + 1,
		severity,
		message,
		source: `${TOOL_NAME}.${code}`,
	});
}
