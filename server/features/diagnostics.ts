import type {
	Diagnostic,
	DiagnosticRelatedInformation,
	DiagnosticSeverity,
} from 'vscode-languageserver-protocol';
import type { Finding, Related, Severity } from '../../core/finding.ts';
import { TOOL_NAME } from '../../core/project.ts';
import type { Client } from '../capabilities.ts';
import type { Elsewhere } from '../job-sets.ts';
import { FROM_PATCH } from '../patched-file.ts';
import { baseName } from '../uris.ts';
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
	const { analysis, elsewhere } = judged;
	const { uri, positions } = analysis.document;
	const locate: Elsewhere['locate'] = (file, span) =>
		file === analysis.name ? { uri, range: positions.range(span ?? START) } : elsewhere.locate(file, span);
	return diagnosticAt(finding, { locate }, client);
}

/** `places` finds those of the finding's own file as well. */
export function diagnosticAt(finding: Finding, places: Elsewhere, client: Client): Diagnostic {
	const data: DiagnosticData = { fingerprint: finding.fingerprint };
	const related = client.diagnostics.related
		? finding.related.flatMap(place => relatedInformation(place, finding.file ?? '', places))
		: [];
	return {
		range: places.locate(finding.file ?? '', finding.span)?.range ?? NOWHERE,
		severity: SEVERITIES[finding.severity],
		code: finding.code,
		codeDescription: { href: finding.docs },
		source: TOOL_NAME,
		message: client.diagnostics.related ? finding.message : messageAlone(finding),
		...(client.diagnostics.unnecessary && finding.unnecessary && { tags: [UNNECESSARY] }),
		...(related.length > 0 && { relatedInformation: related }),
		data,
	};
}

/** A client that shows no related places still says which file is at fault. */
function messageAlone({ message, related }: Finding): string {
	const patch = related.find(place => place.message === FROM_PATCH)?.file;
	return typeof patch === 'string' ? `${message} ${FROM_PATCH}: ${baseName(patch)}.` : message;
}

const START = { start: 0, end: 0 };
const NOWHERE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3 };

/** `DiagnosticTag.Unnecessary`. */
const UNNECESSARY = 1;

function relatedInformation(
	{ file, span, message }: Related,
	own: string,
	places: Elsewhere,
): DiagnosticRelatedInformation[] {
	const location = places.locate(file ?? own, span);
	return location === undefined ? [] : [{ location, message }];
}
