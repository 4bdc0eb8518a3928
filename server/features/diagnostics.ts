import type {
	Diagnostic,
	DiagnosticRelatedInformation,
	DiagnosticSeverity,
} from 'vscode-languageserver-protocol';
import type { Finding, Related, Severity } from '../../core/finding.ts';
import { TOOL_NAME } from '../../core/project.ts';
import type { Client } from '../capabilities.ts';
import type { Judged } from '../workspace.ts';

/** What a diagnostic carries for its quick fixes: a fingerprint never holds a value. */
export interface DiagnosticData {
	readonly fingerprint: string;
}

/** The findings of a document as the client shows them. */
export function diagnosticsOf(judged: Judged, client: Client): Diagnostic[] {
	return judged.findings.map(finding => diagnosticOf(finding, judged, client));
}

export function diagnosticOf(finding: Finding, judged: Judged, client: Client): Diagnostic {
	const data: DiagnosticData = { fingerprint: finding.fingerprint };
	const related = client.diagnostics.related
		? finding.related.flatMap(place => relatedInformation(place, judged))
		: [];
	return {
		range: judged.analysis.document.positions.range(finding.span ?? { start: 0, end: 0 }),
		severity: SEVERITIES[finding.severity],
		code: finding.code,
		codeDescription: { href: finding.docs },
		source: TOOL_NAME,
		message: finding.message,
		...(client.diagnostics.unnecessary && finding.unnecessary && { tags: [UNNECESSARY] }),
		...(related.length > 0 && { relatedInformation: related }),
		data,
	};
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3 };

/** `DiagnosticTag.Unnecessary`. */
const UNNECESSARY = 1;

function relatedInformation(
	{ file, span, message }: Related,
	{ analysis, elsewhere }: Judged,
): DiagnosticRelatedInformation[] {
	const { document } = analysis;
	if (file === null || file === analysis.name) {
		const range = document.positions.range(span ?? { start: 0, end: 0 });
		return [{ location: { uri: document.uri, range }, message }];
	}
	const location = elsewhere.locate(file, span);
	return location === undefined ? [] : [{ location, message }];
}
