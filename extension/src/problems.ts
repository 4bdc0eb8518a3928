import * as vscode from 'vscode';
import type { Problem } from './job-rows.ts';

/** What our diagnostics are signed with. */
const SOURCE = 'metronome-jobs';

/** Our mistakes in a file, as the editor shows them. */
export function problemsOf(uri: string): readonly Problem[] {
	const ours = vscode.languages
		.getDiagnostics(vscode.Uri.parse(uri))
		.filter(({ source }) => source === SOURCE);
	return ours.map(({ range, severity }) => ({
		range,
		severity:
			severity === vscode.DiagnosticSeverity.Error
				? 'error'
				: severity === vscode.DiagnosticSeverity.Warning
					? 'warning'
					: 'info',
	}));
}
