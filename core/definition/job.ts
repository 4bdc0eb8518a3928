import { version } from '../version.ts';
import { RUN } from './run.ts';
import { SCHEDULE } from './schedule.ts';
import type { ObjectType, Property } from './type.ts';

export const DEPENDENCY: ObjectType = {
	kind: 'object',
	title: 'a dependency',
	unknownKeys: 'dropped',
	properties: [
		{
			name: 'id',
			type: { kind: 'string', minLength: 1, meaning: 'dependency' },
			required: 'read',
			description: 'The id of the job that must have succeeded before this one starts.',
			mistakenFor: ['job', 'name'],
		},
	],
};

/** A job definition. Source: Metronome `jobspec.schema.json`, `JobSpec.scala`. */
export const JOB: ObjectType = {
	kind: 'object',
	title: 'a job definition',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'id',
			type: { kind: 'string', minLength: 1, meaning: 'job-id' },
			required: 'schema',
			description:
				'Names the job: segments of lower-case letters, digits and dashes, separated by dots. The segments are also the space whose secrets the job may read.',
			mistakenFor: ['name', 'ID'],
		},
		{
			name: 'description',
			type: { kind: 'string' },
			description: 'What the job is for, in words.',
			mistakenFor: ['desc'],
		},
		{
			name: 'labels',
			type: { kind: 'map', values: { kind: 'string' }, keyName: 'label' },
			default: '{}',
			description: 'Notes about the job, as strings.',
			mistakenFor: ['label', 'tags'],
		},
		{
			name: 'dependencies',
			type: { kind: 'array', items: DEPENDENCY },
			default: '[]',
			since: version('0.6.55'),
			description: 'Jobs that must succeed before this one is started. Not together with `schedules`.',
			mistakenFor: ['dependsOn', 'depends_on'],
		},
		{
			name: 'schedules',
			type: { kind: 'array', items: SCHEDULE, maxItems: 1 },
			default: '[]',
			since: version('0.6.54'),
			description: 'When the job runs by itself; at most one schedule.',
			mistakenFor: ['schedule'],
		},
		{
			name: 'run',
			type: RUN,
			required: 'schema',
			description: 'What a run of the job does, and what it needs.',
		},
	],
};

/**
 * Keys that only the server's answers have; a body with one of them is refused.
 * Source: Metronome `JobInfo.scala`, `JobRun` and the `embed` parameter of its API.
 */
export const ANSWER_KEYS: readonly Pick<Property, 'name' | 'description'>[] = [
	{ name: 'activeRuns', description: 'the runs that are active now' },
	{ name: 'history', description: 'the finished runs' },
	{ name: 'historySummary', description: 'the count of finished runs' },
	{ name: 'nextRunAt', description: 'the time of the next run' },
	{ name: 'status', description: 'the state of a run' },
	{ name: 'createdAt', description: 'the start of a run' },
	{ name: 'completedAt', description: 'the end of a run' },
	{ name: 'tasks', description: 'the tasks of a run' },
	{ name: 'jobId', description: 'the job of a run' },
];

const ANSWER_KEY_NAMES: ReadonlySet<string> = new Set(ANSWER_KEYS.map(({ name }) => name));

/** A key that only the server's answers have, where a body does not know it. */
export function isAnswerKey(key: string): boolean {
	return ANSWER_KEY_NAMES.has(key);
}
