import { readFileSync } from 'node:fs';
import type { Environment } from './connection.ts';
import { fieldOf, numberAt, textAt } from './shape.ts';

export interface PullRequest {
	readonly number: number;
	readonly headSha: string;
	readonly baseSha: string;
	/** Its head is in another repository, or in one that is gone: the token of such a run can only read. */
	readonly fork: boolean;
}

/** What the runner says of the run: who started it, for what, and where GitHub is. */
export interface RunContext {
	/** `pull_request`, `push`, … */
	readonly event: string;
	/** `owner/name`, '' outside a workflow. */
	readonly repository: string;
	/** Of the events `pull_request` and `pull_request_target` and their relatives. */
	readonly pull: PullRequest | undefined;
	/** The commit that results are shown at: the head of a pull request, else the commit of the run. */
	readonly sha: string;
	/** What the changes of the run are compared with: the base of a pull request or of a merge group. */
	readonly baseSha: string | undefined;
	/** `refs/heads/main` */
	readonly ref: string;
	readonly apiUrl: string;
	readonly graphqlUrl: string;
	/** The page of this run. */
	readonly runUrl: string;
	/** Later runs have larger ids (docs: Contexts, `github.run_id`); a run that is started again keeps its own. 0: none. */
	readonly runId: number;
	/** From 1. */
	readonly attempt: number;
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Reads the environment and the event's file. What is not there, or not as GitHub writes it, counts as absent. */
export function readRunContext(env: Environment): RunContext {
	const payload = readEvent(env['GITHUB_EVENT_PATH']);
	const serverUrl = (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
	const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
	const wanted = env['GITHUB_REPOSITORY'] ?? '';
	const repository = /^[\w.-]+\/[\w.-]+$/.test(wanted) ? wanted : '';
	const runId = env['GITHUB_RUN_ID'] ?? '';
	const pull = pullIn(payload, repository);
	return {
		event: env['GITHUB_EVENT_NAME'] ?? '',
		repository,
		pull,
		sha: pull?.headSha ?? env['GITHUB_SHA'] ?? '',
		baseSha: pull?.baseSha ?? shaAt(payload, 'merge_group', 'base_sha'),
		ref: env['GITHUB_REF'] ?? '',
		apiUrl,
		graphqlUrl: env['GITHUB_GRAPHQL_URL'] || `${apiUrl.replace(/\/v3$/, '')}/graphql`,
		runUrl: `${serverUrl}/${repository}/actions/runs/${runId}`,
		runId: countIn(runId),
		attempt: countIn(env['GITHUB_RUN_ATTEMPT'] ?? ''),
	};
}

function countIn(text: string): number {
	return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function readEvent(path: string | undefined): unknown {
	if (path === undefined) return undefined;
	try {
		const payload: unknown = JSON.parse(readFileSync(path, 'utf8'));
		return payload;
	} catch {
		return undefined;
	}
}

function pullIn(payload: unknown, repository: string): PullRequest | undefined {
	const pull = fieldOf(payload, 'pull_request');
	const number = numberAt(pull, 'number');
	const headSha = shaAt(pull, 'head', 'sha');
	const baseSha = shaAt(pull, 'base', 'sha');
	if (number === undefined || headSha === undefined || baseSha === undefined) return undefined;
	const from = textAt(pull, 'head', 'repo', 'full_name');
	return { number, headSha, baseSha, fork: from?.toLowerCase() !== repository.toLowerCase() };
}

function shaAt(value: unknown, ...path: readonly string[]): string | undefined {
	const sha = textAt(value, ...path);
	return sha !== undefined && SHA.test(sha) ? sha : undefined;
}
