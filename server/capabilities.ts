import type {
	ClientCapabilities,
	FileOperationRegistrationOptions,
	InitializeParams,
	ServerCapabilities,
} from 'vscode-languageserver-protocol';
import type { Encoding } from './positions.ts';

/** What the client can do, as far as the server acts on it. Whatever is not announced is false. */
export interface Client {
	readonly encoding: Encoding;
	/** It asks for diagnostics; otherwise they are sent. */
	readonly pullsDiagnostics: boolean;
	readonly refreshesDiagnostics: boolean;
	readonly diagnostics: {
		readonly related: boolean;
		readonly unnecessary: boolean;
		readonly version: boolean;
	};
	readonly completion: {
		readonly insertReplace: boolean;
		readonly defaultEditRange: boolean;
	};
	readonly hoverMarkdown: boolean;
	readonly codeActions: {
		/** It takes actions; otherwise it only knows commands, and gets none. */
		readonly literals: boolean;
		readonly resolvesEdit: boolean;
	};
	readonly documentChanges: boolean;
	readonly configuration: boolean;
	readonly configurationRegistration: boolean;
	readonly watchRegistration: boolean;
	readonly relativePatterns: boolean;
	readonly workspaceFolders: boolean;
	/** It shows the progress of work that the server began by itself. */
	readonly workDoneProgress: boolean;
	/** All that it said, for what only one feature asks. Any part of it may be unsound. */
	readonly announced: ClientCapabilities;
}

/** Reads the client's capabilities; survives parts that are missing or not what the protocol says. */
export function readClient(params: InitializeParams): Client {
	const all: ClientCapabilities = isObject(params.capabilities) ? params.capabilities : {};
	const { workspace, textDocument, general } = all;
	const pull = textDocument?.diagnostic;
	const push = textDocument?.publishDiagnostics;
	const completion = textDocument?.completion;
	const action = textDocument?.codeAction;
	const tags = [...listOf(pull?.tagSupport?.valueSet), ...listOf(push?.tagSupport?.valueSet)];
	return {
		encoding: negotiate(general?.positionEncodings),
		pullsDiagnostics: isObject(pull),
		refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
		diagnostics: {
			related: push?.relatedInformation === true || pull?.relatedInformation === true,
			unnecessary: tags.includes(UNNECESSARY),
			version: push?.versionSupport === true,
		},
		completion: {
			insertReplace: completion?.completionItem?.insertReplaceSupport === true,
			defaultEditRange: listOf(completion?.completionList?.itemDefaults).includes('editRange'),
		},
		hoverMarkdown: listOf(textDocument?.hover?.contentFormat).includes('markdown'),
		codeActions: {
			literals: isObject(action?.codeActionLiteralSupport),
			resolvesEdit: listOf(action?.resolveSupport?.properties).includes('edit'),
		},
		documentChanges: workspace?.workspaceEdit?.documentChanges === true,
		configuration: workspace?.configuration === true,
		configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
		watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
		relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
		workspaceFolders: workspace?.workspaceFolders === true,
		workDoneProgress: all.window?.workDoneProgress === true,
		announced: all,
	};
}

/** `DiagnosticTag.Unnecessary`. */
const UNNECESSARY = 1;

/** Name under which the client tells our diagnostics from others it pulls. */
export const DIAGNOSTICS_IDENTIFIER = 'metronome-jobs';

/** What the server offers to this client, apart from what `offers/` adds. */
export function serverCapabilities(client: Client): ServerCapabilities {
	return {
		positionEncoding: client.encoding,
		textDocumentSync: { openClose: true, change: INCREMENTAL },
		...(client.pullsDiagnostics && {
			diagnosticProvider: {
				identifier: DIAGNOSTICS_IDENTIFIER,
				interFileDependencies: true,
				workspaceDiagnostics: true,
			},
		}),
		...workspaceCapabilities(client),
	};
}

function workspaceCapabilities({
	workspaceFolders,
	announced,
}: Client): Pick<ServerCapabilities, 'workspace'> {
	const renames = announced.workspace?.fileOperations?.willRename === true;
	if (!workspaceFolders && !renames) return {};
	return {
		workspace: {
			...(workspaceFolders && { workspaceFolders: { supported: true, changeNotifications: true } }),
			...(renames && { fileOperations: { willRename: { filters: MOVED } } }),
		},
	};
}

/** A config may name files and folders. */
const MOVED: FileOperationRegistrationOptions['filters'] = [
	{ scheme: 'file', pattern: { glob: '**/*.json', matches: 'file' } },
	{ scheme: 'file', pattern: { glob: '**', matches: 'folder' } },
];

/** `TextDocumentSyncKind.Incremental`. */
const INCREMENTAL = 2;

/** The client lists what it knows in its order of preference; UTF-16 is always understood. */
function negotiate(offered: unknown): Encoding {
	for (const encoding of listOf(offered)) {
		if (encoding === 'utf-8' || encoding === 'utf-16' || encoding === 'utf-32') return encoding;
	}
	return 'utf-16';
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
