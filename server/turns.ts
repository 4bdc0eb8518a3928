import type { Pause, Runtime } from './runtime.ts';

/** Longest stretch of work in the background in a row, in ms, so that whoever types does not notice. */
const SLICE = 5;

/**
 * Turns of the work that is done behind the client's back: thousands of files are read and judged in slices, one at a
 * time, whatever asks for them. Before each slice everything that has arrived is let in and, where nothing else has to
 * be waited for, answered.
 */
export class Turns {
	private readonly runtime: Pick<Runtime, 'now' | 'yield'>;
	private readonly arrivals: () => number;
	/** Of the slice that is under way, in ms since 1970. */
	private end = 0;
	private last: Promise<void> = Promise.resolve();

	/** `arrivals`: how many messages have come from the client so far. */
	constructor(runtime: Pick<Runtime, 'now' | 'yield'>, arrivals: () => number) {
		this.runtime = runtime;
		this.arrivals = arrivals;
	}

	readonly pause: Pause = () => {
		if (this.runtime.now() < this.end) return undefined;
		this.last = this.last.then(() => this.giveWay());
		return this.last;
	};

	/** An answer begins one turn after its request has arrived, so that a cancellation counts: see `Conversation`. */
	private async giveWay(): Promise<void> {
		for (let seen = -1; seen !== this.arrivals(); ) {
			seen = this.arrivals();
			await this.runtime.yield();
		}
		this.end = this.runtime.now() + SLICE;
	}
}
