import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export type Stream = 'stdout' | 'stderr';

/** A piece of what a task has printed. Offsets are bytes. */
export interface LogPiece {
	/** Whole characters only; what is no UTF-8 is replaced. */
	readonly data: string;
	readonly offset: number;
	/** Where the next piece begins. */
	readonly next: number;
	readonly attempt: number;
	/** This attempt prints nothing after `next`. */
	readonly complete: boolean;
	/** No attempt comes after this one. */
	readonly last: boolean;
	/** Why the attempt failed, where it has; never a value. */
	readonly reason: string | undefined;
}

export interface LogQuery {
	readonly stream: Stream;
	/** From 1. */
	readonly attempt: number;
	/** In bytes; -1: the end, and no data. */
	readonly offset: number;
	/** At most so many bytes. */
	readonly length: number;
}

interface Logged {
	readonly jobId: string;
	/** By attempt; undefined as long as it runs. */
	readonly ends: (Ended | undefined)[];
	isOver: boolean;
}

interface Ended {
	readonly reason: string | undefined;
}

/** Of how many runs that are over the sandbox is kept. */
const KEPT_RUNS = 200;

/**
 * Which runs have printed something, and where. The sandboxes of the last runs that are over are kept; those before
 * are removed.
 */
export class RunLogs {
	private readonly folder: string;
	private readonly kept: number;
	private readonly runs = new Map<string, Logged>();
	private readonly over: string[] = [];

	/** `folder`: where the sandboxes are, `<run id>/<attempt>` each. */
	constructor(folder: string, kept: number = KEPT_RUNS) {
		this.folder = folder;
		this.kept = kept;
	}

	/** An attempt begins. */
	began(jobId: string, runId: string, attempt: number): void {
		let run = this.runs.get(runId);
		if (run === undefined) {
			run = { jobId, ends: [], isOver: false };
			this.runs.set(runId, run);
		}
		run.ends[attempt - 1] = undefined;
	}

	/** An attempt prints nothing any more. */
	ended(runId: string, attempt: number, reason: string | undefined): void {
		const run = this.runs.get(runId);
		if (run === undefined) return;
		run.ends[attempt - 1] = { reason };
		this.collect(runId, run);
	}

	/** No further attempt of the run will begin. */
	runOver(runId: string): void {
		const run = this.runs.get(runId);
		if (run === undefined) return;
		run.isOver = true;
		this.collect(runId, run);
	}

	jobOf(runId: string): string | undefined {
		return this.runs.get(runId)?.jobId;
	}

	/** Undefined: there is no such run, or its sandbox is gone. */
	read(runId: string, { stream, attempt, offset, length }: LogQuery): LogPiece | undefined {
		const run = this.runs.get(runId);
		if (run === undefined) return undefined;
		const end = run.ends[attempt - 1];
		const isKnown = attempt <= run.ends.length;
		const isEnded = end !== undefined || (run.isOver && !isKnown);
		const read = readPiece(join(this.folder, runId, String(attempt), stream), offset, length, isEnded);
		return {
			...read,
			attempt,
			complete: isEnded && read.next >= read.size,
			last: run.isOver && attempt >= run.ends.length,
			reason: end?.reason,
		};
	}

	private collect(runId: string, run: Logged): void {
		if (!run.isOver || run.ends.includes(undefined)) return;
		this.over.push(runId);
		if (this.over.length <= this.kept) return;
		const oldest = this.over.shift();
		if (oldest === undefined) return;
		this.runs.delete(oldest);
		// Whatever cannot be removed now goes with the folder when the emulator ends.
		rm(join(this.folder, oldest), { recursive: true, force: true }).catch(() => undefined);
	}
}

interface Piece {
	readonly data: string;
	readonly offset: number;
	readonly next: number;
	readonly size: number;
}

/** Reads no more than it is asked for, however long the file is. The file may be anything: its task can replace it. */
function readPiece(file: string, offset: number, length: number, isEnded: boolean): Piece {
	const nothing = { data: '', offset: Math.max(offset, 0), next: Math.max(offset, 0), size: 0 };
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		return nothing;
	}
	try {
		const status = fstatSync(descriptor);
		if (!status.isFile()) return nothing;
		const { size } = status;
		if (offset < 0) return { data: '', offset: size, next: size, size };
		const buffer = Buffer.alloc(Math.max(Math.min(length, size - offset), 0));
		const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, offset));
		const isLastPiece = isEnded && offset + bytes.length >= size;
		const whole = isLastPiece ? bytes : bytes.subarray(0, wholeCharacters(bytes));
		return { data: whole.toString('utf8'), offset, next: offset + whole.length, size };
	} finally {
		closeSync(descriptor);
	}
}

/** How many bytes there are before a character of UTF-8 that is cut off at the end. */
function wholeCharacters(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return bytes.length;
		if (byte < 0xc0) continue;
		const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return back < wanted ? bytes.length - back : bytes.length;
	}
	return bytes.length;
}
