/** What came of a request. */
export type Reply =
	| {
			readonly kind: 'answer';
			readonly status: number;
			/** The body is said to be JSON; gateways and login pages answer in HTML. */
			readonly json: boolean;
			readonly body: string;
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
	/** Only a PUT is sent again when an attempt fails, because repeating it is harmless. */
	write(request: ApiWrite): Promise<Reply>;
}

/** Where a job lives. Its id is made of letters that a path takes as they are, but a plan may come from anywhere. */
export function jobPath(id: string): string {
	return `/v1/jobs/${encodeURIComponent(id)}`;
}
