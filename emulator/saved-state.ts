import type { StoredJob } from '../core/stored.ts';
import { EMPTY_HISTORY, type FinishedRun, type History, type Run, withFinished } from './runs.ts';

/** What outlives the emulator. */
export interface SavedState {
	readonly jobs: ReadonlyMap<string, StoredJob>;
	/** By job id. */
	readonly histories: ReadonlyMap<string, History>;
	/** Runs that were not over. */
	readonly active: ReadonlyMap<string, ActiveRun>;
}

export interface ActiveRun {
	readonly id: string;
	readonly jobId: string;
	/** ms since 1970. */
	readonly createdAt: number;
	/** Ids. */
	readonly tasks: readonly string[];
}

export function activeRun({ id, job, createdAt, tasks }: Run): ActiveRun {
	return { id, jobId: job.id, createdAt, tasks: tasks.map(task => task.id) };
}

/** One change of the state. */
export type SavedChange =
	| { readonly kind: 'job'; readonly job: StoredJob }
	/** With its history. */
	| { readonly kind: 'job-gone'; readonly id: string }
	| { readonly kind: 'run'; readonly run: ActiveRun }
	| {
			readonly kind: 'run-over';
			readonly jobId: string;
			readonly isSuccess: boolean;
			readonly run: FinishedRun;
	  }
	| { readonly kind: 'history'; readonly jobId: string; readonly history: History };

/** The first line of a journal. `version` grows when what is written can no longer be read by those before. */
export const HEADER = { format: 'metronome-jobs-emulator', version: 1 } as const;

/** What is thrown where saved state cannot be used; the message says why and what to do. */
export class SavedStateError extends Error {}

/** A change as JSON. Maps and numbers that JSON does not have keep their value. */
export function changeText(change: SavedChange): string {
	return JSON.stringify(change, packed);
}

function packed(_key: string, value: unknown): unknown {
	if (value instanceof Map) return { $map: [...value] };
	return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
}

/** Objects of the state have keys of ours only: those of users are in maps. */
function unpacked(_key: string, value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if ('$map' in value && Array.isArray(value.$map)) return new Map(value.$map);
	return '$number' in value ? Number(value.$number) : value;
}

/** The changes of a state from nothing. */
export function* changesOf(state: SavedState): Iterable<SavedChange> {
	for (const job of state.jobs.values()) yield { kind: 'job', job };
	for (const [jobId, history] of state.histories) yield { kind: 'history', jobId, history };
	for (const run of state.active.values()) yield { kind: 'run', run };
}

/**
 * The state that lines of a journal make, the header first. Throws a {@link SavedStateError} for those of another
 * program or of a later version.
 */
export function stateFrom(lines: readonly string[]): SavedState {
	const [header = '', ...commits] = lines;
	checkHeader(header);
	const jobs = new Map<string, StoredJob>();
	const histories = new Map<string, History>();
	const active = new Map<string, ActiveRun>();
	for (const line of commits) {
		// What has its checksum was written by `changeText`.
		const changes: readonly SavedChange[] = JSON.parse(line, unpacked);
		for (const change of changes) apply(change, { jobs, histories, active });
	}
	return { jobs, histories, active };
}

/**
 * A state in which every run that was not over has failed, and the changes that led there. The server's tasks go on
 * without it and are found again (Metronome JobRunExecutorActor.scala, `becomeInitializing`); those of the emulator end
 * with it, like tasks of an agent that was lost.
 */
export function withoutActive(
	{ jobs, histories, active }: SavedState,
	at: number,
): { readonly saved: SavedState; readonly changes: readonly SavedChange[] } {
	const state = { jobs: new Map(jobs), histories: new Map(histories), active: new Map(active) };
	const changes = [...active.values()].map(({ id, jobId, createdAt, tasks }) => ({
		kind: 'run-over' as const,
		jobId,
		isSuccess: false,
		run: { id, createdAt, finishedAt: at, tasks },
	}));
	for (const change of changes) apply(change, state);
	return { saved: state, changes };
}

interface Growing {
	readonly jobs: Map<string, StoredJob>;
	readonly histories: Map<string, History>;
	readonly active: Map<string, ActiveRun>;
}

function apply(change: SavedChange, { jobs, histories, active }: Growing): void {
	switch (change.kind) {
		case 'job':
			jobs.set(change.job.id, change.job);
			break;
		case 'job-gone':
			jobs.delete(change.id);
			histories.delete(change.id);
			break;
		case 'run':
			active.set(change.run.id, change.run);
			break;
		case 'run-over': {
			const { jobId, run, isSuccess } = change;
			active.delete(run.id);
			histories.set(jobId, withFinished(histories.get(jobId) ?? EMPTY_HISTORY, run, isSuccess));
			break;
		}
		case 'history':
			histories.set(change.jobId, change.history);
	}
}

function checkHeader(line: string): void {
	let header: { readonly format?: unknown; readonly version?: unknown } | null = null;
	try {
		header = JSON.parse(line);
	} catch {
		// It is told below.
	}
	if (header?.format !== HEADER.format) {
		throw new SavedStateError('its first line is not that of a journal of the emulator');
	}
	if (header.version !== HEADER.version) {
		throw new SavedStateError(
			`its format is ${header.version}, and this program reads ${HEADER.version}: use the newer program, or another directory`,
		);
	}
}
