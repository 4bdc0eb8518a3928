import * as vscode from 'vscode';
import type { JobEntry, ScheduleEntry } from '../../server/messages.ts';
import { firstRun, type JobRow, jobsByFolder } from './job-rows.ts';
import { opening } from './places.ts';
import { problemsOf } from './problems.ts';
import type { Server } from './server.ts';
import { type Row, Tree } from './tree.ts';
import { clockText, problemText, waitText } from './words.ts';

/** A job's row; commands in its menu take the job from it. */
export class JobItem extends vscode.TreeItem {
	readonly job: JobEntry;

	constructor(job: JobEntry) {
		super(job.id ?? vscode.l10n.t('(a job without an id)'));
		this.job = job;
	}
}

/** The view of the jobs by folder, with their next run and their mistakes. */
export class JobsView extends Tree {
	constructor(server: Server) {
		super('metronome-jobs.jobs', async () => {
			const jobs = await server.ask('metronome-jobs/jobs', { runs: 1 });
			return jobs === undefined || jobs === null ? undefined : rowsOf(jobs);
		});
	}
}

function rowsOf(jobs: readonly JobEntry[]): readonly Row[] {
	return jobsByFolder(jobs, problemsOf).map(({ folder, rows }) => {
		const item = new vscode.TreeItem(folderName(folder), vscode.TreeItemCollapsibleState.Expanded);
		item.id = folder;
		item.iconPath = vscode.ThemeIcon.Folder;
		item.contextValue = 'folder';
		return { item, rows: rows.map(row => ({ item: jobItem(row), rows: [] })) };
	});
}

function jobItem({ job, errors, warnings }: JobRow): vscode.TreeItem {
	const item = new JobItem(job);
	const problems = problemText(errors, warnings);
	const run = runText(job);
	item.description = [problems, run].filter(text => text !== '').join(' · ');
	item.iconPath = iconOf(errors, warnings);
	item.command = opening(job);
	item.contextValue = job.id === null ? 'job-without-id' : 'job';
	item.tooltip = [job.file, ...job.schedules.map(scheduleText)].join('\n');
	item.accessibilityInformation = { label: [item.label, problems, run].join(', ') };
	return item;
}

function runText(job: JobEntry): string {
	const first = firstRun(job);
	if (first !== undefined) return waitText(Date.parse(first) - Date.now());
	if (job.schedules.length === 0) return '';
	return job.schedules.some(({ enabled }) => enabled)
		? vscode.l10n.t('no further run')
		: vscode.l10n.t('disabled');
}

/** Its expression in words, and when it runs next. */
function scheduleText({ cron, words, timezone, next }: ScheduleEntry): string {
	const clock = next[0] === undefined ? '' : `: ${clockText(next[0], timezone, vscode.env.language)}`;
	return `${cron} – ${words ?? ''} (${timezone})${clock}`;
}

/** Its path in the workspace, with the workspace folder where there are several; the folder's name for itself. */
function folderName(folder: string): string {
	const uri = vscode.Uri.parse(folder.replace(/\/$/, ''));
	const whole = vscode.workspace.workspaceFolders?.find(known => known.uri.toString() === uri.toString());
	return whole?.name ?? vscode.workspace.asRelativePath(uri);
}

function iconOf(errors: number, warnings: number): vscode.ThemeIcon {
	if (errors > 0) return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
	if (warnings === 0) return new vscode.ThemeIcon('pass');
	return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}
