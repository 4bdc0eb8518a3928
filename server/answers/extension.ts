import { ownSource } from '../../core/secrets/spaces.ts';
import { contextOf } from '../closed-files.ts';
import { jobsOf } from '../features/job-list.ts';
import { jobTemplates } from '../features/job-templates.ts';
import { SecretList } from '../features/secret-list.ts';
import { written } from '../features/skeleton.ts';
import { statusOf } from '../features/target-status.ts';
import type { FileView } from '../file-view.ts';
import type { Cancellation } from '../json-rpc.ts';
import { LARGE_FILE } from '../large-files.ts';
import type { JobEntry, SecretEntry, TemplateEntry } from '../messages.ts';
import type { Answers } from '../offers/later.ts';
import { Positions } from '../positions.ts';
import type { Project } from '../project.ts';
import type { Session } from '../session.ts';

/** Answers what the views and commands of our own extension ask. */
export function extensionAnswers(session: Session): Answers {
	const { workspace, runtime } = session;
	return {
		'metronome-jobs/jobs': async ({ runs }, cancellation) => {
			const wanted = Number.isInteger(runs) ? Math.min(Math.max(runs, 0), MOST_RUNS) : 1;
			const entries: JobEntry[] = [];
			for (const project of await workspace.everyProject()) {
				for await (const view of filesOf(project, session, cancellation)) {
					entries.push(...jobsOf(view, wanted, runtime.now()));
				}
			}
			return entries;
		},
		'metronome-jobs/secrets': async (_, cancellation) => {
			const entries: SecretEntry[] = [];
			for (const project of await workspace.everyProject()) {
				const list = new SecretList(project);
				for await (const view of filesOf(project, session, cancellation)) list.add(view);
				entries.push(...list.sorted);
			}
			return entries;
		},
		'metronome-jobs/status': async ({ uri }) => {
			if (typeof uri !== 'string') return null;
			// Whoever names a file that is not open knows that it holds jobs.
			if (!workspace.isOpen(uri)) return statusOf(await workspace.projectOf(uri), null);
			const analysis = await workspace.analysis(uri);
			if (analysis?.isJobFile !== true) return null;
			return statusOf(analysis.project, workspace.isLarge(uri) ? LARGE_FILE : null);
		},
		'metronome-jobs/templates': async ({ id, folder }) => {
			if (typeof id !== 'string' || typeof folder !== 'string') return null;
			return templatesFor(id, await workspace.projectOf(folder));
		},
	};
}

/** More coming runs than these help nobody. */
const MOST_RUNS = 20;

/** The job files of a project, open ones as they are now, one at a time. What is cancelled goes on no further. */
async function* filesOf(
	project: Project,
	{ workspace, runtime, turns, client }: Session,
	cancellation: Cancellation,
): AsyncGenerator<FileView> {
	// Takes the open documents into the set in place of their files.
	await workspace.view(project);
	for (const uri of workspace.uris) {
		const analysis = await workspace.analysis(uri);
		if (analysis?.project !== project || !analysis.isJobFile) continue;
		const { document, context } = analysis;
		yield { uri, version: document.version, context, positions: document.positions };
	}
	for (const { uri } of workspace.sets.closedFiles(project)) {
		if (cancellation.isCancelled) return;
		const source = await runtime.readFile?.(uri);
		if (source !== undefined && !workspace.isOpen(uri)) {
			const context = contextOf(uri, source, project, runtime.now());
			yield { uri, version: null, context, positions: new Positions(source, client.encoding) };
		}
		await turns.pause();
	}
}

function templatesFor(id: string, { target }: Project): readonly TemplateEntry[] {
	const lines = { lineEnd: '\n', indent: '', unit: '  ' };
	return jobTemplates(id, ownSource(id, 'password', target.dialect)).map(({ label, detail, skeleton }) => ({
		label,
		detail,
		snippet: `${written(skeleton, { snippet: true, lines })}\n`,
	}));
}
