import { checkContext, type FileCheck, fileContext, summaryOf } from '../core/check.ts';
import type { FileSummary } from '../core/jobset.ts';
import type { FileContext } from '../core/rule.ts';
import type { OpenDocument } from './documents.ts';
import { isJobDocument } from './recognition.ts';
import type { Settings } from './runtime.ts';
import { nameIn } from './uris.ts';

/** All that is known of one version of an open document under its settings. The features look at nothing else. */
export interface Analysis {
	readonly document: OpenDocument;
	/** Relative to the root of the settings; names the file in findings. */
	readonly name: string;
	readonly settings: Settings;
	/** The tree and the jobs in it: enough for hover and completion. */
	readonly context: FileContext;
	/** It is judged; nothing is said about other documents. */
	readonly isJobFile: boolean;
	/** What its own text shows, before the project's policy; computed when first asked for. */
	readonly check: () => FileCheck;
	/** What other files of its set need to know of it. */
	readonly summary: () => FileSummary;
}

/** `known`: an earlier version of the document was a job file. */
export function analyse(document: OpenDocument, settings: Settings, now: number, known: boolean): Analysis {
	const name = nameIn(settings.root, document.uri);
	const options = { target: settings.target, now, reading: 'file' } as const;
	const context = fileContext(name, document.source, options);
	let check: FileCheck | undefined;
	let summary: FileSummary | undefined;
	return {
		document,
		name,
		settings,
		context,
		isJobFile: known || settings.isJobFile(name) || isJobDocument(context.document),
		check: () => {
			check ??= checkContext(context);
			return check;
		},
		summary: () => {
			summary ??= check?.summary ?? summaryOf(context);
			return summary;
		},
	};
}
