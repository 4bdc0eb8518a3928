import { checkContext, type FileCheck, fileContext, summaryOf } from '../core/check.ts';
import type { FileSummary } from '../core/jobset.ts';
import type { FileContext } from '../core/rule.ts';
import type { DetectionMemory } from './detection-memory.ts';
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

/** What is kept of a document from one version to the next. */
export interface Memory {
	/** A version of it was a job file: deleting its `run` must not silence the finding about just that. */
	isJobFile: boolean;
	readonly detections: DetectionMemory;
}

export function analyse(document: OpenDocument, project: Project, now: number, memory: Memory): Analysis {
	const name = nameIn(project.root, document.uri);
	const { detect } = memory.detections;
	const options = { target: project.target, now, reading: 'file', detect } as const;
	const context = fileContext(name, document.source, options);
	memory.isJobFile ||= project.isJobFile(name) || isJobDocument(context.document);
	let check: FileCheck | undefined;
	let summary: FileSummary | undefined;
	return {
		document,
		name,
		project,
		context,
		isJobFile: memory.isJobFile,
		check: () => {
			if (check === undefined) {
				memory.detections.begin();
				check = checkContext(context);
			}
			return check;
		},
		summary: () => {
			summary ??= check?.summary ?? summaryOf(context);
			return summary;
		},
	};
}
