import { setTimeout as sleep } from 'node:timers/promises';

export interface FollowOptions {
	/** Of the emulator, such as `http://127.0.0.1:9000`, with the prefix where it serves below one. */
	readonly address: string;
	readonly jobId: string;
	readonly runId: string;
	readonly stream: 'stdout' | 'stderr';
	/** Ends the following; the promise then rejects with its reason. */
	readonly signal?: AbortSignal;
	/** Gets the output bit by bit, whole characters, attempt after attempt. */
	readonly onText: (text: string) => void;
	/** Such as an authorization. */
	readonly headers?: Readonly<Record<string, string>>;
}

export interface FollowResult {
	/** How many attempts the run had. */
	readonly attempts: number;
	/** Why the last one failed, where it has; never a value. */
	readonly reason: string | undefined;
}

/** Why no output can be had: the target is no emulator, the run is unknown, or its sandbox is gone. */
export class LogUnavailable extends Error {
	/** Of the answer. */
	readonly status: number;

	constructor(status: number) {
		super(`the output of the run cannot be read (HTTP ${status})`);
		this.status = status;
	}
}

/** How long a follower waits for more, in ms. */
const POLL_MS = 150;

/**
 * Follows what a run of the emulator prints, from its beginning until it is over. Rejects with a {@link LogUnavailable},
 * with the signal's reason, and as `fetch` does where nobody answers.
 */
export async function followLog(options: FollowOptions): Promise<FollowResult> {
	let attempt = 1;
	let offset = 0;
	for (;;) {
		const piece = await readPiece(options, attempt, offset);
		if (piece.data !== '') options.onText(piece.data);
		offset = piece.next;
		if (!piece.complete) {
			if (piece.data === '') await sleep(POLL_MS, undefined, options.signal && { signal: options.signal });
		} else if (piece.last) {
			return { attempts: attempt, reason: piece.reason };
		} else {
			attempt++;
			offset = 0;
		}
	}
}

interface Piece {
	readonly data: string;
	readonly next: number;
	readonly complete: boolean;
	readonly last: boolean;
	readonly reason: string | undefined;
}

async function readPiece(options: FollowOptions, attempt: number, offset: number): Promise<Piece> {
	const { address, jobId, runId, stream, signal, headers } = options;
	const path = `emulator/v1/jobs/${encodeURIComponent(jobId)}/runs/${encodeURIComponent(runId)}/files/read`;
	const response = await fetch(
		`${address.replace(/\/$/, '')}/${path}?path=${stream}&attempt=${attempt}&offset=${offset}`,
		{ redirect: 'error', ...(signal && { signal }), ...(headers && { headers }) },
	);
	const piece: unknown = response.ok ? await response.json() : undefined;
	if (!isPiece(piece)) {
		await response.body?.cancel();
		throw new LogUnavailable(response.status);
	}
	return piece;
}

function isPiece(value: unknown): value is Piece {
	if (typeof value !== 'object' || value === null) return false;
	return (
		'data' in value &&
		typeof value.data === 'string' &&
		'next' in value &&
		typeof value.next === 'number' &&
		'complete' in value &&
		typeof value.complete === 'boolean' &&
		'last' in value &&
		typeof value.last === 'boolean'
	);
}
