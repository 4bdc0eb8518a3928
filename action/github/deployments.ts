import { cut } from '../../cli/formats/cut.ts';
import { printable } from '../../cli/formats/printable.ts';
import type { Github } from './client.ts';
import { once } from './once.ts';
import { done, failed, type Reply } from './reply.ts';
import { fieldOf, numberAt, textAt } from './shape.ts';

export interface DeploymentRequest {
	/** The commit. */
	readonly sha: string;
	readonly environment: string;
	readonly description: string;
	/** Tells this deployment from all others, to find it again after a lost answer: a random one will do. */
	readonly key: string;
	readonly production: boolean;
}

export type DeploymentState = 'in_progress' | 'queued' | 'success' | 'failure' | 'error' | 'inactive';

export interface DeploymentStatus {
	readonly state: DeploymentState;
	readonly description: string;
	/** The run of the workflow. */
	readonly logUrl: string;
	/** Where the environment can be seen: the cluster's own page. Left out where it is no https: or http: address. */
	readonly environmentUrl?: string;
}

/** Characters that GitHub takes (OpenAPI description, deployments/create-deployment-status). */
const MAX_DESCRIPTION = 140;

/**
 * Opens a deployment and gives its id. Nothing is merged, and no status of the commit is waited for: what runs this has
 * been approved by the environment of its job. Only for jobs without `environment:`, for which GitHub does it itself.
 */
export async function createDeployment(github: Github, request: DeploymentRequest): Promise<Reply<number>> {
	const { sha, environment, key } = request;
	const find = async (): Promise<Reply<number | undefined>> => {
		const there = await github.list('/deployments', { sha, environment });
		if (!there.ok) return there;
		const same = there.value.find(item => textAt(fieldOf(item, 'payload'), 'key') === key);
		return done(numberAt(same, 'id'));
	};
	return once(async () => {
		const made = await github.post('/deployments', {
			ref: sha,
			environment,
			description: cut(printable(request.description), MAX_DESCRIPTION),
			payload: { key },
			auto_merge: false,
			required_contexts: [],
			production_environment: request.production,
			transient_environment: false,
		});
		if (!made.ok) return made;
		const id = numberAt(made.value, 'id');
		return id === undefined ? failed('odd', 'GitHub names no deployment that it has made.') : done(id);
	}, find);
}

/** Adds a status to a deployment. Earlier deployments of the environment become inactive with a success. */
export async function setDeploymentStatus(
	github: Github,
	deployment: number,
	status: DeploymentStatus,
): Promise<Reply<unknown>> {
	const { state, description, logUrl, environmentUrl } = status;
	const hasUrl = environmentUrl !== undefined && /^https?:\/\//i.test(environmentUrl);
	return github.post(`/deployments/${deployment}/statuses`, {
		state,
		description: cut(printable(description), MAX_DESCRIPTION),
		log_url: logUrl,
		...(hasUrl ? { environment_url: environmentUrl } : {}),
		auto_inactive: state === 'success',
	});
}
