import { createGithub, type Github } from './github/client.ts';
import type { RunContext } from './github/event.ts';

declare const TOOL_VERSION: string;

/** GitHub as this run may use it; undefined without a token or outside a workflow. To be closed at the end. */
export function githubFor(context: RunContext, token: string | undefined): Github | undefined {
	const { apiUrl, graphqlUrl, repository } = context;
	if (token === undefined || repository === '' || !URL.canParse(apiUrl) || !URL.canParse(graphqlUrl)) {
		return undefined;
	}
	return createGithub({ apiUrl, graphqlUrl, repository, token, env: process.env, toolVersion: TOOL_VERSION });
}
