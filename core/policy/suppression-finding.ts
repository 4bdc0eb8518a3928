import { ruleCodeProblem } from '../config/meaning.ts';
import type { Unsigned } from '../fingerprint.ts';
import { suppressionExpired } from '../rules/suppression-expired.ts';
import { suppressionUnused } from '../rules/suppression-unused.ts';
import type { SettingsSuppression } from '../settings.ts';
import { IGNORE_LABEL, type LabelSuppression } from './label.ts';
import { policyFinding } from './policy-finding.ts';

/** What is wrong with a label that suppresses; undefined: nothing. `fine`: it was used, or nobody can tell. */
export function labelFinding(label: LabelSuppression, fine: boolean): Unsigned | undefined {
	const { start, end, file, pointer, job } = label;
	const message = labelProblem(label) ?? (fine ? undefined : unusedText(`'${IGNORE_LABEL}${label.code}'`));
	if (message === undefined) return undefined;
	const blank = label.reason.trim() === '';
	return policyFinding(suppressionUnused, {
		file,
		pointer,
		job,
		span: { start, end },
		message,
		// A reason that is missing is to be written, not to be thrown away with its label.
		fix: blank && fine ? null : label.removal,
		unnecessary: !blank,
	});
}

function labelProblem({ code, reason }: LabelSuppression): string | undefined {
	const unknown = ruleCodeProblem(code);
	if (unknown !== undefined) return `${unknown} This label suppresses nothing: correct it or remove it.`;
	if (reason.trim() !== '') return undefined;
	return `This label gives no reason, so it suppresses nothing of '${code}'. Write the reason as its value.`;
}

function unusedText(what: string): string {
	return `${what} suppresses nothing here, and would hide the next finding unseen. Remove it.`;
}

/** A suppression of the settings that no finding needed. */
export function unusedFinding({ rule, at }: SettingsSuppression): Unsigned {
	return policyFinding(suppressionUnused, {
		file: at.file,
		pointer: at.pointer,
		span: { start: at.start, end: at.end },
		message: unusedText(`This suppression of '${rule}'`),
	});
}

/** A suppression of the settings whose last day is over. */
export function expiredFinding({ rule, until, at }: SettingsSuppression): Unsigned {
	return policyFinding(suppressionExpired, {
		file: at.file,
		pointer: at.pointer,
		span: { start: at.start, end: at.end },
		message: `This suppression of '${rule}' ended with ${until}: what it hid is shown again. Mend that and remove it, or give it a later day.`,
	});
}
