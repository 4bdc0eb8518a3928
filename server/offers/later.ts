import type { Cancellation, Refusal } from '../json-rpc.ts';
import type { Requests } from '../protocol.ts';
import type { Session } from '../session.ts';

type Answer<M extends keyof Requests> = (
	params: Requests[M]['params'],
	cancellation: Cancellation,
) => Requests[M]['result'] | Refusal | Promise<Requests[M]['result'] | Refusal>;

/** How requests are answered, by method. */
export type Answers = { readonly [M in keyof Requests]?: Answer<M> };

/**
 * Answers requests with code that is loaded when the first of them arrives, or when the server has had nothing to do for
 * a while: what a client never asks for costs nothing at the start. Gives back what offers one method; `fallback` is
 * answered where the work fails.
 */
export function answerLater(
	{ conversation, runtime }: Session,
	load: () => Promise<Answers>,
): <M extends keyof Requests>(method: M, fallback: Requests[M]['result']) => void {
	let loaded: Promise<Answers> | undefined;
	const answers = (): Promise<Answers> => {
		loaded ??= load();
		return loaded;
	};
	// A failure shows with the first request.
	runtime.after(IDLE_MS, () => void answers().catch(() => {}));
	return (method, fallback) =>
		conversation.answer(method, fallback, async (params, cancellation) => {
			const answer = (await answers())[method];
			return answer === undefined ? fallback : answer(params, cancellation);
		});
}

/** Long enough that the first diagnostics are out. */
const IDLE_MS = 400;
