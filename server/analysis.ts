import { fileContext } from '../core/check.ts';
import type { FileContext } from '../core/rule.ts';
import type { DetectionMemory } from './detection-memory.ts';
import type { OpenDocument } from './documents.ts';
import { type Judging, judging } from './judging.ts';
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
	readonly judging: Judging;
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
	return {
		document,
		name,
		project,
		context,
		isJobFile: memory.isJobFile,
		judging: judging(context, project, () => memory.detections.begin()),
	};
}
