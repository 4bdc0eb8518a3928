import type { CheckResult } from '../../files/result.ts';
import { displayWidth } from './display-width.ts';
import type { FormatOptions } from './format.ts';
import { type Block, findingLines, marginal, newBlock } from './human-finding.ts';
import { printable } from './printable.ts';
import { type Shown, type ShownFinding, shown } from './shown.ts';
import { details, outcome, placeText, severitiesOf, severityCounts } from './wording.ts';

/**
 * For people at a terminal: each finding with its place in the text, by file, and one line that sums up. Troubles and
 * notices are told on standard error by whoever prints this; the last line only counts what could not be judged.
 */
export function human(result: CheckResult, options: FormatOptions): string {
	const view = shown(result);
	const block = newBlock(view, options);
	const lines = [
		[...byFile(view.open)].map(([file, findings]) => fileLines(file, findings, block)),
		options.verbose ? suppressedLines(view, block) : [],
		summaryLines(result, view, block),
	];
	return `${lines.flat(2).join('\n')}\n`;
}

function byFile(findings: readonly ShownFinding[]): Map<string | null, ShownFinding[]> {
	const map = new Map<string | null, ShownFinding[]>();
	for (const finding of findings) {
		const same = map.get(finding.file);
		if (same === undefined) map.set(finding.file, [finding]);
		else same.push(finding);
	}
	return map;
}

/** A heading, then the findings of one file; of each rule only so many. */
function fileLines(file: string | null, findings: readonly ShownFinding[], block: Block): string[] {
	const { options } = block;
	const lines = [heading(file, findings, block), ''];
	const ofRule = new Map<string, ShownFinding[]>();
	for (const finding of findings) {
		const same = ofRule.get(finding.code);
		if (same === undefined) ofRule.set(finding.code, [finding]);
		else same.push(finding);
	}
	const limit = options.verbose ? Number.POSITIVE_INFINITY : options.maxPerRule;
	const hidden = new Set([...ofRule.values()].flatMap(same => same.slice(limit)));
	for (const finding of findings) {
		if (!hidden.has(finding)) lines.push(...findingLines(finding, block), '');
	}
	for (const [code, same] of ofRule) {
		if (same.length > limit) lines.push(...restLines(code, same.slice(limit), block), '');
	}
	return lines;
}

function heading(file: string | null, findings: readonly ShownFinding[], block: Block): string {
	const name = printable(file ?? '(no file)');
	const counts = severityCounts(severitiesOf(findings));
	const room = block.proseWidth - displayWidth(name) - counts.length - 2;
	return `${block.paint.bold(name)} ${block.paint.dim(`${block.signs.rule.repeat(Math.max(room, 2))} ${counts}`)}`;
}

/** The findings of one rule that are too many to be shown one by one. */
function restLines(code: string, findings: readonly ShownFinding[], block: Block): string[] {
	const lines = [...new Set(findings.map(finding => finding.range?.start.line))]
		.filter(line => line !== undefined)
		.map(line => line + 1);
	const listed = lines.slice(0, MAX_LISTED_LINES).join(', ');
	const more = lines.length > MAX_LISTED_LINES ? `, and ${lines.length - MAX_LISTED_LINES} more` : '';
	const where = lines.length === 0 ? '' : ` at ${lines.length === 1 ? 'line' : 'lines'} ${listed}${more}`;
	const text = `and ${findings.length} more ${code}${where}`;
	return marginal('  ', [{ text, style: block.paint.dim }], block);
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

function summaryLines(result: CheckResult, view: Shown, block: Block): string[] {
	const { paint, signs } = block;
	const { errors, warnings, infos } = result.summary;
	const level =
		errors > 0 || result.troubles.length > 0 ? 'error' : warnings > 0 ? 'warning' : infos > 0 ? 'info' : null;
	const sign = level === null ? paint.green(signs.fine) : paint.severity(level, signs[level]);
	const rest = details(result).map(part => ({ text: `${signs.dot} ${part}`, style: paint.dim, whole: true }));
	return marginal(`${sign} `, [{ text: outcome(result, view.open), style: paint.bold }, ...rest], block);
}
