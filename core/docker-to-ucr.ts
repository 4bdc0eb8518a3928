import { RUN } from './definition/run.ts';
import { propertyOf } from './definition/type.ts';
import type { Edit } from './finding.ts';
import type { Job } from './job.ts';
import { memberOf, valueIn } from './json.ts';
import { isAtLeast, type Version } from './version.ts';

/** What of `run.docker` has a counterpart in `run.ucr`. */
const CARRIED: readonly string[] = ['image', 'forcePullImage', 'privileged', 'parameters'];

/**
 * Lets the Universal Container Runtime run the image of `run.docker`, for what Docker cannot do there. Undefined where
 * something would be lost on the way: parameters, privileges, keys nobody knows.
 */
export function dockerToUcr(job: Job | undefined, version: Version): Edit | undefined {
	const { docker, run } = job ?? {};
	const member = docker?.member;
	if (docker === undefined || run === undefined || member === undefined) return undefined;
	const since = propertyOf(RUN, 'ucr')?.since;
	if (memberOf(run, 'ucr') !== undefined || (since !== undefined && !isAtLeast(version, since)))
		return undefined;
	const image = valueIn(docker, 'image');
	if (image?.kind !== 'string' || image.value === '') return undefined;
	const parameters = valueIn(docker, 'parameters');
	const privileged = valueIn(docker, 'privileged');
	const loses =
		docker.members.some(({ key }) => !CARRIED.includes(key.value)) ||
		(parameters !== undefined && (parameters.kind !== 'array' || parameters.items.length > 0)) ||
		(privileged !== undefined && (privileged.kind !== 'boolean' || privileged.value));
	if (loses) return undefined;
	const pull = valueIn(docker, 'forcePullImage');
	const forcePull = pull?.kind === 'boolean' && pull.value ? ', "forcePull": true' : '';
	const newText = `"ucr": { "image": { "id": ${JSON.stringify(image.value)}${forcePull} } }`;
	return { start: member.start, end: member.end, newText };
}
