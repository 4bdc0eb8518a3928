import { headLinesOfHunks } from './diff-anchors.ts';
import {
	type Body,
	bodyProblem,
	isBody,
	NOT_FOUND,
	numberIn,
	ok,
	pages,
	type Route,
	type RouteAnswer,
	textIn,
} from './route.ts';
import type { Pull, ReviewComment } from './state.ts';

/** Files of a pull request that GitHub lists (docs: List pull requests files). */
const MAX_FILES = 3000;

export const PULL_ROUTES: readonly Route[] = [
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/pulls/{pull_number}',
		needs: ['pull-requests'],
		answer: ({ state, params }) => {
			const pull = state.pulls.get(Number(params['pull_number']));
			if (pull === undefined) return NOT_FOUND;
			const { number, headSha, baseSha, mergedAt } = pull;
			const merged_at = mergedAt ?? null;
			return ok({ number, head: { sha: headSha }, base: { sha: baseSha }, merged_at });
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
		needs: ['pull-requests'],
		answer: ({ state, params }) => {
			const pull = state.pulls.get(Number(params['pull_number']));
			return pull === undefined ? NOT_FOUND : pages(pull.files.slice(0, MAX_FILES));
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/pulls/{pull_number}/comments',
		needs: ['pull-requests'],
		answer: ({ state, params }) => {
			const number = Number(params['pull_number']);
			if (!state.pulls.has(number)) return NOT_FOUND;
			const own = state.reviewComments.filter(({ pull }) => pull === number);
			return pages(own.map(({ id, login, path, line, body }) => ({ id, path, line, body, user: { login } })));
		},
	},
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
		needs: ['pull-requests'],
		answer: ({ state, params, body, owner: { login } }) => {
			const pull = state.pulls.get(Number(params['pull_number']));
			if (pull === undefined) return NOT_FOUND;
			const event = textIn(body, 'event') ?? '';
			const text = textIn(body, 'body');
			if (event === 'COMMENT' && bodyProblem(text) !== undefined) return lost("Body can't be blank");
			if ((textIn(body, 'commit_id') ?? pull.headSha) !== pull.headSha) {
				return lost('commit_id is not part of the pull request');
			}
			const given = Array.isArray(body['comments']) ? body['comments'].filter(isBody) : [];
			const comments: ReviewComment[] = [];
			for (const item of given) {
				const problem = anchorProblem(item, pull) ?? textProblem(item);
				if (problem !== undefined) return lost(problem);
				const line = numberIn(item, 'line') ?? 0;
				comments.push({
					id: state.nextId(),
					pull: pull.number,
					login,
					path: textIn(item, 'path') ?? '',
					startLine: numberIn(item, 'start_line') ?? line,
					line,
					body: textIn(item, 'body') ?? '',
				});
			}
			state.reviews.push({ pull: pull.number, login, event, body: text ?? '' });
			state.reviewComments.push(...comments);
			return ok({ id: state.nextId(), state: 'COMMENTED' });
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
		needs: ['pull-requests', 'contents'],
		answer: ({ state, params }) => {
			const sha = params['commit_sha'];
			const pulls = [...state.pulls.values()].filter(
				({ headSha, mergeSha }) => headSha === sha || mergeSha === sha,
			);
			return pages(
				pulls.map(({ number, headSha, mergedAt, mergeSha }) => ({
					number,
					head: { sha: headSha },
					merged_at: mergedAt ?? null,
					merge_commit_sha: mergeSha ?? null,
				})),
			);
		},
	},
];

/** The whole review is lost with one comment that does not fit. */
function lost(message: string): RouteAnswer {
	return { status: 422, body: { message: 'Unprocessable Entity', errors: [message] } };
}

function anchorProblem(item: Body, pull: Pull): string | undefined {
	const file = pull.files.find(({ filename }) => filename === textIn(item, 'path'));
	if (file === undefined) return 'Path could not be resolved';
	if (textIn(item, 'side') !== 'RIGHT') return 'this fake knows comments on the side of the head only';
	const line = numberIn(item, 'line') ?? 0;
	const start = numberIn(item, 'start_line') ?? line;
	const hunk = headLinesOfHunks(file.patch ?? '').find(lines => lines.includes(line));
	if (hunk === undefined) return 'Line could not be resolved';
	if (start === line && 'start_line' in item) return 'start_line must precede the end line.';
	return hunk.includes(start) && start <= line ? undefined : 'Start line must be part of the same hunk';
}

function textProblem(item: Body): string | undefined {
	return bodyProblem(textIn(item, 'body')) === undefined ? undefined : 'Body is invalid';
}
