import { count } from '../cli/formats/wording.ts';
import type { Github } from './github/client.ts';
import type { PullRequest } from './github/event.ts';
import { hasMarker } from './github/marker.ts';
import { once } from './github/once.ts';
import { createReview, reviewCommentsBy } from './github/pulls.ts';
import { done, type Failure, lacksPermission, type Reply } from './github/reply.ts';
import type { Suggestion } from './suggestions.ts';

/** Of one run: what is left comes with the next push, when these are applied. */
const MAX_COMMENTS = 50;
/** Reviews that are tried: enough to find some comments that GitHub does not take among 50. */
const MAX_REVIEWS = 12;

/**
 * Posts suggestions as one review, without those that an earlier run has posted. Where GitHub refuses the review for one
 * of its comments, its halves are posted by themselves, so that one comment never loses the others. Gives what to tell
 * of it, in whole sentences; nothing where there is nothing to tell.
 */
export async function suggest(
	github: Github,
	pull: PullRequest,
	suggestions: readonly Suggestion[],
): Promise<readonly string[]> {
	if (suggestions.length === 0) return [];
	const login = await github.login();
	const earlier = await reviewCommentsBy(github, pull.number, login);
	if (!earlier.ok) return [notPosted(earlier.failure)];
	const fresh = suggestions.filter(one => !earlier.value.some(body => hasMarker(body, one.marker)));
	const queue: (readonly Suggestion[])[] = fresh.length === 0 ? [] : [fresh.slice(0, MAX_COMMENTS)];
	let posted = 0;
	let refused = 0;
	for (let reviews = 0; queue.length > 0 && reviews < MAX_REVIEWS; reviews++) {
		const batch = queue.shift() ?? [];
		const reply = await post(github, pull, batch, login);
		if (reply.ok) posted += batch.length;
		else if (reply.failure.reason !== 'invalid') return [...told(posted), notPosted(reply.failure)];
		else if (batch.length === 1) refused++;
		else {
			const half = Math.ceil(batch.length / 2);
			queue.push(batch.slice(0, half), batch.slice(half));
		}
	}
	const left = fresh.length - posted - refused;
	return [
		...told(posted),
		...(refused === 0 ? [] : [`GitHub does not take ${count(refused, 'suggestion')}.`]),
		...(left === 0 ? [] : [`${count(left, 'more suggestion')} can come with the next push.`]),
	];
}

function told(posted: number): string[] {
	return posted === 0 ? [] : [`${count(posted, 'fix', 'fixes')} suggested on the pull request.`];
}

function notPosted(failure: Failure): string {
	const hint = lacksPermission(failure) ? ' They need `pull-requests: write`, which forks never have.' : '';
	return `Fixes were not suggested. ${failure.message}${hint}`;
}

async function post(
	github: Github,
	{ number, headSha }: PullRequest,
	batch: readonly Suggestion[],
	login: string,
): Promise<Reply<unknown>> {
	const body = `Metronome Jobs: ${count(batch.length, 'fix', 'fixes')} to apply with a click.`;
	return once(
		() => createReview(github, number, { sha: headSha, body, comments: batch }),
		async () => {
			const there = await reviewCommentsBy(github, number, login);
			if (!there.ok) return there;
			const isThere = batch.every(({ marker }) => there.value.some(text => hasMarker(text, marker)));
			return done(isThere ? true : undefined);
		},
	);
}
