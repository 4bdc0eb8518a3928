import { version } from '../version.ts';
import type { ObjectType } from './type.ts';

/** A schedule of a job. Source: Metronome `schedulespec.schema.json`, `ScheduleSpec.scala`. */
export const SCHEDULE: ObjectType = {
	kind: 'object',
	title: 'a schedule',
	unknownKeys: 'dropped',
	properties: [
		{
			name: 'id',
			type: { kind: 'string', minLength: 1, meaning: 'schedule-id' },
			required: 'schema',
			description:
				'Names the schedule within its job. Lower-case letters, digits and dashes; dashes neither first nor last.',
		},
		{
			name: 'cron',
			type: { kind: 'string', meaning: 'cron' },
			required: 'schema',
			description:
				'When the job runs: minute, hour, day of month, month, day of week and, if wanted, year. Day of month and day of week must **both** match, unlike in Unix cron.',
			mistakenFor: ['schedule', 'expression', 'crontab'],
		},
		{
			name: 'timezone',
			type: { kind: 'string', meaning: 'timezone' },
			default: '"UTC"',
			description:
				'The IANA time zone in which `cron` is read, such as `Europe/Berlin`, in exactly that spelling.',
			mistakenFor: ['timeZone', 'tz', 'time_zone', 'zone'],
		},
		{
			name: 'startingDeadlineSeconds',
			type: { kind: 'number', integer: true, minimum: 1, unit: 's', duration: 'non-negative' },
			default: '900',
			description: 'For how long after its time a run that was missed may still be started.',
			mistakenFor: ['startingDeadline'],
		},
		{
			name: 'concurrencyPolicy',
			type: {
				kind: 'string',
				values: [
					{ value: 'ALLOW', description: 'A run starts even while an earlier one is still active.' },
					{
						value: 'FORBID',
						description: 'A run is skipped while an earlier one is still active.',
						since: version('0.4.0'),
					},
				],
			},
			default: '"ALLOW"',
			description: 'What happens when the time has come and the run before is still active.',
			mistakenFor: ['concurrency'],
		},
		{
			name: 'enabled',
			type: { kind: 'boolean' },
			default: 'true',
			description: 'Whether the schedule starts runs at all.',
		},
	],
};
