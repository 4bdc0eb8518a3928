import { applyEdits } from '../core/edit.ts';
import { EXAMPLE_FILE, runExample } from '../core/example.ts';
import { DEFAULT_SEVERITY, type Finding } from '../core/finding.ts';
import type { Example, Rule } from '../core/rule.ts';
import { SourceText } from '../core/text.ts';

const CONSEQUENCES = {
	refused: 'The server refuses the definition.',
	breaks: 'The server takes the definition and is broken by it, for everybody.',
	ignored: 'The server takes the definition and silently does something else.',
	fails: 'The server takes the definition, but the run cannot work.',
	risk: 'The definition works, and may still hurt.',
} as const;

const FIXES = {
	safe: 'yes, applied by `--fix`',
	unsafe: 'yes, applied by `--fix-unsafe` after a look',
	none: 'none',
} as const;

/** The page of a rule, `docs/rules/<code>.md`: its meta and what really happens to its examples. */
export function rulePage(rule: Rule): string {
	const { meta } = rule;
	const lines = [
		`# ${meta.code}`,
		'',
		`${meta.summary}.`,
		'',
		`| | |`,
		`|---|---|`,
		`| Consequence | \`${meta.consequence}\`: ${CONSEQUENCES[meta.consequence]} |`,
		`| Severity | ${meta.severity ?? DEFAULT_SEVERITY[meta.consequence]} |`,
		`| Fix | ${FIXES[meta.fix]} |`,
		'',
		'## Why',
		'',
		meta.why,
		'',
		'## What to do',
		'',
		meta.remedy,
		'',
	];
	if (meta.examples.length > 0)
		lines.push('## Examples', '', ...meta.examples.flatMap(example => section(meta.code, example)));
	lines.push('## Known from', '', ...meta.sources.map(source => `- ${source}`), '');
	return lines.join('\n');
}

function section(code: string, example: Example): string[] {
	const lines = [`### ${example.title}`, ''];
	const settings = settingsOf(example);
	if (settings !== '') lines.push(settings, '');
	lines.push('```json', shownText(example.text), '```', '');
	for (const [name, text] of Object.entries(example.others ?? {})) {
		lines.push(`\`${name}\`:`, '', '```json', shownText(text), '```', '');
	}
	const findings = runExample(example).filter(finding => finding.code === code);
	if (findings.length === 0) return [...lines, 'Nothing is found.', ''];
	const source = new SourceText(example.text);
	lines.push('```text', ...findings.map(finding => line(finding, source)), '```', '');
	const fix = findings[0]?.fix?.();
	if (fix) {
		const fixed = applyEdits(source.text, fix.edits);
		lines.push(
			`Fix (${fix.safe ? 'safe' : 'needs a look'}): ${fix.title}`,
			'',
			'```json',
			fixed.trimEnd(),
			'```',
			'',
		);
	}
	return lines;
}

/** Longest line of a page; an example may need a hundred thousand characters to make its point. */
const LONGEST_LINE = 200;

function shownText(text: string): string {
	return text
		.trimEnd()
		.split('\n')
		.map(one =>
			one.length > LONGEST_LINE ? `${one.slice(0, LONGEST_LINE)}… (${one.length} characters)` : one,
		)
		.join('\n');
}

function settingsOf(example: Example): string {
	const parts: string[] = [];
	if (example.version !== undefined) parts.push(`Metronome ${example.version}`);
	if (example.reading !== undefined && example.reading !== 'file')
		parts.push(`read as a ${example.reading} body`);
	if (example.target?.dialect !== undefined) parts.push(`secret dialect \`${example.target.dialect}\``);
	if (example.target?.secretsPlugin !== undefined)
		parts.push(`secrets plugin ${example.target.secretsPlugin}`);
	if (example.target?.store !== undefined) {
		parts.push(`the store has ${example.target.store.map(name => `\`${name}\``).join(', ') || 'nothing'}`);
	}
	return parts.length === 0 ? '' : `For: ${parts.join(' · ')}.`;
}

function line(finding: Finding, source: SourceText): string {
	const at = source.positionAt(finding.span?.start ?? 0);
	return `${EXAMPLE_FILE}:${at.line + 1}:${at.character + 1} ${finding.severity}: ${finding.message}`;
}
