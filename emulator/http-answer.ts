import type { Answer } from './answers.ts';
import type { Request } from './requests.ts';

/** An answer as it goes on the wire; every {@link Answer} of Metronome is one. */
export interface HttpAnswer extends Pick<Answer, 'status' | 'delayMs'> {
	/** Undefined: the answer has no body. */
	readonly type: string | undefined;
	readonly body: string | Uint8Array;
	/** Names in lower case. */
	readonly headers?: Readonly<Record<string, string>>;
	/** The connection is reset instead. */
	readonly isReset?: true;
}

/** Something that answers requests, such as a Metronome. */
export interface Handler {
	handle(request: Request): HttpAnswer;
}
