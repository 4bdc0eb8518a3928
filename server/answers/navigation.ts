import type { WorkspaceSymbol } from 'vscode-languageserver-protocol';
import type { Analysis } from '../analysis.ts';
import { idOfItem, incomingCalls, jobItems, outgoingCalls } from '../features/call-hierarchy.ts';
import { documentLinks } from '../features/links.ts';
import { isNamedIn, type Name, nameAt } from '../features/names.ts';
import { definitionsOf, highlightsOf, locationsOf } from '../features/references.ts';
import { documentSymbols, flatSymbols, workspaceSymbols } from '../features/symbols.ts';
import type { FileView } from '../file-view.ts';
import type { SetView } from '../job-sets.ts';
import type { Answers } from '../offers/later.ts';
import type { Session } from '../session.ts';
import type { Workspace } from '../workspace.ts';

/** More than anybody reads; the client asks again as the query grows. */
const MOST_SYMBOLS = 500;

/** Answers what leads from one place to another. */
export function navigationAnswers({ client, workspace }: Session): Answers {
	const hasOutline =
		client.announced.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
	return {
		'textDocument/definition': async ({ textDocument, position }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			if (pointed === undefined) return null;
			return definitionsOf(pointed.name, await viewsOf(workspace, pointed), pointed.own);
		},
		'textDocument/references': async ({ textDocument, position, context }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			if (pointed === undefined) return null;
			const withDefinition = context?.includeDeclaration !== false;
			const views = await viewsOf(workspace, pointed);
			return locationsOf(pointed.name, views, ({ isDefinition }) => withDefinition || !isDefinition);
		},
		'textDocument/documentHighlight': async ({ textDocument, position }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			return pointed === undefined
				? null
				: highlightsOf(pointed.name, pointed.own.context, pointed.own.positions);
		},
		'textDocument/documentSymbol': async ({ textDocument }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			if (analysis === undefined) return null;
			const symbols = documentSymbols(analysis.context, analysis.document.positions);
			return hasOutline ? symbols : flatSymbols(symbols, textDocument.uri);
		},
		'workspace/symbol': async ({ query }) => {
			const wanted = typeof query === 'string' ? query : '';
			const found: WorkspaceSymbol[] = [];
			for (const project of await workspace.everyProject()) {
				const left = MOST_SYMBOLS - found.length;
				if (left > 0) found.push(...workspaceSymbols(await workspace.view(project), wanted, left));
			}
			return found;
		},
		'textDocument/documentLink': async ({ textDocument }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			return analysis === undefined ? null : documentLinks(analysis.context, analysis.document.positions);
		},
		'textDocument/prepareCallHierarchy': async ({ textDocument, position }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			if (pointed?.name.kind !== 'job') return null;
			return jobItems(await setAround(workspace, pointed.analysis), pointed.name.value);
		},
		'callHierarchy/incomingCalls': async ({ item }) => {
			const around = await setOfItem(workspace, item.uri, item.data);
			return around === undefined ? null : incomingCalls(around.view, around.id);
		},
		'callHierarchy/outgoingCalls': async ({ item }) => {
			const around = await setOfItem(workspace, item.uri, item.data);
			return around === undefined ? null : outgoingCalls(around.view, around.id);
		},
	};
}

/** The name at a position, and the document it is in. */
export interface Pointed {
	readonly name: Name;
	readonly analysis: Analysis;
	readonly own: FileView;
}

export async function pointedAt(
	workspace: Workspace,
	uri: string,
	position: { readonly line: number; readonly character: number },
): Promise<Pointed | undefined> {
	const analysis = await jobFile(workspace, uri);
	if (analysis === undefined) return undefined;
	const { document, context } = analysis;
	const name = nameAt(context, document.positions.offsetAt(position));
	if (name === undefined) return undefined;
	return { name, analysis, own: { uri, version: document.version, context, positions: document.positions } };
}

/** The files that have the name: its own for an alias, all of the project for anything else. */
export async function viewsOf(
	workspace: Workspace,
	{ name, analysis, own }: Pointed,
): Promise<readonly FileView[]> {
	if (name.kind === 'alias') return [own];
	const views = await workspace.contexts(analysis.project, summary => isNamedIn(summary, name));
	// A document that is open and no part of the set has places all the same.
	return views.some(({ uri }) => uri === own.uri) ? views : [own, ...views];
}

export async function jobFile(workspace: Workspace, uri: string): Promise<Analysis | undefined> {
	const analysis = await workspace.analysis(uri);
	return analysis?.isJobFile === true ? analysis : undefined;
}

async function setAround(workspace: Workspace, { project }: Analysis): Promise<SetView> {
	await workspace.everyProject();
	return workspace.view(project);
}

async function setOfItem(
	workspace: Workspace,
	uri: string,
	data: unknown,
): Promise<{ readonly view: SetView; readonly id: string } | undefined> {
	const id = idOfItem(data);
	if (id === undefined) return undefined;
	await workspace.everyProject();
	return { view: await workspace.view(await workspace.projectOf(uri)), id };
}
