import { sourceSegments } from '../../core/secrets/spaces.ts';
import type { Action } from '../access.ts';

export const PERMITTED_ACTIONS = ['create', 'read', 'update', 'delete', 'full'] as const;
export type PermittedAction = (typeof PERMITTED_ACTIONS)[number];

/** What a user may do with one resource: `dcos:service:metronome:metronome:jobs:etl` and `read`, `update`. */
export interface Grant {
	readonly resource: string;
	readonly actions: ReadonlySet<PermittedAction>;
}

/** Reads `dcos:adminrouter:service:metronome full` as the documentation writes it; undefined for anything else. */
export function parseGrant(text: string): Grant | undefined {
	const [, resource = '', list = ''] = /^(dcos(?::[^:\s]+)+) ([a-z]+(?:,[a-z]+)*)$/.exec(text) ?? [];
	const names = list.split(',');
	const actions = PERMITTED_ACTIONS.filter(action => names.includes(action));
	return resource === '' || actions.length !== new Set(names).size
		? undefined
		: { resource, actions: new Set(actions) };
}

const SUPERUSER = 'dcos:superuser';
const METRONOME = 'dcos:adminrouter:service:metronome';
const JOBS = 'dcos:service:metronome:metronome:jobs';
const SECRET = 'dcos:secrets:default:';
const SECRET_NAMES = 'dcos:secrets:list:default:';

/** Any action on it is enough. Source: DC/OS documentation, "Permissions Reference", superuser. */
export function isSuperuser(grants: readonly Grant[]): boolean {
	return grants.some(({ resource }) => resource === SUPERUSER);
}

/** Whether Admin Router lets requests to Metronome through. Source: facts metronome-and-dcos §2. */
export function mayReachMetronome(grants: readonly Grant[]): boolean {
	return isGranted(grants, 'full', resource => resource === METRONOME);
}

/**
 * Whether Metronome lets a user do something with a job. A permission may name a group or a job of it, with dots or with
 * slashes (the documentation has both); one without a name is for all jobs.
 * Source: facts metronome-and-dcos §2; DC/OS documentation, "Permissions Reference": `jobs[:<job-group>]`.
 */
export function mayDoWithJob(grants: readonly Grant[], action: Action, jobId: string): boolean {
	const job = jobId.split('.');
	return isGranted(grants, action === 'view' ? 'read' : action, resource => {
		if (resource === JOBS) return true;
		return resource.startsWith(`${JOBS}:`) && leadsTo(resource.slice(JOBS.length + 1).split(/[./]/), job);
	});
}

/**
 * One permission is needed per secret, with its very name.
 * Source: DC/OS documentation, "Creating secrets", prerequisites.
 */
export function mayDoWithSecret(
	grants: readonly Grant[],
	action: Exclude<PermittedAction, 'full'>,
	path: string,
): boolean {
	return isGranted(
		grants,
		action,
		resource =>
			resource.startsWith(SECRET) && sourceSegments(resource.slice(SECRET.length)).join('/') === path,
	);
}

/** A list is recursive, so the permission for a folder is one for those in it; `/` is for all. */
export function mayListSecrets(grants: readonly Grant[], folder: string): boolean {
	return isGranted(
		grants,
		'read',
		resource =>
			resource.startsWith(SECRET_NAMES) &&
			leadsTo(sourceSegments(resource.slice(SECRET_NAMES.length)), sourceSegments(folder)),
	);
}

function isGranted(
	grants: readonly Grant[],
	action: PermittedAction,
	covers: (resource: string) => boolean,
): boolean {
	return grants.some(
		({ resource, actions }) =>
			resource === SUPERUSER || ((actions.has('full') || actions.has(action)) && covers(resource)),
	);
}

/** Whether a path is one of a group's. `start`: empty parts do not count. */
function leadsTo(start: readonly string[], path: readonly string[]): boolean {
	return start.filter(part => part !== '').every((part, at) => part === path[at]);
}
