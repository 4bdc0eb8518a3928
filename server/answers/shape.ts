import { format } from '../features/formatting.ts';
import { linkedEditing } from '../features/linked-editing.ts';
import { editsForMoved } from '../features/moved-files.ts';
import { prepareRename, renameEdit, renameFault } from '../features/rename.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { foldingRanges, selectionRange } from '../features/structure.ts';
import { ERROR, Refusal } from '../json-rpc.ts';
import type { Answers } from '../offers/later.ts';
import { Positions } from '../positions.ts';
import type { Session } from '../session.ts';
import { directoryOf } from '../uris.ts';
import { jobFile, pointedAt, viewsOf } from './navigation.ts';

const NOTHING_TO_RENAME = 'Only aliases, sources and ids of jobs can be renamed.';

/** Answers what is asked about the shape of a document, and what changes names and blanks in it. */
export function shapeAnswers({ client, projects, runtime, workspace }: Session): Answers {
	const foldingLimit: unknown = client.announced.textDocument?.foldingRange?.rangeLimit;
	return {
		'textDocument/prepareRename': async ({ textDocument, position }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			if (pointed === undefined) return null;
			const renamable = prepareRename(pointed.name, pointed.own);
			return typeof renamable === 'string' ? new Refusal(ERROR.requestFailed, renamable) : renamable;
		},
		'textDocument/rename': async ({ textDocument, position, newName }) => {
			const pointed = await pointedAt(workspace, textDocument.uri, position);
			if (pointed === undefined) return new Refusal(ERROR.requestFailed, NOTHING_TO_RENAME);
			const { name, own, analysis } = pointed;
			const renamable = prepareRename(name, own);
			if (typeof renamable === 'string') return new Refusal(ERROR.requestFailed, renamable);
			const views = await viewsOf(workspace, pointed);
			const { target } = analysis.project;
			const { index } = await workspace.view(analysis.project);
			const hasJob = (id: string): boolean => index.byId.has(id) || target.knownJobs.has(id);
			const fault = renameFault(name, newName, { target, views, hasJob });
			return fault === undefined
				? renameEdit(name, newName, views, client)
				: new Refusal(ERROR.requestFailed, fault);
		},
		'textDocument/linkedEditingRange': async ({ textDocument, position }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			if (analysis === undefined) return null;
			const { positions } = analysis.document;
			return linkedEditing(analysis.context, positions, positions.offsetAt(position));
		},
		'textDocument/foldingRange': async ({ textDocument }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			return analysis === undefined ? null : foldingRanges(analysis.context, foldingLimit);
		},
		'textDocument/selectionRange': async ({ textDocument, positions: wanted }) => {
			const analysis = await workspace.analysis(textDocument.uri);
			if (analysis === undefined) return null;
			const { context, document } = analysis;
			return wanted.map(position => selectionRange(context, document.positions, position));
		},
		'textDocument/formatting': async ({ textDocument, options }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			return analysis === undefined ? null : format(analysis.context, analysis.document.positions, options);
		},
		'textDocument/rangeFormatting': async ({ textDocument, options, range }) => {
			const analysis = await jobFile(workspace, textDocument.uri);
			if (analysis === undefined) return null;
			return format(analysis.context, analysis.document.positions, options, range);
		},
		'textDocument/semanticTokens/full': async ({ textDocument }) => {
			if (workspace.isLarge(textDocument.uri)) return null;
			const analysis = await jobFile(workspace, textDocument.uri);
			return analysis === undefined ? null : semanticTokens(analysis.context, analysis.document.positions);
		},
		'textDocument/semanticTokens/range': async ({ textDocument, range }) => {
			if (workspace.isLarge(textDocument.uri)) return null;
			const analysis = await jobFile(workspace, textDocument.uri);
			if (analysis === undefined) return null;
			const { positions } = analysis.document;
			const span = { start: positions.offsetAt(range.start), end: positions.offsetAt(range.end) };
			return semanticTokens(analysis.context, positions, span);
		},
		'workspace/willRenameFiles': async ({ files }) => {
			const changes: Record<string, ReturnType<typeof editsForMoved>> = {};
			for (const { oldUri } of files) await workspace.projectOf(oldUri);
			// A config may name what lies outside its folder.
			const configs = projects.loaded.flatMap(({ settingsTexts }) => [...(settingsTexts?.keys() ?? [])]);
			for (const uri of new Set(configs)) {
				const source = workspace.openText(uri) ?? (await runtime.readFile?.(uri));
				if (source === undefined) continue;
				const positions = new Positions(source, client.encoding);
				const edits = editsForMoved(source, positions, directoryOf(uri), files);
				if (edits.length > 0) changes[uri] = edits;
			}
			return Object.keys(changes).length === 0 ? null : { changes };
		},
	};
}
