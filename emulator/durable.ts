import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredJob } from '../core/stored.ts';
import { DirectoryInUse, lockDirectory } from './directory-lock.ts';
import { createJournal, Journal } from './journal.ts';
import { type JournalContent, readJournal } from './journal-line.ts';
import type { FinishedRun, Run } from './runs.ts';
import {
	activeRun,
	changesOf,
	changeText,
	HEADER,
	type SavedChange,
	type SavedState,
	SavedStateError,
	stateFrom,
	withoutActive,
} from './saved-state.ts';

export interface DurableOptions {
	readonly directory: string;
	/** ms since 1970. */
	readonly now: () => number;
	readonly log: (line: string) => void;
	/** At how many bytes the journal is first replaced by a snapshot. */
	readonly rotateAt?: number;
}

/** Jobs, schedules and run history in a directory. */
export interface Durable {
	/** What there is from before. No run is active: those that were have failed, since their tasks are gone. */
	readonly saved: SavedState;
	/** Where the state is to be had, before anything is stored. */
	follow(state: () => SavedState): void;
	readonly jobChanged: (id: string, job: StoredJob | undefined) => void;
	readonly runChanged: (run: Run, finished: FinishedRun | undefined) => void;
	/** Calls back once everything stored until now is on the disk; false: it is not, and never will be. */
	readonly whenDurable: (done: (isDurable: boolean) => void) => void;
	close(): Promise<void>;
}

const FILE = 'journal';

/**
 * Opens a directory, which is made where there is none (for this user only), for this process alone. Rejects with a
 * {@link SavedStateError} where it is in use or what is in it cannot be trusted: nothing in it is changed then.
 */
export async function openDurable({ directory, now, log, rotateAt }: DurableOptions): Promise<Durable> {
	const unlock = locked(directory);
	try {
		const file = join(directory, FILE);
		rmSync(`${file}.new`, { force: true });
		const header = JSON.stringify(HEADER);
		if (!existsSync(file)) await createJournal(file, header);
		const content = soundContent(file, log);
		const { saved, changes } = withoutActive(stateOf(file, content.lines), now());
		let state = (): SavedState => saved;
		const journal = await Journal.open({
			file,
			soundBytes: content.soundBytes,
			header,
			snapshot: () => entriesOf(state()),
			log,
			...(rotateAt !== undefined && { rotateAt }),
		});
		const store = (change: SavedChange): void => journal.append(changeText(change));
		for (const change of changes) store(change);
		if (changes.length > 0) {
			const runs = changes.length === 1 ? '1 run was' : `${changes.length} runs were`;
			log(`${runs} not over when the emulator ended, and failed with it`);
		}
		return {
			saved,
			follow(current) {
				state = current;
			},
			jobChanged: (id, job) => store(job === undefined ? { kind: 'job-gone', id } : { kind: 'job', job }),
			runChanged: (run, finished) =>
				store(
					finished === undefined
						? { kind: 'run', run: activeRun(run) }
						: { kind: 'run-over', jobId: run.job.id, isSuccess: run.status === 'SUCCESS', run: finished },
				),
			whenDurable: done => journal.whenDurable(done),
			async close() {
				await journal.close();
				unlock();
			},
		};
	} catch (error) {
		unlock();
		throw error;
	}
}

function locked(directory: string): () => void {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	try {
		return lockDirectory(directory);
	} catch (error) {
		if (!(error instanceof DirectoryInUse)) throw error;
		throw new SavedStateError(
			`${directory} is in use by process ${error.processId}; where that is no emulator, remove ${error.file}`,
		);
	}
}

/** What a journal holds. A commit that was never completed is left out: nobody was told of it. */
function soundContent(file: string, log: (line: string) => void): JournalContent {
	const content = readJournal(readFileSync(file));
	if (content.brokenLine !== undefined) {
		throw new SavedStateError(
			`${file} is damaged in line ${content.brokenLine}, and more follows: put back a copy of it, or use another directory`,
		);
	}
	if (content.tornBytes > 0) {
		log(`the last ${content.tornBytes} bytes of ${file} were not written completely and are left out`);
	}
	return content;
}

function stateOf(file: string, lines: readonly string[]): SavedState {
	try {
		return stateFrom(lines);
	} catch (error) {
		throw error instanceof SavedStateError ? new SavedStateError(`${file}: ${error.message}`) : error;
	}
}

/** The maps of a state are its own; only putting them into words waits. */
function* entriesOf(state: SavedState): Iterable<string> {
	for (const change of changesOf(state)) yield changeText(change);
}
