import { SEVERITY_RANK } from '../../core/finding.ts';
import { groupedBy } from '../../core/group.ts';
import type { CheckResult } from '../../files/result.ts';
import { cut } from './cut.ts';
import type { FormatOptions } from './format.ts';
import { code, codeInTable, prose } from './markdown-text.ts';
import { type ShownFinding, shown } from './shown.ts';
import { count, details, outcome, placeText, severitiesOf, severityCounts } from './wording.ts';

/** GitHub takes comments of 65,536 characters; the rest is for what a comment has around the report. */
const DEFAULT_BUDGET = 60_000;

/**
 * For a comment on a pull request or a job summary: a table for each file. Where it would be longer than the budget,
 * the least severe findings are left out and counted. Nothing from a file can become a link, an image, a mention, HTML
 * or the end of a table.
 */
export function markdown(result: CheckResult, options: FormatOptions): string {
	const { open } = shown(result);
	const head = headLines(result, open);
	const entries = open.map(finding => ({ finding, row: rowOf(finding) }));
	const budget = (options.budget ?? DEFAULT_BUDGET) - bytesOf(head.join('\n')) - CLOSING_BYTES;
	const kept = withinBudget(entries, budget);
	const lines = [...head];
	const shownEntries = entries.filter(entry => kept.has(entry));
	for (const [file, own] of groupedBy(shownEntries, ({ finding }) => finding.file)) {
		lines.push('', ...tableHead(file), ...own.map(({ row }) => row));
	}
	const hidden = entries.filter(entry => !kept.has(entry)).map(entry => entry.finding);
	if (hidden.length > 0) {
		const counts = severityCounts(severitiesOf(hidden));
		lines.push('', `…and ${count(hidden.length, 'more finding')} (${counts}), left out for length.`);
	}
	return `${lines.join('\n')}\n`;
}

/** Enough for the line on what was left out. */
const CLOSING_BYTES = 200;
const MAX_LISTED_TROUBLES = 20;

function headLines(result: CheckResult, open: readonly ShownFinding[]): string[] {
	const { summary, troubles, notices } = result;
	const sign =
		summary.errors > 0 || troubles.length > 0
			? SIGNS.error
			: summary.warnings > 0
				? SIGNS.warning
				: open.length > 0
					? SIGNS.info
					: '✅';
	const lines = [`### ${sign} ${outcome(result)}`, '', prose(details(result).join(' · '))];
	const notes = [
		...troubles.map(({ message }) => `${SIGNS.error} ${prose(cut(message, MAX_MESSAGE))}`),
		...notices.map(notice => `${SIGNS.info} ${prose(cut(notice, MAX_MESSAGE))}`),
	];
	if (notes.length > 0) lines.push('', ...notes.slice(0, MAX_LISTED_TROUBLES).map(note => `- ${note}`));
	if (notes.length > MAX_LISTED_TROUBLES) lines.push(`- …and ${notes.length - MAX_LISTED_TROUBLES} more`);
	return lines;
}

const SIGNS = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

interface Entry {
	readonly finding: ShownFinding;
	readonly row: string;
}

function tableHead(file: string | null): string[] {
	return [
		`#### ${code(file ?? '(no file)')}`,
		'',
		'| | Line | Finding | Rule |',
		'| --- | --: | --- | --- |',
	];
}

/** One long message must not take the place of all others. */
const MAX_MESSAGE = 1000;
const MAX_RELATED = 3;

function rowOf(finding: ShownFinding): string {
	const { severity, consequence, range, related } = finding;
	const fix = finding.fix();
	const text = [
		prose(cut(finding.message, MAX_MESSAGE)),
		...related
			.slice(0, MAX_RELATED)
			.map(place => `↳ ${codeInTable(placeText(place))} ${prose(cut(place.message, MAX_MESSAGE))}`),
		...(fix === null
			? []
			: [`**Fix:** ${prose(cut(fix.title, MAX_MESSAGE))}${fix.safe ? '' : ' (needs a look)'}`]),
	];
	const line = range === null ? '' : String(range.start.line + 1);
	return `| ${SIGNS[severity]} ${severity} | ${line} | ${text.join('<br>')} | [${finding.code}](${finding.docs})<br>${consequence} |`;
}

/** The entries that fit, gravest first; each file costs its heading once. */
function withinBudget(entries: readonly Entry[], budget: number): ReadonlySet<Entry> {
	const kept = new Set<Entry>();
	const files = new Set<string | null>();
	let left = budget;
	const ranked = entries.toSorted(
		(a, b) => SEVERITY_RANK[b.finding.severity] - SEVERITY_RANK[a.finding.severity],
	);
	for (const entry of ranked) {
		const { file } = entry.finding;
		const heading = files.has(file) ? 0 : bytesOf(tableHead(file).join('\n')) + 2;
		const cost = bytesOf(entry.row) + 1 + heading;
		if (cost > left) break;
		left -= cost;
		files.add(file);
		kept.add(entry);
	}
	return kept;
}

function bytesOf(text: string): number {
	return Buffer.byteLength(text);
}
