import type {
	CallHierarchyIncomingCall,
	CallHierarchyIncomingCallsParams,
	CallHierarchyItem,
	CallHierarchyOutgoingCall,
	CallHierarchyOutgoingCallsParams,
	CallHierarchyPrepareParams,
	CodeAction,
	CodeActionParams,
	CodeLens,
	CodeLensParams,
	CompletionItem,
	CompletionList,
	CompletionParams,
	ConfigurationParams,
	DefinitionParams,
	DidChangeConfigurationParams,
	DidChangeTextDocumentParams,
	DidChangeWatchedFilesParams,
	DidChangeWorkspaceFoldersParams,
	DidCloseTextDocumentParams,
	DidOpenTextDocumentParams,
	DocumentDiagnosticParams,
	DocumentDiagnosticReport,
	DocumentFormattingParams,
	DocumentHighlight,
	DocumentHighlightParams,
	DocumentLink,
	DocumentLinkParams,
	DocumentRangeFormattingParams,
	DocumentSymbol,
	DocumentSymbolParams,
	ExecuteCommandParams,
	FoldingRange,
	FoldingRangeParams,
	Hover,
	HoverParams,
	InitializedParams,
	InitializeParams,
	InitializeResult,
	InlayHint,
	InlayHintParams,
	LinkedEditingRangeParams,
	LinkedEditingRanges,
	Location,
	LogMessageParams,
	PrepareRenameParams,
	PrepareRenameResult,
	PublishDiagnosticsParams,
	ReferenceParams,
	RegistrationParams,
	RenameFilesParams,
	RenameParams,
	SelectionRange,
	SelectionRangeParams,
	SemanticTokens,
	SemanticTokensParams,
	SemanticTokensRangeParams,
	ShowDocumentParams,
	SymbolInformation,
	TextEdit,
	WorkDoneProgressCancelParams,
	WorkDoneProgressCreateParams,
	WorkspaceDiagnosticParams,
	WorkspaceDiagnosticReport,
	WorkspaceEdit,
	WorkspaceSymbol,
	WorkspaceSymbolParams,
} from 'vscode-languageserver-protocol';
import type { ExtensionRequests } from './messages.ts';

/** The part of the protocol that is spoken here. The types say what a sound message holds; any may be unsound. */

interface Request<P, R> {
	readonly params: P;
	readonly result: R;
}

/** What a client may ask. */
export interface Requests extends ExtensionRequests {
	'textDocument/diagnostic': Request<DocumentDiagnosticParams, DocumentDiagnosticReport>;
	'workspace/diagnostic': Request<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport>;
	'textDocument/completion': Request<CompletionParams, CompletionList | null>;
	'completionItem/resolve': Request<CompletionItem, CompletionItem>;
	'textDocument/hover': Request<HoverParams, Hover | null>;
	'textDocument/codeAction': Request<CodeActionParams, CodeAction[] | null>;
	'codeAction/resolve': Request<CodeAction, CodeAction>;
	'workspace/executeCommand': Request<ExecuteCommandParams, null>;
	'textDocument/codeLens': Request<CodeLensParams, CodeLens[] | null>;
	'textDocument/inlayHint': Request<InlayHintParams, InlayHint[] | null>;
	'textDocument/definition': Request<DefinitionParams, Location[] | null>;
	'textDocument/references': Request<ReferenceParams, Location[] | null>;
	'textDocument/documentHighlight': Request<DocumentHighlightParams, DocumentHighlight[] | null>;
	'textDocument/documentSymbol': Request<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[] | null>;
	'workspace/symbol': Request<WorkspaceSymbolParams, WorkspaceSymbol[] | null>;
	'textDocument/documentLink': Request<DocumentLinkParams, DocumentLink[] | null>;
	'textDocument/prepareCallHierarchy': Request<CallHierarchyPrepareParams, CallHierarchyItem[] | null>;
	'callHierarchy/incomingCalls': Request<
		CallHierarchyIncomingCallsParams,
		CallHierarchyIncomingCall[] | null
	>;
	'callHierarchy/outgoingCalls': Request<
		CallHierarchyOutgoingCallsParams,
		CallHierarchyOutgoingCall[] | null
	>;
	'textDocument/prepareRename': Request<PrepareRenameParams, PrepareRenameResult | null>;
	'textDocument/rename': Request<RenameParams, WorkspaceEdit | null>;
	'textDocument/linkedEditingRange': Request<LinkedEditingRangeParams, LinkedEditingRanges | null>;
	'textDocument/foldingRange': Request<FoldingRangeParams, FoldingRange[] | null>;
	'textDocument/selectionRange': Request<SelectionRangeParams, SelectionRange[] | null>;
	'textDocument/formatting': Request<DocumentFormattingParams, TextEdit[] | null>;
	'textDocument/rangeFormatting': Request<DocumentRangeFormattingParams, TextEdit[] | null>;
	'textDocument/semanticTokens/full': Request<SemanticTokensParams, SemanticTokens | null>;
	'textDocument/semanticTokens/range': Request<SemanticTokensRangeParams, SemanticTokens | null>;
	'workspace/willRenameFiles': Request<RenameFilesParams, WorkspaceEdit | null>;
}

/** What a client may tell. */
export interface Notifications {
	initialized: InitializedParams;
	'textDocument/didOpen': DidOpenTextDocumentParams;
	'textDocument/didChange': DidChangeTextDocumentParams;
	'textDocument/didClose': DidCloseTextDocumentParams;
	'workspace/didChangeConfiguration': DidChangeConfigurationParams;
	'workspace/didChangeWatchedFiles': DidChangeWatchedFilesParams;
	'workspace/didChangeWorkspaceFolders': DidChangeWorkspaceFoldersParams;
	'window/workDoneProgress/cancel': WorkDoneProgressCancelParams;
}

/** What a client may be asked, each only if it has announced that it understands. */
export interface ClientRequests {
	'workspace/configuration': ConfigurationParams;
	'workspace/diagnostic/refresh': undefined;
	'client/registerCapability': RegistrationParams;
	'window/showDocument': ShowDocumentParams;
	'workspace/codeLens/refresh': undefined;
	'workspace/inlayHint/refresh': undefined;
	'window/workDoneProgress/create': WorkDoneProgressCreateParams;
}

/** What a client is told. */
export interface ClientNotifications {
	'textDocument/publishDiagnostics': PublishDiagnosticsParams;
	'window/logMessage': LogMessageParams;
	/** Work done, or parts of an answer. */
	'$/progress': { readonly token: string | number; readonly value: object };
}

export type Initialize = Request<InitializeParams, InitializeResult>;
