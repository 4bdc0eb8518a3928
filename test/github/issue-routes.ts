import {
	bodyProblem,
	invalid,
	made,
	NOT_FOUND,
	ok,
	pages,
	type Route,
	type RouteAnswer,
	textIn,
} from './route.ts';
import type { Comment, Issue, State } from './state.ts';

const MAX_TITLE = 256;

/** Issues and their comments; a pull request is an issue too. */
export const ISSUE_ROUTES: readonly Route[] = [
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/issues',
		needs: ['issues'],
		answer: ({ state, query, site }) => {
			const wanted = query.get('state') ?? 'open';
			const pulls = [...state.pulls.values()].map(({ number }) => ({
				number,
				state: 'open',
				title: `Pull request ${number}`,
				body: '',
				user: { login: 'octocat' },
				pull_request: { url: `${site}/pulls/${number}` },
			}));
			const own = state.issues.filter(issue => wanted === 'all' || issue.state === wanted);
			const shown = own.map(issue => shownIssue(issue, state, site));
			const all = [...pulls, ...shown].toSorted((a, b) => a.number - b.number);
			return pages(query.get('direction') === 'asc' ? all : all.toReversed());
		},
	},
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/issues',
		needs: ['issues'],
		answer: ({ state, body, owner, site }) => {
			const title = textIn(body, 'title') ?? '';
			if (title === '' || title.length > MAX_TITLE) return invalid('title is invalid');
			const text = textIn(body, 'body') ?? '';
			const problem = text === '' ? undefined : bodyProblem(text);
			if (problem !== undefined) return problem;
			const labels = Array.isArray(body['labels']) ? body['labels'].map(String) : [];
			const number = state.nextId();
			const issue: Issue = { number, login: owner.login, title, body: text, state: 'open', labels };
			state.issues.push(issue);
			return made(shownIssue(issue, state, site));
		},
	},
	{
		method: 'PATCH',
		path: '/repos/{owner}/{repo}/issues/{issue_number}',
		needs: ['issues'],
		answer: ({ state, params, body, site }) => {
			const issue = state.issues.find(({ number }) => String(number) === params['issue_number']);
			if (issue === undefined) return NOT_FOUND;
			const text = textIn(body, 'body');
			const problem = text === undefined ? undefined : bodyProblem(text);
			if (problem !== undefined) return problem;
			issue.title = textIn(body, 'title') ?? issue.title;
			issue.body = text ?? issue.body;
			issue.state = textIn(body, 'state') === 'closed' ? 'closed' : issue.state;
			return ok(shownIssue(issue, state, site));
		},
	},
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
		needs: ['issues', 'pull-requests'],
		answer: ({ state, params, site }) => {
			const on = numberOf(state, params['issue_number']);
			if (on === undefined) return NOT_FOUND;
			return pages(
				state.comments
					.filter(comment => comment.on === on)
					.map(comment => shownComment(comment, state, site)),
			);
		},
	},
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
		needs: ['issues', 'pull-requests'],
		answer: ({ state, params, body, owner, site }) => {
			const on = numberOf(state, params['issue_number']);
			if (on === undefined) return NOT_FOUND;
			if (state.pulls.get(on)?.locked === true) return LOCKED;
			const text = textIn(body, 'body');
			const problem = bodyProblem(text);
			if (problem !== undefined) return problem;
			const comment = { id: state.nextId(), on, login: owner.login, body: text ?? '', updates: 0 };
			state.comments.push(comment);
			return made(shownComment(comment, state, site));
		},
	},
	{
		method: 'PATCH',
		path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
		needs: ['issues', 'pull-requests'],
		answer: ({ state, params, body, site }) => {
			const comment = state.comments.find(({ id }) => String(id) === params['comment_id']);
			if (comment === undefined) return NOT_FOUND;
			const text = textIn(body, 'body');
			const problem = bodyProblem(text);
			if (problem !== undefined) return problem;
			comment.body = text ?? '';
			comment.updates++;
			return ok(shownComment(comment, state, site));
		},
	},
	{
		method: 'DELETE',
		path: '/repos/{owner}/{repo}/issues/comments/{comment_id}',
		needs: ['issues', 'pull-requests'],
		answer: ({ state, params }) => {
			const at = state.comments.findIndex(({ id }) => String(id) === params['comment_id']);
			if (at < 0) return NOT_FOUND;
			state.comments.splice(at, 1);
			return { status: 204, body: undefined };
		},
	},
];

const LOCKED: RouteAnswer = {
	status: 403,
	body: { message: 'Unable to create comment because issue is locked.' },
};

function numberOf(state: State, written: string | undefined): number | undefined {
	const number = Number(written);
	const isThere = state.pulls.has(number) || state.issues.some(issue => issue.number === number);
	return isThere ? number : undefined;
}

function shownIssue(issue: Issue, { repository }: State, site: string) {
	const { number, login, title, body, state, labels } = issue;
	const html_url = `${site}/${repository}/issues/${number}`;
	return { number, title, body, state, html_url, user: { login }, labels: labels.map(name => ({ name })) };
}

function shownComment({ id, on, login, body }: Comment, { repository }: State, site: string) {
	const html_url = `${site}/${repository}/issues/${on}#issuecomment-${id}`;
	return { id, body, html_url, user: { login }, updated_at: '2026-11-01T00:00:00Z' };
}
