import type { ClientCapabilities, ServerCapabilities } from 'vscode-languageserver-protocol';
import { readClient, serverCapabilities } from '../server/capabilities.ts';
import { actionCapabilities } from '../server/offers/actions.ts';
import { navigationCapabilities } from '../server/offers/navigation.ts';
import { typingCapabilities } from '../server/offers/typing.ts';
import type { Notifications, Requests } from '../server/protocol.ts';

type Method = keyof Requests | keyof Notifications;

interface Feature {
	readonly name: string;
	readonly methods: readonly Method[];
	/** For job files. */
	readonly does: string;
}

/** One row for each capability that the server announces; the page cannot be made with one too many or too few. */
const FEATURES: Readonly<Partial<Record<keyof ServerCapabilities, Feature>>> = {
	textDocumentSync: {
		name: 'Synchronization',
		methods: ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose'],
		does: 'only what was changed is sent',
	},
	diagnosticProvider: {
		name: 'Diagnostics',
		methods: ['textDocument/diagnostic', 'workspace/diagnostic'],
		does: 'findings as of `metronome-jobs check`, of open files and of the workspace; a client that does not ask is sent them',
	},
	completionProvider: {
		name: 'Completion',
		methods: ['textDocument/completion', 'completionItem/resolve'],
		does: 'properties, enum values, time zones, cron examples, job ids, aliases, sources of the store, new secrets, whole jobs',
	},
	hoverProvider: {
		name: 'Hover',
		methods: ['textDocument/hover'],
		does: 'what a property means, cron in words with its next runs, where a secret is declared and used, and its state in the store',
	},
	codeLensProvider: {
		name: 'Code lens',
		methods: ['textDocument/codeLens'],
		does: 'uses of a secret, the next run of a schedule; a run in the emulator, where the client has that command',
	},
	inlayHintProvider: {
		name: 'Inlay hints',
		methods: ['textDocument/inlayHint'],
		does: 'cron in words; defaults of absent properties where they are switched on',
	},
	definitionProvider: {
		name: 'Definition',
		methods: ['textDocument/definition'],
		does: 'from an alias to its declaration, from a dependency to its job',
	},
	referencesProvider: {
		name: 'References',
		methods: ['textDocument/references'],
		does: 'of an alias in its job, of a job id or a source in all files',
	},
	documentHighlightProvider: {
		name: 'Highlights',
		methods: ['textDocument/documentHighlight'],
		does: 'the same name in the open file',
	},
	documentSymbolProvider: {
		name: 'Document symbols',
		methods: ['textDocument/documentSymbol'],
		does: 'the jobs of a file and their parts',
	},
	workspaceSymbolProvider: {
		name: 'Workspace symbols',
		methods: ['workspace/symbol'],
		does: 'the jobs of all files, and the sources of their secrets',
	},
	documentLinkProvider: {
		name: 'Links',
		methods: ['textDocument/documentLink'],
		does: 'artifacts with a web address, and the pages of what has to be installed for secrets',
	},
	callHierarchyProvider: {
		name: 'Call hierarchy',
		methods: [
			'textDocument/prepareCallHierarchy',
			'callHierarchy/incomingCalls',
			'callHierarchy/outgoingCalls',
		],
		does: 'the jobs that a job depends on, and those that depend on it',
	},
	renameProvider: {
		name: 'Rename',
		methods: ['textDocument/prepareRename', 'textDocument/rename'],
		does: 'aliases in their job, job ids and sources in all files',
	},
	linkedEditingRangeProvider: {
		name: 'Linked editing',
		methods: ['textDocument/linkedEditingRange'],
		does: 'an alias and its uses',
	},
	foldingRangeProvider: {
		name: 'Folding',
		methods: ['textDocument/foldingRange'],
		does: 'objects and lists of several lines',
	},
	selectionRangeProvider: {
		name: 'Selection ranges',
		methods: ['textDocument/selectionRange'],
		does: 'from the word to the file',
	},
	documentFormattingProvider: {
		name: 'Formatting',
		methods: ['textDocument/formatting'],
		does: 'blanks only',
	},
	documentRangeFormattingProvider: {
		name: 'Range formatting',
		methods: ['textDocument/rangeFormatting'],
		does: 'blanks only',
	},
	semanticTokensProvider: {
		name: 'Semantic tokens',
		methods: ['textDocument/semanticTokens/full', 'textDocument/semanticTokens/range'],
		does: 'aliases, ids, sources, and the parts of a cron expression',
	},
	codeActionProvider: {
		name: 'Code actions',
		methods: ['textDocument/codeAction', 'codeAction/resolve'],
		does: 'fixes one by one, of one rule, or all safe ones; a literal into a secret; suppressions with a reason',
	},
	executeCommandProvider: {
		name: 'Commands',
		methods: ['workspace/executeCommand'],
		does: 'the page of a rule is shown',
	},
	workspace: {
		name: 'Workspace',
		methods: ['workspace/didChangeWorkspaceFolders', 'workspace/willRenameFiles'],
		does: 'several folders; a config is changed where it names what is moved',
	},
};

