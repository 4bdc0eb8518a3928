import { RUN } from './definition/run.ts';
import { propertyOf } from './definition/type.ts';
import { type Job, jobView, objectsOf } from './job.ts';
import { type JsonNode, memberOf, type ObjectNode, valueIn } from './json.ts';
import type { Body } from './verdict/schema.ts';

/** How a text is judged: as a job file, or as the body of one request. */
export type Reading = 'file' | Body;

/** One thing in a file that the server would be sent. */
export type Unit =
	| { readonly kind: 'job'; readonly body: 'v1' | 'v0'; readonly node: JsonNode; readonly job: Job }
	| { readonly kind: 'schedule'; readonly node: JsonNode; readonly job: Job | undefined };

/** What an object is, told by its keys alone. */
export type Likeness = 'job' | 'schedule' | 'wrapper' | 'none';

/**
 * A job has a `run`, a schedule has a `cron` and no `run`, a wrapper (the DC/OS UI's form) has a `job` inside.
 * Used on files found by searching a directory; a file that is named is judged as a job file whatever it holds.
 */
export function likeness(node: JsonNode | undefined): Likeness {
	if (node?.kind !== 'object') return 'none';
	const run = valueIn(node, 'run');
	if (run?.kind === 'object') {
		const telling = run.members.some(member => propertyOf(RUN, member.key.value) !== undefined);
		if (telling || memberOf(node, 'id') !== undefined) return 'job';
	}
	if (run === undefined && valueIn(node, 'cron')?.kind === 'string') return 'schedule';
	const job = valueIn(node, 'job');
	if (job?.kind === 'object' && likeness(job) === 'job') return 'wrapper';
	return 'none';
}

/** Whether a file found by searching holds jobs or schedules. */
export function looksLikeJobFile(root: JsonNode | undefined): boolean {
	if (root?.kind === 'array') return root.items.some(item => likeness(item) !== 'none');
	return likeness(root) !== 'none';
}

/** Takes a parsed file apart into what would be sent to the server. */
export function unitsOf(root: JsonNode | undefined, reading: Reading): Unit[] {
	if (root === undefined) return [];
	if (reading === 'schedule') return [{ kind: 'schedule', node: root, job: undefined }];
	if (reading !== 'file') return [{ kind: 'job', body: reading, node: root, job: jobView(root, []) }];
	if (root.kind !== 'array') return unitsOfItem(root);
	return root.items.flatMap(unitsOfItem);
}

function unitsOfItem(node: JsonNode): Unit[] {
	const wrapped = valueIn(node, 'job');
	if (wrapped?.kind === 'object' && valueIn(node, 'run') === undefined) {
		const schedules = wrapperSchedules(node);
		const job = jobView(wrapped, schedules);
		return [
			{ kind: 'job', body: 'v1', node: wrapped, job },
			...schedules.map(schedule => ({ kind: 'schedule', node: schedule, job }) as const),
		];
	}
	if (likeness(node) === 'schedule') return [{ kind: 'schedule', node, job: undefined }];
	return [{ kind: 'job', body: 'v1', node, job: jobView(node, []) }];
}

function wrapperSchedules(wrapper: JsonNode): ObjectNode[] {
	const schedule = valueIn(wrapper, 'schedule');
	if (schedule?.kind === 'object') return [schedule];
	return objectsOf(schedule);
}
