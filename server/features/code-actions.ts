import type {
	CodeAction,
	CodeActionContext,
	Diagnostic,
	Range,
	WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Edit, Finding, Fix } from '../../core/finding.ts';
import type { Span } from '../../core/text.ts';
import type { Client } from '../capabilities.ts';
import type { OpenDocument } from '../documents.ts';
import type { Judged } from '../workspace.ts';
import type { ActionData } from './action-data.ts';
import { diagnosticOf } from './diagnostics.ts';
import { extractSecret } from './extract-secret.ts';
import { fixAll } from './fix-all.ts';
import { canSuppress, configUri, suppressionEntry, suppressionLabel } from './suppress.ts';

/** `CodeActionKind`s of ours. */
export const ACTION_KINDS = {
	fix: 'quickfix',
	extract: 'refactor.extract',
	fixAll: 'source.fixAll.metronome-jobs',
} as const;

/** The command that shows the page of a rule. */
export const EXPLAIN_COMMAND = 'metronome-jobs.explain';

/** More than anyone would read through; each costs computing its fix, for the title. */
const MAX_ACTIONS = 50;

/** What can be done at a range, for the kinds the client asks for. Edits come along only where it cannot ask for them. */
export function codeActions(
	judged: Judged,
	range: Range,
	context: CodeActionContext,
	client: Client,
): CodeAction[] {
	const { positions } = judged.analysis.document;
	const span = { start: positions.offsetAt(range.start), end: positions.offsetAt(range.end) };
	const actions: CodeAction[] = [];
	if (wants(context, ACTION_KINDS.fix)) actions.push(...ofFindings(judged, span, context, client));
	if (wants(context, ACTION_KINDS.extract)) actions.push(...extraction(judged, span, client));
	if (wantsFixAll(context, client)) actions.push(...sourceFixAll(judged, client));
	return actions;
}

