import type {
	CodeAction,
	CodeActionParams,
	CompletionList,
	CompletionParams,
	ConfigurationParams,
	DidChangeConfigurationParams,
	DidChangeTextDocumentParams,
	DidChangeWatchedFilesParams,
	DidChangeWorkspaceFoldersParams,
	DidCloseTextDocumentParams,
	DidOpenTextDocumentParams,
	DocumentDiagnosticParams,
	DocumentDiagnosticReport,
	Hover,
	HoverParams,
	InitializedParams,
	InitializeParams,
	InitializeResult,
	LogMessageParams,
	PublishDiagnosticsParams,
	RegistrationParams,
} from 'vscode-languageserver-protocol';

/** The part of the protocol that is spoken here. The types say what a sound message holds; any may be unsound. */

interface Request<P, R> {
	readonly params: P;
	readonly result: R;
}

/** What a client may ask. */
export interface Requests {
	'textDocument/diagnostic': Request<DocumentDiagnosticParams, DocumentDiagnosticReport>;
	'textDocument/completion': Request<CompletionParams, CompletionList | null>;
	'textDocument/hover': Request<HoverParams, Hover | null>;
	'textDocument/codeAction': Request<CodeActionParams, CodeAction[] | null>;
	'codeAction/resolve': Request<CodeAction, CodeAction>;
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
}

/** What a client may be asked, each only if it has announced that it understands. */
export interface ClientRequests {
	'workspace/configuration': ConfigurationParams;
	'workspace/diagnostic/refresh': undefined;
	'client/registerCapability': RegistrationParams;
}

/** What a client is told. */
export interface ClientNotifications {
	'textDocument/publishDiagnostics': PublishDiagnosticsParams;
	'window/logMessage': LogMessageParams;
}

export type Initialize = Request<InitializeParams, InitializeResult>;
