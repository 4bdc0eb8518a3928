import type { ServerCapabilities } from 'vscode-languageserver-protocol';
import type { Client } from '../capabilities.ts';
import type { Session } from '../session.ts';
import { answerLater } from './later.ts';

/** What leads from one place to another, and what changes names and blanks. */
export function navigationCapabilities({ announced }: Client): Partial<ServerCapabilities> {
	return {
		definitionProvider: true,
		referencesProvider: true,
		documentHighlightProvider: true,
		documentSymbolProvider: true,
		workspaceSymbolProvider: true,
		documentLinkProvider: {},
		callHierarchyProvider: true,
		// A client that cannot prepare takes the plain announcement only.
		renameProvider:
			announced.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
		linkedEditingRangeProvider: true,
		foldingRangeProvider: true,
		selectionRangeProvider: true,
		documentFormattingProvider: true,
		documentRangeFormattingProvider: true,
		semanticTokensProvider: {
			legend: { tokenTypes: TOKEN_TYPES, tokenModifiers: TOKEN_MODIFIERS },
			full: true,
			range: true,
		},
	};
}

/** Aliases are variables, jobs are classes, sources are properties; the parts of a cron expression are what they look like. */
const TOKEN_TYPES = ['variable', 'class', 'property', 'number', 'keyword', 'operator'];
const TOKEN_MODIFIERS = ['declaration'];

export function offerNavigation(session: Session): void {
	const lead = answerLater(session, async () =>
		(await import('../answers/navigation.ts')).navigationAnswers(session),
	);
	lead('textDocument/definition', null);
	lead('textDocument/references', null);
	lead('textDocument/documentHighlight', null);
	lead('textDocument/documentSymbol', null);
	lead('workspace/symbol', null);
	lead('textDocument/documentLink', null);
	lead('textDocument/prepareCallHierarchy', null);
	lead('callHierarchy/incomingCalls', null);
	lead('callHierarchy/outgoingCalls', null);
	const shape = answerLater(session, async () => (await import('../answers/shape.ts')).shapeAnswers(session));
	shape('textDocument/prepareRename', null);
	shape('textDocument/rename', null);
	shape('textDocument/linkedEditingRange', null);
	shape('textDocument/foldingRange', null);
	shape('textDocument/selectionRange', null);
	shape('textDocument/formatting', null);
	shape('textDocument/rangeFormatting', null);
	shape('textDocument/semanticTokens/full', null);
	shape('textDocument/semanticTokens/range', null);
	shape('workspace/willRenameFiles', null);
}
