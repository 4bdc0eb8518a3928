import { type JsonNode, stringIn, valueIn } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import type { Api, Reply } from './api.ts';
import { failureText } from './live.ts';

/** The runs of a job, by their ids. */
export interface KnownRuns {
	readonly active: ReadonlyMap<string, string>;
	readonly succeeded: ReadonlySet<string>;
	readonly failed: ReadonlySet<string>;
}

export type RunsResult =
	| { readonly kind: 'read'; readonly runs: KnownRuns }
	/** There is no such job, or it is not shown to this login. */
	| { readonly kind: 'not-seen' }
	| { readonly kind: 'failed'; readonly message: string };

/** Reads which runs of a job are active and which are over. */
export async function readRuns(api: Api, jobId: string): Promise<RunsResult> {
	const reply = await api.getHistory(jobId);
	const root = jsonOf(reply);
	if (reply.kind === 'answer' && reply.status === 404 && stringIn(valueIn(root, 'id')) === jobId)
		return { kind: 'not-seen' };
	if (reply.kind !== 'answer' || reply.status !== 200 || root?.kind !== 'object')
		return { kind: 'failed', message: failureText(reply, `GET /v1/jobs/${jobId}`) };
	const history = valueIn(root, 'history');
	const active = itemsOf(valueIn(root, 'activeRuns')).flatMap(run => {
		const id = stringIn(valueIn(run, 'id'));
		return id === undefined ? [] : [[id, stringIn(valueIn(run, 'status')) ?? ''] as const];
	});
	return {
		kind: 'read',
		runs: {
			active: new Map(active),
			succeeded: idsOf(valueIn(history, 'successfulFinishedRuns')),
			failed: idsOf(valueIn(history, 'failedFinishedRuns')),
		},
	};
}

export type ActiveRun =
	| { readonly kind: 'active'; readonly status: string }
	| { readonly kind: 'over' }
	| { readonly kind: 'failed'; readonly message: string };

/** Reads a run; the server forgets it when it is over, so that only the history knows how it went. */
export async function readRun(api: Api, jobId: string, runId: string): Promise<ActiveRun> {
	const reply = await api.getRun(jobId, runId);
	const root = jsonOf(reply);
	if (reply.kind === 'answer' && reply.status === 200) {
		const status = stringIn(valueIn(root, 'status'));
		if (status !== undefined) return { kind: 'active', status };
	}
	if (reply.kind === 'answer' && reply.status === 404 && root !== undefined) return { kind: 'over' };
	return { kind: 'failed', message: failureText(reply, `GET /v1/jobs/${jobId}/runs/${runId}`) };
}

/** The id of the run that a start answers with. */
export function startedRun(reply: Reply): string | undefined {
	if (reply.kind !== 'answer' || reply.status >= 300) return undefined;
	return stringIn(valueIn(jsonOf(reply), 'id'));
}

function jsonOf(reply: Reply): JsonNode | undefined {
	if (reply.kind !== 'answer' || !reply.json) return undefined;
	const { root, problems } = parseJson(reply.body);
	return problems.length === 0 ? root : undefined;
}

function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
	return node?.kind === 'array' ? node.items : [];
}

function idsOf(node: JsonNode | undefined): ReadonlySet<string> {
	return new Set(itemsOf(node).flatMap(item => stringIn(valueIn(item, 'id')) ?? []));
}
