import type { Conversation } from './conversation.ts';

/** Work whose progress a client shows, and may stop. */
export interface Progress {
	/** How much of it is done, from 0 to 1. */
	report(done: number): void;
	end(): void;
	readonly isCancelled: boolean;
}

/** What a client watches without having asked for it. */
const SILENT: Progress = { report: () => {}, end: () => {}, isCancelled: false };

/** Shows work under tokens of the client's requests, and under our own where it takes them. */
export class ProgressDisplay {
	private readonly conversation: Conversation;
	/** The client understands `window/workDoneProgress/create`. */
	private readonly takesOurs: boolean;
	private readonly cancelled = new Set<unknown>();
	private readonly running = new Set<unknown>();
	private count = 0;

	constructor(conversation: Conversation, takesOurs: boolean) {
		this.conversation = conversation;
		this.takesOurs = takesOurs;
		conversation.hear('window/workDoneProgress/cancel', ({ token }) => {
			if (this.running.has(token)) this.cancelled.add(token);
		});
	}

	/** Under the token that came with a request; undefined: the client does not want to see it. */
	under(token: unknown, title: string): Progress {
		return isToken(token) ? this.begin(token, title) : SILENT;
	}

	/** Work that nobody has asked for. Where the client does not take it, it is done unseen. */
	async own(title: string): Promise<Progress> {
		if (!this.takesOurs) return SILENT;
		const token = `metronome-jobs-${++this.count}`;
		try {
			await this.conversation.ask('window/workDoneProgress/create', { token });
		} catch {
			return SILENT;
		}
		return this.begin(token, title);
	}

	private begin(token: string | number, title: string): Progress {
		const { conversation, cancelled, running } = this;
		const tell = (value: object): void => conversation.tell('$/progress', { token, value });
		let shown = 0;
		running.add(token);
		tell({ kind: 'begin', title, cancellable: true, percentage: 0 });
		return {
			report: done => {
				const percentage = Math.min(Math.floor(done * 100), 100);
				if (percentage <= shown) return;
				shown = percentage;
				tell({ kind: 'report', percentage, cancellable: true });
			},
			end: () => {
				running.delete(token);
				cancelled.delete(token);
				tell({ kind: 'end' });
			},
			get isCancelled() {
				return cancelled.has(token);
			},
		};
	}
}

function isToken(token: unknown): token is string | number {
	return typeof token === 'string' || typeof token === 'number';
}