/** How positions are counted is told above the table. */
const NO_FEATURE: ReadonlySet<string> = new Set<keyof ServerCapabilities>(['positionEncoding']);

/** What a client may announce that makes a difference to what it is offered. */
const PROBES: Readonly<Record<string, ClientCapabilities>> = {
	'textDocument.diagnostic': { textDocument: { diagnostic: {} } },
	'textDocument.rename.prepareSupport': { textDocument: { rename: { prepareSupport: true } } },
	'textDocument.codeAction.codeActionLiteralSupport': {
		textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
	},
	'window.showDocument': { window: { showDocument: { support: true } } },
	'workspace.workspaceFolders': { workspace: { workspaceFolders: true } },
	'workspace.fileOperations.willRename': { workspace: { fileOperations: { willRename: true } } },
};

/** `docs/lsp-features.md`: what the server announces, to which clients, and what it does with job files. */
export function lspFeatures(): string {
	const all = offeredTo(Object.values(PROBES));
	const missing = Object.keys(all).filter(key => !NO_FEATURE.has(key) && !(key in FEATURES));
	const gone = Object.keys(FEATURES).filter(key => !(key in all));
	if (missing.length + gone.length > 0) {
		throw new Error(`Not announced and described alike: ${[...missing, ...gone].join(', ')}`);
	}
	const rows = Object.entries(FEATURES).map(([key, { name, methods, does }]) => {
		const named = methods.map(method => `\`${method}\``).join('<br>');
		return `| ${name} | ${named} | ${does} | ${needs(key) || 'any'} |`;
	});
	return [
		'# What the language server does',
		'',
		'Generated from what the server announces. Positions are counted in UTF-8, UTF-16 or UTF-32, as the client prefers.',
		'A client gets nothing that it has not announced to understand.',
		'',
		'| Feature | Methods | For job files | Clients |',
		'|---|---|---|---|',
		...rows,
		'',
	].join('\n');
}

/** What a client has to announce for a feature: what changes it when everything else is there. */
function needs(key: string): string {
	const all = Object.entries(PROBES);
	const full = JSON.stringify(announcedAs(offeredTo(Object.values(PROBES)), key));
	return all
		.flatMap(([name]) => {
			const without = announcedAs(
				offeredTo(all.filter(([other]) => other !== name).map(([, probe]) => probe)),
				key,
			);
			if (JSON.stringify(without) === full) return [];
			return without === undefined ? `with \`${name}\`` : `more with \`${name}\``;
		})
		.join('<br>');
}

function announcedAs(capabilities: object, key: string): unknown {
	return Object.entries(capabilities).find(([name]) => name === key)?.[1];
}

function offeredTo(probes: readonly ClientCapabilities[]): ServerCapabilities {
	const capabilities: ClientCapabilities = {};
	for (const { textDocument, workspace, window } of probes) {
		capabilities.textDocument = { ...capabilities.textDocument, ...textDocument };
		capabilities.workspace = { ...capabilities.workspace, ...workspace };
		capabilities.window = { ...capabilities.window, ...window };
	}
	const client = readClient({ processId: null, rootUri: null, capabilities });
	return {
		...serverCapabilities(client),
		...typingCapabilities(),
		...navigationCapabilities(client),
		...actionCapabilities(client),
	};
}
