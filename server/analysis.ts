import { checkContext, type FileCheck, fileContext, summaryOf } from '../core/check.ts';
import type { FileSummary } from '../core/jobset.ts';
import type { FileContext } from '../core/rule.ts';
import type { OpenDocument } from './documents.ts';
import type { Project } from './project.ts';
import { isJobDocument } from './recognition.ts';
import { nameIn } from './uris.ts';

/** All that is known of one version of an open document in its project. The features look at nothing else. */
export interface Analysis {
	readonly document: OpenDocument;
	/** Relative to the root of the project; names the file in findings. */
	readonly name: string;
	readonly project: Project;
	/** The tree and the jobs in it: enough for hover and completion. */
	readonly context: FileContext;
	/** It is judged; nothing is said about other documents. */
	readonly isJobFile: boolean;
	/** What its own text shows, before the project's policy; computed when first asked for. */
	readonly check: () => FileCheck;
	/** What other files of its project need to know of it. */
	readonly summary: () => FileSummary;
}

/** `known`: an earlier version of the document was a job file. */
export function analyse(document: OpenDocument, project: Project, now: number, known: boolean): Analysis {
	const name = nameIn(project.root, document.uri);
	const options = { target: project.target, now, reading: 'file' } as const;
	const context = fileContext(name, document.source, options);
	let check: FileCheck | undefined;
	let summary: FileSummary | undefined;
	return {
		document,
		name,
		project,
		context,
		isJobFile: known || project.isJobFile(name) || isJobDocument(context.document),
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
