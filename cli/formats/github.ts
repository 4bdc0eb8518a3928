import { SEVERITY_RANK, type Severity } from '../../core/finding.ts';
import type { CheckResult } from '../../files/result.ts';
import { cut } from './cut.ts';
import { printableLines } from './printable.ts';
import { type ShownFinding, shown } from './shown.ts';
import { details, outcome, placeText } from './wording.ts';

/**
 * Workflow commands, which GitHub Actions turns into annotations on the lines of a pull request. The runner shows 10 of
 * each level for a step, so the gravest come first; every line stays in the log. Paths are those of the working
 * directory, which must be the root of the repository for GitHub to find the files.
 */
export function github(result: CheckResult): string {
	const { open } = shown(result);
	const last = oneLine([outcome(result), ...details(result), ...shownOf(result)].join(' · '));
	return `${[...commandsOf(result, open), last].join('\n')}\n`;
}

/** The commands alone, one a line, for who prints them among other things. */
export function workflowCommands(result: CheckResult): string[] {
	return commandsOf(result, shown(result).open);
}

function commandsOf({ troubles, notices }: CheckResult, open: readonly ShownFinding[]): string[] {
	const sorted = open.toSorted((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
	return [
		...troubles.map(({ path, message }) => command('error', { file: path ?? undefined }, message)),
		...sorted.map(annotation),
		...notices.map(notice => command('notice', {}, notice)),
	];
}

/** More than the runner shows are only in the log. */
function shownOf({ summary }: CheckResult): string[] {
	const most = Math.max(summary.errors, summary.warnings, summary.infos);
	return most > MAX_ANNOTATIONS ? [`GitHub annotates ${MAX_ANNOTATIONS} of each level, the log has all`] : [];
}

/** Of each level in one step (facts: actions-and-deploy §4). */
const MAX_ANNOTATIONS = 10;

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

function annotation(finding: ShownFinding): string {
	const { severity, consequence, code, file, range } = finding;
	const isOneLine = range !== null && range.start.line === range.end.line;
	const properties = {
		file: file ?? undefined,
		line: range === null ? undefined : range.start.line + 1,
		endLine: range === null ? undefined : range.end.line + 1,
		// GitHub takes columns only within one line.
		col: isOneLine ? range.start.character + 1 : undefined,
		endColumn: isOneLine ? range.end.character + 1 : undefined,
		title: `${code} (${consequence})`,
	};
	return command(COMMANDS[severity], properties, annotationText(finding));
}

const MAX_RELATED = 4;

/** The runner cuts a message at 4,096 characters (facts: actions-and-deploy §4); a check run takes 64 KB. */
const MAX_MESSAGE = 4000;

/**
 * What an annotation says of a finding, by a workflow command or in a check run: the message, related places, the fix and
 * the rule's page, a line each. At most 4,000 characters, and nothing that steers a terminal.
 */
export function annotationText(finding: ShownFinding): string {
	const fix = finding.fix();
	const lines = [
		finding.message,
		...finding.related.slice(0, MAX_RELATED).map(place => `${placeText(place)}: ${place.message}`),
		...(fix === null ? [] : [`Fix: ${fix.title}${fix.safe ? '' : ' (needs a look)'}`]),
		finding.docs,
	];
	return cut(printableLines(lines.join('\n')), MAX_MESSAGE);
}

function command(
	name: string,
	properties: Readonly<Record<string, string | number | undefined>>,
	message: string,
): string {
	const written = Object.entries(properties)
		.filter(([, value]) => value !== undefined && value !== '')
		.map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
	return `::${[name, written.join(',')].join(' ').trimEnd()}::${escapedData(cut(message, MAX_MESSAGE))}`;
}

/** Escapes as the toolkit's own commands do; what steers a terminal is written out. */
function escapedData(text: string): string {
	return lines(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
	return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The runner obeys the old form of commands, `##[…]`, anywhere in a line. */
function lines(text: string): string {
	return printableLines(text).replaceAll('##[', '## [');
}

/** A line that is no command: the runner obeys `::…::` at its beginning. */
function oneLine(text: string): string {
	return lines(text)
		.replaceAll('\n', ' ')
		.replace(/^\s*::/, ': :');
}
