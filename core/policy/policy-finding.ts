import { DEFAULT_SEVERITY, type Finding, type Fix, type Severity } from '../finding.ts';
import type { Unsigned } from '../fingerprint.ts';
import { docsUrl } from '../project.ts';
import type { Rule } from '../rule.ts';

export interface PolicyReport extends Pick<Finding, 'file' | 'pointer' | 'span'> {
	readonly message: string;
	readonly job?: string | null;
	readonly severity?: Severity;
	readonly fix?: Fix | null;
	readonly unnecessary?: boolean;
}

/** A finding about the settings themselves. */
export function policyFinding({ meta }: Rule, report: PolicyReport): Unsigned {
	const fix = report.fix ?? null;
	return {
		code: meta.code,
		severity: report.severity ?? meta.severity ?? DEFAULT_SEVERITY[meta.consequence],
		consequence: meta.consequence,
		message: report.message,
		file: report.file,
		pointer: report.pointer,
		span: report.span,
		job: report.job ?? null,
		related: [],
		unnecessary: report.unnecessary ?? false,
		fix: fix === null ? null : () => fix,
		suppressed: null,
		docs: docsUrl(meta.code),
	};
}
