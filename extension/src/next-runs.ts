import * as vscode from 'vscode';
import type { JobEntry } from '../../server/messages.ts';
import { coming } from './job-rows.ts';
import { JobItem } from './jobs-view.ts';
import { show } from './places.ts';
import type { Server } from './server.ts';
import { clockText, waitText } from './words.ts';

/** Of one job so many runs are shown, of all jobs together so many of each. */
const RUNS = 5;

interface Row {
	readonly at: string;
	readonly item: vscode.QuickPickItem & { readonly job: JobEntry };
}

/** Lists the coming runs, the next one first; of one job when called from its row. A picked one opens its job. */
export async function showNextRuns(server: Server, about: unknown): Promise<void> {
	const wanted = about instanceof JobItem ? about.job.id : undefined;
	const all = (await server.ask('metronome-jobs/jobs', { runs: RUNS })) ?? [];
	const rows = all.filter(({ id }) => wanted === undefined || id === wanted).flatMap(rowsOf);
	if (rows.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('Nothing here runs by itself.'));
		return;
	}
	const items = rows.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ item }) => item);
	const picked = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t('Next runs'),
		matchOnDescription: true,
		matchOnDetail: true,
	});
	if (picked !== undefined) await show(picked.job);
}

function rowsOf(job: JobEntry): readonly Row[] {
	return coming(job.schedules).map(({ at, schedule }) => ({
		at,
		item: {
			label: `${clockText(at, schedule.timezone, vscode.env.language)} ${schedule.timezone}`,
			description: `${job.id ?? job.file} · ${waitText(Date.parse(at) - Date.now())}`,
			detail: `${schedule.cron} – ${schedule.words ?? ''}`,
			job,
		},
	}));
}
