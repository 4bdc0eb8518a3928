import type { Finding } from '../../core/finding.ts';
import { groupedBy } from '../../core/group.ts';
import type { CheckResult } from '../../files/result.ts';
import { displayWidth } from './display-width.ts';
import type { FormatOptions } from './format.ts';
import { type Block, findingLines, marginal, newBlock } from './human-finding.ts';
import { printable } from './printable.ts';
import { type Shown, type ShownFinding, shown } from './shown.ts';
import { count, details, outcome, placeText, type Severe, severitiesOf, severityCounts } from './wording.ts';

/**
 * For people at a terminal: each finding with its place in the text, by file, and one line that sums up. Of one rule only
 * so many are shown, the rest is counted. Troubles and notices are told on standard error by whoever prints this; the
 * last line only counts what could not be judged.
 */
export function human(result: CheckResult, options: FormatOptions): string {
	const { chosen, rest } = choose(result.findings, options);
	const view = shown({ ...result, findings: chosen });
	const block = newBlock(view, options);
	const files = groupedBy(view.open, fileOf);
	const counted = groupedBy(rest, fileOf);
	const elsewhere = rest.filter(({ file }) => !files.has(file));
	const lines = [
		[...files].map(([file, findings]) => fileLines(file, findings, counted.get(file) ?? [], result, block)),
		options.verbose ? suppressedLines(view, block) : [],
		[...groupedBy(elsewhere, codeOf)].map(([code, findings]) => elsewhereLines(code, findings, block)),
		elsewhere.length > 0 ? [''] : [],
		summaryLines(result, block),
	];
	return `${lines.flat(2).join('\n')}\n`;
}

interface Choice {
	/** What is shown one by one, suppressed findings included. */
	readonly chosen: readonly Finding[];
	/** What is only counted. */
	readonly rest: readonly Finding[];
}

/** Takes the first findings of each rule, over all files: nobody reads the hundredth of a kind. */
function choose(findings: readonly Finding[], { maxPerRule, verbose }: FormatOptions): Choice {
	const counts = new Map<string, number>();
	const chosen: Finding[] = [];
	const rest: Finding[] = [];
	for (const finding of findings) {
		const before = counts.get(finding.code) ?? 0;
		if (finding.suppressed !== null || verbose === true || before < maxPerRule) chosen.push(finding);
		else rest.push(finding);
		if (finding.suppressed === null) counts.set(finding.code, before + 1);
	}
	return { chosen, rest };
}

const fileOf = ({ file }: { readonly file: string | null }) => file;
const codeOf = ({ code }: { readonly code: string }) => code;

/** A heading, the findings of one file, and the lines of those that are only counted. */
function fileLines(
	file: string | null,
	findings: readonly ShownFinding[],
	counted: readonly Finding[],
	result: CheckResult,
	block: Block,
): string[] {
	const lines = [heading(file, [...findings, ...counted], block), ''];
	for (const finding of findings) lines.push(...findingLines(finding, block), '');
	for (const [code, same] of groupedBy(counted, codeOf))
		lines.push(...restLines(code, same, result, block), '');
	return lines;
}

/** The findings of one rule in files of which nothing else is shown. */
function elsewhereLines(code: string, findings: readonly Finding[], block: Block): string[] {
	const files = new Set(findings.map(({ file }) => file)).size;
	const text = `and ${findings.length} more ${code} in ${count(files, 'other file')}; --verbose shows all`;
	return marginal('  ', [{ text, style: block.paint.dim }], block);
}

function heading(file: string | null, findings: readonly Severe[], block: Block): string {
	const name = printable(file ?? '(no file)');
	const counts = severityCounts(severitiesOf(findings));
	const room = block.proseWidth - displayWidth(name) - counts.length - 2;
	return `${block.paint.bold(name)} ${block.paint.dim(`${block.signs.rule.repeat(Math.max(room, 2))} ${counts}`)}`;
}

/** The findings of one rule that are too many to be shown one by one. */
function restLines(code: string, findings: readonly Finding[], result: CheckResult, block: Block): string[] {
	const lines = [...new Set(findings.map(finding => lineOf(finding, result)))].filter(
		line => line !== undefined,
	);
	const listed = lines.slice(0, MAX_LISTED_LINES).join(', ');
	const more = lines.length > MAX_LISTED_LINES ? `, and ${lines.length - MAX_LISTED_LINES} more` : '';
	const where = lines.length === 0 ? '' : ` at ${lines.length === 1 ? 'line' : 'lines'} ${listed}${more}`;
	const text = `and ${findings.length} more ${code}${where}`;
	return marginal('  ', [{ text, style: block.paint.dim }], block);
}

/** 1-based. */
function lineOf({ file, span }: Finding, result: CheckResult): number | undefined {
	const source = file === null || span === null ? undefined : result.sources.get(file);
	return source === undefined || span === null ? undefined : source.positionAt(span.start).line + 1;
}

const MAX_LISTED_LINES = 12;

/** What nobody wants to hear of, with the reasons why. */
function suppressedLines(view: Shown, block: Block): string[] {
	const lines = view.findings.flatMap(finding => {
		if (finding.suppressed === null) return [];
		const { by, reason } = finding.suppressed;
		const text = `${placeText(finding)} ${finding.code} suppressed by ${by}${reason === '' ? '' : `: ${reason}`}`;
		return marginal(`${block.signs.dot} `, [{ text, style: block.paint.dim }], block);
	});
	return lines.length === 0 ? [] : [...lines, ''];
}

function summaryLines(result: CheckResult, block: Block): string[] {
	const { paint, signs } = block;
	const { errors, warnings, infos } = result.summary;
	const level =
		errors > 0 || result.troubles.length > 0 ? 'error' : warnings > 0 ? 'warning' : infos > 0 ? 'info' : null;
	const sign = level === null ? paint.green(signs.fine) : paint.severity(level, signs[level]);
	const rest = details(result).map(part => ({ text: `${signs.dot} ${part}`, style: paint.dim, whole: true }));
	return marginal(`${sign} `, [{ text: outcome(result), style: paint.bold }, ...rest], block);
}
