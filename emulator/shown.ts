import type { StoredJob, StoredRun, StoredSchedule } from '../core/stored.ts';
import { jsonText, runJson, scheduleJson } from '../core/stored-json.ts';
import { setOrder } from '../core/verdict/set-order.ts';
import { isAtLeast, type Version, version } from '../core/version.ts';
import { nextRunOf } from './next-run.ts';
import type { Embed } from './requests.ts';
import type { FinishedRun, History, Run, Task } from './runs.ts';

/**
 * What a version shows of its jobs. Source: facts, metronome-and-dcos §4; `api/v1/models/package.scala` of tags
 * v0.6.33, v0.6.44 and HEAD.
 */
export interface View {
	readonly networks: boolean;
	readonly dependencies: boolean;
	/** Without being asked, and in the answers of the v1 API. */
	readonly schedules: boolean;
}

export function viewOf(serverVersion: Version): View {
	return {
		networks: isAtLeast(serverVersion, version('0.6.42')),
		schedules: isAtLeast(serverVersion, version('0.6.54')),
		dependencies: isAtLeast(serverVersion, version('0.6.55')),
	};
}

/** JSON text, or undefined where the server fails to write it. */
export type Shown = string | undefined;

/** The answer to a change: the job itself. `withSchedules`: always at v0. */
export function jobText(job: StoredJob, view: View, withSchedules: boolean, now: number): Shown {
	const run = runText(job.run, view);
	const schedules = withSchedules ? schedulesText(job.schedules, now) : '';
	if (run === undefined || schedules === undefined) return undefined;
	return `{${headText(job, view)}${withSchedules ? `"schedules":${schedules},` : ''}"run":${run}}`;
}

/** What is known of a job, for `GET`. Source: JobInfo.scala. */
export function jobInfoText(
	job: StoredJob,
	view: View,
	embeds: ReadonlySet<Embed>,
	known: {
		readonly runs: readonly Run[];
		readonly history: History;
		readonly now: number;
		readonly inList: boolean;
	},
): Shown {
	const run = runText(job.run, view);
	const withSchedules = view.schedules || embeds.has('schedules');
	const schedules = withSchedules ? schedulesText(job.schedules, known.now) : '';
	if (run === undefined || schedules === undefined) return undefined;
	const parts = [`{${headText(job, view)}"run":${run}`];
	if (withSchedules) parts.push(`"schedules":${schedules}`);
	// In a list the server leaves out what is empty. Source: JobInfoServiceImpl.scala, `selectJobs`.
	if (embeds.has('activeRuns') && (known.runs.length > 0 || !known.inList)) {
		parts.push(`"activeRuns":${runsText(known.runs)}`);
	}
	if (embeds.has('history')) parts.push(`"history":${historyText(known.history)}`);
	if (embeds.has('historySummary')) parts.push(`"historySummary":{${summaryText(known.history)}}`);
	return `${parts.join(',')}}`;
}

/** Jobs never change once stored, so what does not depend on the time is written once. */
const heads = new WeakMap<StoredJob, string>();
const runTexts = new WeakMap<StoredRun, { readonly text: Shown }>();

function headText(job: StoredJob, view: View): string {
	let head = heads.get(job);
	if (head === undefined) {
		const description = job.description === undefined ? '' : `"description":${jsonText(job.description)},`;
		const dependencies = jsonText(job.dependencies.map(id => ({ entries: [['id', id] as const] })));
		const labels = jsonText({ entries: [...inMapOrder(job.labels)] });
		const optional = `${description}${view.dependencies ? `"dependencies":${dependencies},` : ''}`;
		head = `"id":${jsonText(job.id)},${optional}"labels":${labels},`;
		heads.set(job, head);
	}
	return head;
}

function runText(run: StoredRun, view: View): Shown {
	let known = runTexts.get(run);
	if (known === undefined) {
		known = { text: newRunText(run, view) };
		runTexts.set(run, known);
	}
	return known.text;
}

/** An infinite number is stored, but cannot be written (facts: server-behaviour row 3). */
function newRunText(run: StoredRun, view: View): Shown {
	if (![run.cpus, run.mem, run.disk].every(Number.isFinite)) return undefined;
	const { entries } = runJson({ ...run, env: inMapOrder(run.env), secrets: inMapOrder(run.secrets) });
	return jsonText({ entries: view.networks ? entries : entries.filter(([key]) => key !== 'networks') });
}

/** The user's own keys come in the order of the server's maps (recordings v1-01766, v1-01849). */
function inMapOrder<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
	const ordered = new Map<string, T>();
	for (const key of setOrder([...map.keys()])) {
		const value = map.get(key);
		if (value !== undefined) ordered.set(key, value);
	}
	return ordered;
}

export function schedulesText(schedules: readonly StoredSchedule[], now: number): Shown {
	const texts: string[] = [];
	for (const schedule of schedules) {
		const text = scheduleText(schedule, now);
		if (text === undefined) return undefined;
		texts.push(text);
	}
	return `[${texts.join(',')}]`;
}

export function scheduleText(schedule: StoredSchedule, now: number): Shown {
	const next = nextRunOf(schedule, now);
	return next === null ? undefined : jsonText(scheduleJson(schedule, instant(next)));
}

export function runsText(runs: readonly Run[]): string {
	return `[${runs.map(runStateText).join(',')}]`;
}

/** Source: `JobRunWrites`; recordings seq-00151, seq-00160, seq-00162. */
export function runStateText(run: Run): string {
	return JSON.stringify({
		id: run.id,
		jobId: run.job.id,
		status: run.status,
		createdAt: instant(run.createdAt),
		completedAt: instantOrNull(run.completedAt),
		tasks: run.tasks.map(taskJson),
	});
}

function taskJson(task: Task) {
	const completedAt = task.completedAt === undefined ? {} : { completedAt: instant(task.completedAt) };
	return { id: task.id, startedAt: instant(task.startedAt), ...completedAt, status: task.status };
}

function historyText(history: History): string {
	const successful = JSON.stringify(history.successful.map(finishedJson));
	const failed = JSON.stringify(history.failed.map(finishedJson));
	return `{${summaryText(history)},"successfulFinishedRuns":${successful},"failedFinishedRuns":${failed}}`;
}

function summaryText(history: History): string {
	const { successCount, failureCount } = history;
	const last = `"lastSuccessAt":${quoted(history.lastSuccessAt)},"lastFailureAt":${quoted(history.lastFailureAt)}`;
	return `"successCount":${successCount},"failureCount":${failureCount},${last}`;
}

function finishedJson({ id, createdAt, finishedAt, tasks }: FinishedRun) {
	return { id, createdAt: instant(createdAt), finishedAt: instant(finishedAt), tasks };
}

function quoted(at: number | undefined): string {
	return at === undefined ? 'null' : `"${instant(at)}"`;
}

function instantOrNull(at: number | undefined): string | null {
	return at === undefined ? null : instant(at);
}

/** `2026-11-20T12:00:00.000+0000`. Source: `dateTimeFormatter`. */
function instant(at: number): string {
	return new Date(at).toISOString().replace('Z', '+0000');
}
