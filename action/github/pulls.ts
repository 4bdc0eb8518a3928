import type { Github } from './client.ts';
import { done, type Reply } from './reply.ts';
import { numberAt, textAt } from './shape.ts';

export interface PullFile {
	/** From the root of the repository, in the head of the pull request. */
	readonly path: string;
	readonly status: string;
	/** Unified, without the file's own header; undefined where GitHub shows none: binary, too long, or only renamed. */
	readonly patch: string | undefined;
}

/** The files that a pull request changes. GitHub lists 3,000 at most. */
export async function pullFiles(github: Github, number: number): Promise<Reply<readonly PullFile[]>> {
	const files = await github.list(`/pulls/${number}/files`);
	if (!files.ok) return files;
	return done(
		files.value.flatMap(file => {
			const path = textAt(file, 'filename');
			return path === undefined
				? []
				: [{ path, status: textAt(file, 'status') ?? '', patch: textAt(file, 'patch') }];
		}),
	);
}

/** The commit that a pull request has on top by now. */
export async function headOfPull(github: Github, number: number): Promise<Reply<string | undefined>> {
	const pull = await github.get(`/pulls/${number}`);
	return pull.ok ? done(textAt(pull.value, 'head', 'sha')) : pull;
}

export interface PullOfCommit {
	readonly number: number;
	readonly headSha: string;
	/** ISO 8601; undefined: not merged. */
	readonly mergedAt: string | undefined;
	readonly mergeSha: string | undefined;
}

/** The pull requests that brought a commit, however they were merged. */
export async function pullsOfCommit(github: Github, sha: string): Promise<Reply<readonly PullOfCommit[]>> {
	const pulls = await github.list(`/commits/${encodeURIComponent(sha)}/pulls`);
	if (!pulls.ok) return pulls;
	return done(
		pulls.value.flatMap(pull => {
			const number = numberAt(pull, 'number');
			if (number === undefined) return [];
			return [
				{
					number,
					headSha: textAt(pull, 'head', 'sha') ?? '',
					mergedAt: textAt(pull, 'merged_at'),
					mergeSha: textAt(pull, 'merge_commit_sha'),
				},
			];
		}),
	);
}

/** A comment of a review: on one line of the head's side, or from `startLine` to `line`. 1-based. */
export interface ReviewComment {
	readonly path: string;
	readonly startLine: number;
	readonly line: number;
	readonly body: string;
}

/** The bodies of the review comments that a login has written on a pull request. */
export async function reviewCommentsBy(
	github: Github,
	number: number,
	login: string,
): Promise<Reply<readonly string[]>> {
	const comments = await github.list(`/pulls/${number}/comments`);
	if (!comments.ok) return comments;
	const own = comments.value.filter(comment => textAt(comment, 'user', 'login') === login);
	return done(own.flatMap(comment => textAt(comment, 'body') ?? []));
}

/** A review that neither approves nor objects. One comment off the diff, and GitHub takes none of them (422). */
export function createReview(
	github: Github,
	number: number,
	review: { readonly sha: string; readonly body: string; readonly comments: readonly ReviewComment[] },
): Promise<Reply<unknown>> {
	return github.post(`/pulls/${number}/reviews`, {
		commit_id: review.sha,
		event: 'COMMENT',
		body: review.body,
		comments: review.comments.map(({ path, startLine, line, body }) => ({
			path,
			body,
			line,
			side: 'RIGHT',
			...(startLine === line ? {} : { start_line: startLine, start_side: 'RIGHT' }),
		})),
	});
}
