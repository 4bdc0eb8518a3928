import type { CheckResult } from '../../files/result.ts';
import { type ShownFinding, shown } from './shown.ts';

/**
 * GitLab's Code Quality report, for `artifacts:reports:codequality`. Suppressed findings are left out. GitLab keeps one
 * entry of equal fingerprints, so those of one job id in two files are told apart.
 */
export function gitlab(result: CheckResult): string {
	const seen = new Map<string, number>();
	const entries = shown(result).open.map(finding => {
		const before = seen.get(finding.fingerprint) ?? 0;
		seen.set(finding.fingerprint, before + 1);
		return entry(finding, before === 0 ? finding.fingerprint : `${finding.fingerprint}-${before + 1}`);
	});
	return `${JSON.stringify(entries, undefined, 2)}\n`;
}

function entry(finding: ShownFinding, fingerprint: string) {
	const { range } = finding;
	return {
		description: `${finding.message} (${finding.code})`,
		check_name: finding.code,
		fingerprint,
		severity: severityOf(finding),
		location: {
			path: finding.file ?? '.',
			lines: { begin: (range?.start.line ?? 0) + 1, end: (range?.end.line ?? 0) + 1 },
		},
	};
}

/** GitLab's levels say how much harm is done: what breaks the server for all, or lies open to all, blocks. */
function severityOf({ severity, consequence, code }: ShownFinding): string {
	if (severity === 'info') return 'info';
	if (severity === 'warning') return consequence === 'risk' ? 'minor' : 'major';
	return consequence === 'breaks' || code === 'plain-text-secret' ? 'blocker' : 'critical';
}
