import type {
	CodeAction,
	CodeActionContext,
	Diagnostic,
	Range,
	WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Finding, Fix } from '../../core/finding.ts';
import type { Client } from '../capabilities.ts';
import type { OpenDocument } from '../documents.ts';
import type { Judged } from '../workspace.ts';
import { diagnosticOf } from './diagnostics.ts';

/** What an unresolved action carries to find its fix again. */
export interface FixData {
	readonly uri: string;
	readonly fingerprint: string;
}

const KIND = 'quickfix';

/** More than anyone would read through; each costs computing its fix, for the title. */
const MAX_ACTIONS = 50;

/** The fixes of the findings that a range touches. Their edits come along only if the client cannot ask for them. */
export function quickFixes(
	judged: Judged,
	range: Range,
	context: CodeActionContext,
	client: Client,
): CodeAction[] {
	if (context.only !== undefined && !context.only.some(kind => kind === '' || kind === KIND)) return [];
	const { document } = judged.analysis;
	const start = document.positions.offsetAt(range.start);
	const end = document.positions.offsetAt(range.end);
	const actions: CodeAction[] = [];
	for (const finding of judged.findings) {
		if (actions.length >= MAX_ACTIONS) break;
		if (finding.span === null || finding.span.start > end || finding.span.end < start) continue;
		const fix = finding.fix?.() ?? null;
		if (fix === null) continue;
		const data: FixData = { uri: document.uri, fingerprint: finding.fingerprint };
		actions.push({
			title: fix.title,
			kind: KIND,
			diagnostics: [shownAs(finding, context) ?? diagnosticOf(finding, judged, client)],
			isPreferred: fix.safe,
			...(client.codeActions.resolvesEdit ? { data } : { edit: workspaceEdit(fix, document, client) }),
		});
	}
	return actions;
}

/** Adds the edit to an action that was offered without; undefined where its finding is gone. */
export function resolveQuickFix(
	action: CodeAction,
	judged: Judged,
	fingerprint: string,
	client: Client,
): CodeAction | undefined {
	const finding = judged.findings.find(candidate => candidate.fingerprint === fingerprint);
	const fix = finding?.fix?.() ?? null;
	return fix === null ? undefined : { ...action, edit: workspaceEdit(fix, judged.analysis.document, client) };
}

/** Reads what an unresolved action brings back; undefined for anything that is not ours. */
export function readFixData(data: unknown): FixData | undefined {
	if (typeof data !== 'object' || data === null || !('uri' in data) || !('fingerprint' in data))
		return undefined;
	const { uri, fingerprint } = data;
	return typeof uri === 'string' && typeof fingerprint === 'string' ? { uri, fingerprint } : undefined;
}

/** The diagnostic as the client already shows it, so that it knows which one goes. */
function shownAs(finding: Finding, context: CodeActionContext): Diagnostic | undefined {
	const shown: readonly Diagnostic[] = Array.isArray(context.diagnostics) ? context.diagnostics : [];
	return shown.find(({ data }) => fingerprintOf(data) === finding.fingerprint);
}

function fingerprintOf(data: unknown): unknown {
	return typeof data === 'object' && data !== null && 'fingerprint' in data ? data.fingerprint : undefined;
}

function workspaceEdit(fix: Fix, document: OpenDocument, client: Client): WorkspaceEdit {
	const { uri, version, positions } = document;
	const edits = fix.edits.map(edit => ({ range: positions.range(edit), newText: edit.newText }));
	if (!client.documentChanges) return { changes: { [uri]: edits } };
	return { documentChanges: [{ textDocument: { uri, version }, edits }] };
}
