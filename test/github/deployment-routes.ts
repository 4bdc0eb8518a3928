import { invalid, made, NOT_FOUND, pages, type Route, textIn } from './route.ts';

const MAX_DESCRIPTION = 140;

export const DEPLOYMENT_ROUTES: readonly Route[] = [
	{
		method: 'GET',
		path: '/repos/{owner}/{repo}/deployments',
		needs: ['deployments'],
		answer: ({ state, query }) => {
			const is = (key: string, value: string) => [null, value].includes(query.get(key));
			const found = state.deployments.filter(
				({ sha, environment }) => is('sha', sha) && is('environment', environment),
			);
			return pages(found.map(({ statuses: _, ...deployment }) => deployment).toReversed());
		},
	},
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/deployments',
		needs: ['deployments'],
		answer: ({ state, body }) => {
			const sha = textIn(body, 'ref') ?? '';
			if (!state.commits.has(sha)) return invalid(`No ref found for: ${sha}`);
			const contexts = body['required_contexts'];
			if (!Array.isArray(contexts) || contexts.length > 0) {
				return { status: 409, body: { message: 'Conflict: Commit status checks failed' } };
			}
			if ((textIn(body, 'description') ?? '').length > MAX_DESCRIPTION)
				return invalid('description is too long');
			const environment = textIn(body, 'environment') ?? 'production';
			const deployment = {
				id: state.nextId(),
				sha,
				environment,
				payload: body['payload'] ?? {},
				statuses: [],
			};
			state.deployments.push(deployment);
			return made({ id: deployment.id, sha, environment, payload: deployment.payload });
		},
	},
	{
		method: 'POST',
		path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
		needs: ['deployments'],
		answer: ({ state, params, body }) => {
			const deployment = state.deployments.find(({ id }) => String(id) === params['deployment_id']);
			if (deployment === undefined) return NOT_FOUND;
			if ((textIn(body, 'description') ?? '').length > MAX_DESCRIPTION)
				return invalid('description is too long');
			deployment.statuses.push(body);
			return made({ id: state.nextId(), state: body['state'] });
		},
	},
];
