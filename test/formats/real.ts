import { checkFile, checkSet } from '../../core/check.ts';
import type { Finding } from '../../core/finding.ts';
import { RULES } from '../../core/rules/registry.ts';
import { DEFAULT_TARGET } from '../../core/target.ts';
import { SourceText } from '../../core/text.ts';
import type { CheckResult } from '../../files/result.ts';
import { resultOf } from './sample.ts';

/** Fixed, so that rules which look at the date say the same in every year. */
const NOW = Date.UTC(2026, 0, 15);

/** The result of the real rules for texts by path, without settings. */
export function checkTexts(texts: Readonly<Record<string, string>>): CheckResult {
	const options = { target: DEFAULT_TARGET, now: NOW, reading: 'file' } as const;
	const checks = Object.entries(texts).map(([path, text]) => checkFile(path, new SourceText(text), options));
	const together = checkSet(
		checks.map(check => check.summary),
		true,
		options,
	);
	const findings: Finding[] = [];
	for (const check of checks) {
		const ofSet = together.filter(finding => finding.file === check.file);
		findings.push(
			...[...check.findings, ...ofSet].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)),
		);
	}
	return resultOf(texts, findings);
}

/** Every example in the documentation of every rule, as one project. */
export function realResult(): CheckResult {
	const texts: Record<string, string> = {};
	for (const { meta } of RULES) {
		meta.examples.forEach((example, n) => {
			texts[`examples/${meta.code}/${n}.json`] = example.text;
		});
	}
	return checkTexts(texts);
}
