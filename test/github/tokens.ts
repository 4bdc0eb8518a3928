import type { TokenOwner } from './state.ts';

/** What a workflow's own token may do, by its `permissions:`. */

export const WRITER: TokenOwner = {
	login: 'github-actions[bot]',
	permissions: {
		checks: 'write',
		contents: 'read',
		deployments: 'write',
		issues: 'write',
		'pull-requests': 'write',
	},
};

/** On a fork's pull request, whatever the workflow asks for. */
export const READER: TokenOwner = {
	login: 'github-actions[bot]',
	permissions: {
		checks: 'read',
		contents: 'read',
		deployments: 'read',
		issues: 'read',
		'pull-requests': 'read',
	},
};

/** With `permissions: contents: read` and nothing else. */
export const LEAST: TokenOwner = { login: 'github-actions[bot]', permissions: { contents: 'read' } };
