import type { Github } from './client.ts';
import { once } from './once.ts';
import { done, failed, type Reply } from './reply.ts';
import { numberAt, textAt } from './shape.ts';

/** Annotations that GitHub takes in one request (OpenAPI description, checks/create: maxItems). */
export const ANNOTATIONS_A_REQUEST = 50;

export interface Annotation {
	readonly path: string;
	/** 1-based. */
	readonly start_line: number;
	readonly end_line: number;
	/** Only within one line. */
	readonly start_column?: number;
	readonly end_column?: number;
	readonly annotation_level: 'failure' | 'warning' | 'notice';
	/** At most 255 characters. */
	readonly title: string;
	/** At most 64 KB. */
	readonly message: string;
}

export interface CheckRunRequest {
	/** The same name for the same check of each commit, so that GitHub shows the latest. */
	readonly name: string;
	readonly headSha: string;
	/** Tells this run from all others of the name, to find it again. */
	readonly externalId: string;
	readonly detailsUrl: string;
	readonly conclusion: 'success' | 'failure';
	readonly title: string;
	/** Markdown, at most 65,535 characters. */
	readonly summary: string;
	readonly annotations: readonly Annotation[];
}

/** What became of a check run. */
export interface CheckRun {
	readonly url: string;
	/** How many annotations GitHub has taken, from the front. */
	readonly annotated: number;
	/** Why not all of them; undefined: all were taken, and the run is completed. */
	readonly failure: string | undefined;
}

/**
 * Makes a completed check run with all annotations, so many a request as GitHub takes. It fails as a whole only where
 * not even the run could be made. Annotations are added by each request, so none is sent twice: after a lost answer
 * the run is asked how many it has.
 */
export async function createCheckRun(github: Github, request: CheckRunRequest): Promise<Reply<CheckRun>> {
	const batches = batchesOf(request.annotations);
	const output = (annotations: readonly Annotation[]) => ({
		title: request.title,
		summary: request.summary,
		annotations,
	});
	const end = { status: 'completed', conclusion: request.conclusion };
	const made = await once(
		async () => {
			const reply = await github.post('/check-runs', {
				name: request.name,
				head_sha: request.headSha,
				external_id: request.externalId,
				details_url: request.detailsUrl,
				output: output(batches[0] ?? []),
				...(batches.length <= 1 ? end : { status: 'in_progress' }),
			});
			return reply.ok ? runFrom(reply.value) : reply;
		},
		() => findRun(github, request),
	);
	if (!made.ok) return made;
	const { id, url } = made.value;
	let annotated = batches[0]?.length ?? 0;
	for (const [n, batch] of batches.entries()) {
		if (n === 0) continue;
		const body = { output: output(batch), ...(n === batches.length - 1 ? end : {}) };
		const added = await addTo(github, id, body, annotated + batch.length);
		if (!added.ok) {
			await github.patch(`/check-runs/${id}`, end, true);
			return done({ url, annotated, failure: added.failure.message });
		}
		annotated += batch.length;
	}
	return done({ url, annotated, failure: undefined });
}

/** `expected`: how many annotations the run has when the request has arrived. */
async function addTo(github: Github, id: number, body: object, expected: number): Promise<Reply<unknown>> {
	return once(
		() => github.patch(`/check-runs/${id}`, { ...body }, false),
		async () => {
			const there = await github.get(`/check-runs/${id}`);
			if (!there.ok) return there;
			const count = numberAt(there.value, 'output', 'annotations_count') ?? 0;
			return done(count >= expected ? there.value : undefined);
		},
	);
}

interface Run {
	readonly id: number;
	readonly url: string;
}

function runFrom(item: unknown): Reply<Run> {
	const id = numberAt(item, 'id');
	if (id === undefined) return failed('odd', 'GitHub names no check run that it has made.');
	return done({ id, url: textAt(item, 'html_url') ?? '' });
}

async function findRun(
	github: Github,
	{ headSha, name, externalId }: CheckRunRequest,
): Promise<Reply<Run | undefined>> {
	const runs = await github.list(`/commits/${headSha}/check-runs`, { check_name: name }, 'check_runs');
	if (!runs.ok) return runs;
	const same = runs.value.find(run => textAt(run, 'external_id') === externalId);
	return same === undefined ? done(undefined) : runFrom(same);
}

function batchesOf(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
	const batches: Annotation[][] = [];
	for (let at = 0; at < annotations.length; at += ANNOTATIONS_A_REQUEST) {
		batches.push(annotations.slice(at, at + ANNOTATIONS_A_REQUEST));
	}
	return batches;
}
