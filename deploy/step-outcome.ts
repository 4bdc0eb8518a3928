import { stringIn, valueIn } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import type { Reply } from './api.ts';
import type { Applied } from './apply-result.ts';
import type { Step } from './apply-step.ts';
import { failureText } from './live.ts';
import type { PlannedRequest } from './requests.ts';

/** What a request that did not do its work means for its job, in words. Nothing of a body is told but places in it. */
export function stepOutcome(
	step: Exclude<Step, { readonly kind: 'done' }>,
	id: string,
	request: PlannedRequest,
): Applied {
	const { written } = step;
	switch (step.kind) {
		case 'unknown': {
			const { cause, message } = step.found;
			const reason = `${message} Nobody knows whether ${request.method} ${request.path} was done: a second deploy looks first and goes on.`;
			return { outcome: 'failed', reason, written, unreachable: cause === 'unreachable' };
		}
		case 'overtaken':
			return overtaken(id, step.live === undefined, written);
		case 'not-done':
			return {
				outcome: 'failed',
				reason: refusalText(step.reply, id, request),
				written,
				unreachable: step.reply.kind === 'none',
			};
	}
}

function overtaken(id: string, isGone: boolean, written: boolean): Applied {
	const state = isGone ? 'it is gone' : 'it is not what was written';
	const reason = written
		? `${id} was written, and reading it back shows that ${state}: somebody else wrote at the same time, and one of the two changes is lost. Plan again to see what is left.`
		: `${id} was left alone: it was changed at the cluster just before it was to be written. Plan again to see how.`;
	return { outcome: written ? 'lost-update' : 'conflict', reason, written, unreachable: false };
}

function refusalText(reply: Reply, id: string, { method, path }: PlannedRequest): string {
	const plain = failureText(reply, `${method} ${path}`);
	if (reply.kind === 'none') return plain;
	switch (reply.status) {
		case 200:
		case 201:
			return `${id} was made, but is not shown to this login: nobody can tell whether it is as it shall be.`;
		case 409:
			return conflictText(reply.body, id, method);
		case 422:
		case 400:
			return `Metronome does not take ${id}: ${method} ${path} answers ${reply.status}${placesText(reply.body)}. 'metronome-jobs check' says why.`;
		case 500:
			return method === 'POST'
				? `${plain} Nothing was stored.`
				: `${plain} Nothing was changed. Where it answers so at once and each time, an earlier change was refused for its dependencies and locks ${id} until Metronome restarts, or its leader changes.`;
		default:
			return plain;
	}
}

function conflictText(body: string, id: string, method: PlannedRequest['method']): string {
	if (method === 'POST')
		return `Metronome has a job '${id}', or a schedule of it, that is not shown to this login: it was left alone.`;
	const message = stringIn(valueIn(parseJson(body).root, 'message')) ?? '';
	if (/active job runs/.test(message))
		return `${id} was not deleted: a run of it has just started, and runs are never stopped unasked. Deploy again when it is over.`;
	return `${id} was not deleted: other jobs depend on it, also such as this login may not see.`;
}

/** The server's own words may quote a value; its paths do not. */
function placesText(body: string): string {
	const details = valueIn(parseJson(body).root, 'details');
	const items = details?.kind === 'array' ? details.items : [];
	const paths = items.flatMap(item => stringIn(valueIn(item, 'path')) ?? []).map(path => path || '/');
	return paths.length === 0 ? '' : ` at ${[...new Set(paths)].join(', ')}`;
}
