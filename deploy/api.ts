/** What came of a request. */
export type Reply =
	| {
			readonly kind: 'answer';
			readonly status: number;
			/** The body is said to be JSON; gateways and login pages answer in HTML. */
			readonly json: boolean;
			readonly body: string;
			/** How long the server wants to be left alone, in ms (`Retry-After`). */
			readonly retryAfterMs?: number | undefined;
	  }
	| {
			/** No answer of a Metronome came. `message` holds no credentials and no request body. */
			readonly kind: 'none';
			readonly message: string;
			/** The server may have done what it was asked all the same: only reading tells. */
			readonly mayHaveArrived: boolean;
	  };

/** A request that changes something. */
export interface ApiWrite {
	readonly method: 'POST' | 'PUT' | 'DELETE';
	/** Below the address of the Metronome, as it goes on the wire: `/v1/jobs/etl.load`. */
	readonly path: string;
	/** JSON without blanks; undefined for a DELETE. */
	readonly body: string | undefined;
}

/** A Metronome over HTTP. Never rejects: what goes wrong is a {@link Reply}. */
export interface Api {
	/** The address, which is how a plan knows its cluster again: no credentials, no slash at the end. */
	readonly address: string;
	/** `GET /info` */
	info(): Promise<Reply>;
	/** `GET /v1/jobs`, with schedules and active runs. */
	listJobs(): Promise<Reply>;
	/** `GET /v1/jobs/<id>`, with schedules and active runs. */
	getJob(id: string): Promise<Reply>;
	/** `GET /v1/jobs/<id>/schedules` */
	getSchedules(id: string): Promise<Reply>;
	/** `GET /v1/jobs/<id>`, with active and finished runs. */
	getHistory(id: string): Promise<Reply>;
	/** `GET /v1/jobs/<id>/runs/<run>`; the server knows only runs that are active. */
	getRun(id: string, runId: string): Promise<Reply>;
	/**
	 * Sent once, whatever comes of it. Even a PUT is not harmless to repeat: between two attempts somebody else may have
	 * written. Whoever writes reads first, each time.
	 */
	write(request: ApiWrite): Promise<Reply>;
}

/** Where a job lives. Its id is made of letters that a path takes as they are, but a plan may come from anywhere. */
export function jobPath(id: string): string {
	return `/v1/jobs/${encodeURIComponent(id)}`;
}

/**
 * Whether an answer says nothing of the job, and may be another one a little later: gateways and a Metronome without a
 * leader answer so. A 404 that is no JSON comes from a gateway whose Metronome is just restarting (facts:
 * metronome-and-dcos §4).
 */
export function isPassing(reply: Reply): boolean {
	if (reply.kind === 'none') return reply.mayHaveArrived;
	return PASSING.has(reply.status) || (reply.status === 404 && !reply.json);
}

/** 500 is Metronome's own, and comes again. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface Clock {
	/** ms since 1970. */
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
}

export const REAL_CLOCK: Clock = {
	now: () => Date.now(),
	wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
