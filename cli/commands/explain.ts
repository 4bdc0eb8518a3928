import { EXAMPLE_FILE, runExample } from '../../core/example.ts';
import { DEFAULT_SEVERITY } from '../../core/finding.ts';
import { docsUrl } from '../../core/project.ts';
import type { Rule } from '../../core/rule.ts';
import { RULES } from '../../core/rules/registry.ts';
import { closest } from '../../core/spelling.ts';
import { SourceText } from '../../core/text.ts';
import { Exit, type Io, UsageError } from '../io.ts';

/** `explain CODE`: what a rule finds, why it matters at the server and what to do. */
export function explain(code: string, io: Io): number {
	io.out.write(explanation(ruleNamed(code), io.out.width));
	return Exit.fine;
}

/** The rule with this code; a slip of the pen is told. */
export function ruleNamed(code: string): Rule {
	const rule = RULES.find(candidate => candidate.meta.code === code);
	if (rule !== undefined) return rule;
	const near = closest(
		code,
		RULES.map(candidate => candidate.meta.code),
	);
	throw new UsageError(
		`There is no rule '${code}'.${near === undefined ? '' : ` Did you mean '${near}'?`} 'metronome-jobs rules' lists them all.`,
	);
}

function explanation(rule: Rule, width: number): string {
	const { meta } = rule;
	const severity = meta.severity ?? DEFAULT_SEVERITY[meta.consequence];
	const fix = {
		safe: 'applied by --fix',
		unsafe: 'applied by --fix-unsafe, look at the result',
		none: 'none',
	}[meta.fix];
	const example = meta.examples.find(candidate => candidate.silent !== true);
	const parts = [
		`${meta.code}  (${severity}, ${meta.consequence})`,
		wrap(`${meta.summary}.`, width),
		`Why\n${wrap(meta.why, width, '  ')}`,
		`What to do\n${wrap(meta.remedy, width, '  ')}`,
		`Fix: ${fix}`,
	];
	if (example !== undefined) {
		const source = new SourceText(example.text);
		const found = runExample(example)
			.filter(finding => finding.code === meta.code)
			.map(finding => {
				const at = source.positionAt(finding.span?.start ?? 0);
				return wrap(`${EXAMPLE_FILE}:${at.line + 1}:${at.character + 1} ${finding.message}`, width, '  ');
			});
		parts.push(`Example: ${example.title}\n${indent(example.text.trimEnd())}\n\n${found.join('\n')}`);
	}
	parts.push(docsUrl(meta.code));
	return `${parts.join('\n\n')}\n`;
}

function indent(text: string): string {
	return text.replaceAll(/^/gm, '  ');
}

/** Breaks text into lines of at most `width` characters between words. */
export function wrap(text: string, width: number, margin = ''): string {
	const lines: string[] = [];
	for (const paragraph of text.split('\n')) {
		let line = '';
		for (const word of paragraph.split(' ')) {
			if (line !== '' && margin.length + line.length + 1 + word.length > width) {
				lines.push(margin + line);
				line = word;
			} else line = line === '' ? word : `${line} ${word}`;
		}
		lines.push(margin + line);
	}
	return lines.join('\n');
}
