import type { ConfigProblem } from '../config/problem.ts';
import type { Finding } from '../finding.ts';
import { fingerprints } from '../fingerprint.ts';
import { configInvalid } from '../rules/config-invalid.ts';
import { policyFinding } from './policy-finding.ts';

/** The problems of one settings file as findings. `file`: as findings name it. */
export function configFindings(file: string, problems: readonly ConfigProblem[]): readonly Finding[] {
	return fingerprints(
		problems.map(({ start, end, pointer, message }) =>
			policyFinding(configInvalid, { file, pointer, span: { start, end }, message }),
		),
	);
}
