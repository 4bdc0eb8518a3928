import type { JobEntry, ScheduleEntry, TextRange } from '../../server/messages.ts';

/** A job and how many mistakes the editor shows inside it. */
export interface JobRow {
	readonly job: JobEntry;
	readonly errors: number;
	readonly warnings: number;
}

export interface FolderRow {
	/** URI, ending in `/`. */
	readonly folder: string;
	readonly rows: readonly JobRow[];
}

/** A mistake that the editor shows, as far as it is counted. */
export interface Problem {
	readonly range: TextRange;
	readonly severity: 'error' | 'warning' | 'info';
}

/** Groups jobs by the folder of their file; folders and jobs by name. */
export function jobsByFolder(
	jobs: readonly JobEntry[],
	problemsOf: (uri: string) => readonly Problem[],
): readonly FolderRow[] {
	const folders = new Map<string, JobRow[]>();
	for (const job of jobs) {
		const folder = job.uri.slice(0, job.uri.lastIndexOf('/') + 1);
		const inside = problemsOf(job.uri).filter(({ range }) => isInside(range, job.extent));
		const count = (severity: Problem['severity']): number =>
			inside.filter(problem => problem.severity === severity).length;
		const row = { job, errors: count('error'), warnings: count('warning') };
		const rows = folders.get(folder);
		if (rows === undefined) folders.set(folder, [row]);
		else rows.push(row);
	}
	return [...folders]
		.map(([folder, rows]) => ({ folder, rows: rows.sort((a, b) => compare(a.job.id, b.job.id)) }))
		.sort((a, b) => compare(a.folder, b.folder));
}

/** The instant of the first coming run of all schedules of a job. */
export function firstRun({ schedules }: JobEntry): string | undefined {
	return coming(schedules)[0]?.at;
}

/** The coming runs of schedules, the next one first. Instants are written alike, so that they sort as text. */
export function coming(
	schedules: readonly ScheduleEntry[],
): readonly { readonly at: string; readonly schedule: ScheduleEntry }[] {
	return schedules
		.flatMap(schedule => schedule.next.map(at => ({ at, schedule })))
		.sort((a, b) => compare(a.at, b.at));
}

function compare(a: string | null, b: string | null): number {
	const [left, right] = [a ?? '', b ?? ''];
	return left < right ? -1 : left > right ? 1 : 0;
}

function isInside({ start }: TextRange, around: TextRange): boolean {
	const { start: first, end: last } = around;
	const isBehind =
		start.line > first.line || (start.line === first.line && start.character >= first.character);
	const isBefore = start.line < last.line || (start.line === last.line && start.character <= last.character);
	return isBehind && isBefore;
}