/** A kind asked for stands for all below it: `source.fixAll` for `source.fixAll.metronome-jobs`. */
function wants({ only }: CodeActionContext, kind: string): boolean {
	if (!Array.isArray(only)) return true;
	return only.some(asked => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** Fixing a whole file is only worked out when somebody wants it. */
function wantsFixAll(context: CodeActionContext, client: Client): boolean {
	const isAsked = Array.isArray(context.only);
	return wants(context, ACTION_KINDS.fixAll) && (isAsked || client.codeActions.resolvesEdit);
}

function ofFindings(judged: Judged, span: Span, context: CodeActionContext, client: Client): CodeAction[] {
	const found = judged.findings.filter(
		finding => finding.span !== null && finding.span.start <= span.end && finding.span.end >= span.start,
	);
	const fixes: CodeAction[] = [];
	const others: CodeAction[] = [];
	const codes = new Set<string>();
	for (const finding of found) {
		if (fixes.length >= MAX_ACTIONS) break;
		const diagnostics = [shownAs(finding, context) ?? diagnosticOf(finding, judged, client)];
		const fix = finding.fix?.() ?? null;
		if (fix !== null) fixes.push({ ...fixAction(finding, fix, judged, client), diagnostics });
		if (codes.has(finding.code)) continue;
		codes.add(finding.code);
		if (fix !== null)
			others.push(...fixesOfCode(finding.code, judged, client).map(action => ({ ...action, diagnostics })));
		others.push(...suppressions(finding, judged, client).map(action => ({ ...action, diagnostics })));
		others.push(...explanation(finding, client).map(action => ({ ...action, diagnostics })));
	}
	return [...fixes, ...others];
}

function fixAction(finding: Finding, fix: Fix, { analysis }: Judged, client: Client): CodeAction {
	const { document } = analysis;
	const data: ActionData = { uri: document.uri, action: 'fix', fingerprint: finding.fingerprint };
	return {
		title: fix.title,
		kind: ACTION_KINDS.fix,
		isPreferred: fix.safe,
		...later(data, () => workspaceEdit(fix.edits, document, client), client),
	};
}

/** For a rule that finds something more than once, and for the other files of the project. */
function fixesOfCode(code: string, judged: Judged, client: Client): CodeAction[] {
	const { analysis } = judged;
	const { uri } = analysis.document;
	// What only shows with other files is fixed one by one.
	const own = analysis.judging.findings().filter(finding => finding.code === code);
	if (own.length === 0) return [];
	const count = fixableAmong(judged.findings.filter(finding => finding.code === code));
	const actions: CodeAction[] = [];
	if (count > 1) {
		const data: ActionData = { uri, action: 'fix-file', code };
		const edit = later(data, () => fileEdit(judged, code, client), client);
		actions.push({
			title: `Fix all '${code}' in this file (${count === MAX_ACTIONS ? 'many' : count})`,
			kind: ACTION_KINDS.fix,
			...edit,
		});
	}
	// Files that are not open have to be read first.
	if (client.codeActions.resolvesEdit) {
		const data: ActionData = { uri, action: 'fix-workspace', code };
		actions.push({ title: `Fix all '${code}' in the workspace`, kind: ACTION_KINDS.fix, data });
	}
	return actions;
}

/** Each costs computing its fix. */
function fixableAmong(findings: readonly Finding[]): number {
	let count = 0;
	for (const { fix } of findings) {
		if (count === MAX_ACTIONS) break;
		if ((fix?.() ?? null) !== null) count++;
	}
	return count;
}

function suppressions(finding: Finding, { analysis }: Judged, client: Client): CodeAction[] {
	if (!canSuppress(finding)) return [];
	const { document, project } = analysis;
	const actions: CodeAction[] = [];
	const label = suppressionLabel(finding, analysis);
	if (label !== undefined) {
		const title = `Suppress '${finding.code}' for this job, with a reason in a label`;
		actions.push({ title, kind: ACTION_KINDS.fix, edit: workspaceEdit(label, document, client) });
	}
	if (configUri(project) !== undefined && client.codeActions.resolvesEdit) {
		const { fingerprint } = finding;
		const data: ActionData = { uri: document.uri, action: 'suppress', fingerprint };
		const title = `Suppress this '${finding.code}' in metronome-jobs.json, with a reason`;
		actions.push({ title, kind: ACTION_KINDS.fix, data });
	}
	return actions;
}

/** The page of a rule can be shown by a client that opens addresses for the server. */
function explanation({ code, docs }: Finding, client: Client): CodeAction[] {
	if (client.announced.window?.showDocument?.support !== true) return [];
	const title = `Explain '${code}'`;
	return [{ title, kind: ACTION_KINDS.fix, command: { title, command: EXPLAIN_COMMAND, arguments: [docs] } }];
}

function extraction({ analysis }: Judged, span: Span, client: Client): CodeAction[] {
	const { document } = analysis;
	const fix = analysis.isJobFile ? extractSecret(analysis, span.start) : undefined;
	// A selection goes no further than the value it is in.
	const value = fix?.edits[0];
	if (fix === undefined || value === undefined || span.end > value.end) return [];
	return [{ title: fix.title, kind: ACTION_KINDS.extract, edit: workspaceEdit(fix.edits, document, client) }];
}

function sourceFixAll(judged: Judged, client: Client): CodeAction[] {
	const { findings, analysis } = judged;
	if (!findings.some(({ fix }) => fix !== null)) return [];
	const data: ActionData = { uri: analysis.document.uri, action: 'fix-file', code: undefined };
	const made = later(data, () => fileEdit(judged, undefined, client), client);
	if (made.edit !== undefined && isEmpty(made.edit)) return [];
	return [{ title: 'Apply all safe fixes of Metronome Jobs', kind: ACTION_KINDS.fixAll, ...made }];
}

function isEmpty({ changes, documentChanges }: WorkspaceEdit): boolean {
	return Object.keys(changes ?? {}).length === 0 && (documentChanges ?? []).length === 0;
}

/** An edit that waits until the client asks for it, where the client can. */
function later(
	data: ActionData,
	edit: () => WorkspaceEdit,
	client: Client,
): Pick<CodeAction, 'data' | 'edit'> {
	return client.codeActions.resolvesEdit ? { data } : { edit: edit() };
}

/** The edit of one fix; undefined where its finding is gone. */
export function fixEdit(judged: Judged, fingerprint: string, client: Client): WorkspaceEdit | undefined {
	const finding = judged.findings.find(candidate => candidate.fingerprint === fingerprint);
	const fix = finding?.fix?.() ?? null;
	return fix === null ? undefined : workspaceEdit(fix.edits, judged.analysis.document, client);
}

/** Fixes of one rule, or without a code the safe ones of all rules, in one document. */
export function fileEdit({ analysis }: Judged, code: string | undefined, client: Client): WorkspaceEdit {
	const { name, project, document, context } = analysis;
	const edits = fixAll({ name, project, source: document.source, now: context.now }, code);
	return workspaceEdit(edits, document, client);
}

/** The entry in the settings that suppresses a finding; undefined where the finding is gone or there is no place for it. */
export function configEdit(
	{ findings }: Judged,
	fingerprint: string,
	config: OpenDocument,
	client: Client,
): WorkspaceEdit | undefined {
	const finding = findings.find(candidate => candidate.fingerprint === fingerprint);
	const edits = finding && suppressionEntry(finding, config.source);
	return edits && workspaceEdit(edits, config, client);
}

/** The diagnostic as the client already shows it, so that it knows which one goes. */
function shownAs(finding: Finding, context: CodeActionContext): Diagnostic | undefined {
	const shown: readonly Diagnostic[] = Array.isArray(context.diagnostics) ? context.diagnostics : [];
	return shown.find(diagnostic => fingerprintOf(diagnostic?.data) === finding.fingerprint);
}

function fingerprintOf(data: unknown): unknown {
	return typeof data === 'object' && data !== null && 'fingerprint' in data ? data.fingerprint : undefined;
}

/** Edits of one document; of one that is not open without its version. */
export function workspaceEdit(
	edits: readonly Edit[],
	{ uri, version, positions }: OpenDocument,
	client: Client,
): WorkspaceEdit {
	if (edits.length === 0) return client.documentChanges ? { documentChanges: [] } : { changes: {} };
	const changes = edits.map(edit => ({ range: positions.range(edit), newText: edit.newText }));
	if (!client.documentChanges) return { changes: { [uri]: changes } };
	const isClosed = version === CLOSED_VERSION;
	return { documentChanges: [{ textDocument: { uri, version: isClosed ? null : version }, edits: changes }] };
}

/** Of a document that only stands for a file on disk. Clients count from 0 or 1. */
export const CLOSED_VERSION = -1;

/** Edits of several documents as one. */
export function joined(edits: readonly WorkspaceEdit[], client: Client): WorkspaceEdit {
	if (client.documentChanges) return { documentChanges: edits.flatMap(edit => edit.documentChanges ?? []) };
	return { changes: Object.fromEntries(edits.flatMap(edit => Object.entries(edit.changes ?? {}))) };
}
