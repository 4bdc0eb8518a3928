import { GLOB, GLOBS, JOB_ID, PATH, POINTER, POINTERS, RULE_CODE } from './config-strings.ts';
import { DCOS, METRONOME, SECRETS, TARGET } from './config-target.ts';
import type { MapType, ObjectType, StringType } from './type.ts';

/** What a rule's finding can be turned into. */
export const LEVELS = ['off', 'info', 'warning', 'error'] as const;

const LEVEL: StringType = {
	kind: 'string',
	values: [
		{ value: 'off', description: 'Findings of the rule are not shown.' },
		{ value: 'info', description: 'Shown, never counted against a limit.' },
		{ value: 'warning', description: 'Shown, and counted by `--max-warnings`.' },
		{ value: 'error', description: 'Shown, and the check fails.' },
	],
};

const RULES: MapType = { kind: 'map', keyName: 'rule code', keys: RULE_CODE, values: LEVEL };

const SUPPRESSION: ObjectType = {
	kind: 'object',
	title: 'a suppression',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'rule',
			type: RULE_CODE,
			required: 'schema',
			description: 'The code of the rule.',
			mistakenFor: ['code', 'rules'],
		},
		{
			name: 'file',
			type: GLOB,
			required: 'schema',
			description: 'The files it is for.',
			mistakenFor: ['files', 'path'],
		},
		{
			name: 'pointer',
			type: POINTER,
			description:
				'Only findings at this JSON pointer and below; with `job`, the path may also be that inside the job.',
		},
		{
			name: 'job',
			type: JOB_ID,
			description: 'Only findings of the job with this id.',
			mistakenFor: ['id', 'jobId'],
		},
		{
			name: 'reason',
			type: { kind: 'string', form: { pattern: '\\S', description: 'some words' } },
			required: 'schema',
			description: 'Why the finding is fine here.',
			mistakenFor: ['comment', 'why', 'note'],
		},
		{
			name: 'until',
			type: {
				kind: 'string',
				meaning: 'date',
				form: { pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a date such as 2027-01-31' },
			},
			description: 'The last day (UTC) on which it counts.',
			mistakenFor: ['expires', 'expiry', 'date'],
		},
	],
};

/** `metronome-jobs.json`. */
export const CONFIG: ObjectType = {
	kind: 'object',
	title: 'the settings of Metronome Jobs',
	unknownKeys: 'refused',
	properties: [
		{ name: '$schema', type: { kind: 'string' }, description: 'The schema of this file, for editors.' },
		{
			name: 'extends',
			type: { kind: 'choice', of: [PATH, { kind: 'array', items: PATH }] },
			description:
				'Configs that this one builds on, relative to this file; later ones win, and this file wins over all.',
			mistakenFor: ['extend', 'base'],
		},
		{
			name: 'jobs',
			type: GLOBS,
			description:
				'The job files of this project, all of them, relative to this file. Whatever matches is judged.',
			mistakenFor: ['files', 'include', 'paths'],
		},
		{
			name: 'exclude',
			type: GLOBS,
			description:
				'Files that are no job files of this project; a file that is named on the command line is judged even so.',
			mistakenFor: ['ignore', 'excludes'],
		},
		METRONOME,
		DCOS,
		{
			name: 'rules',
			type: RULES,
			description: 'Severities: rule code → `off`, `info`, `warning` or `error`.',
			mistakenFor: ['rule', 'severities'],
		},
		{
			name: 'overrides',
			type: {
				kind: 'array',
				items: {
					kind: 'object',
					title: 'an override',
					unknownKeys: 'refused',
					properties: [
						{
							name: 'files',
							type: GLOBS,
							required: 'schema',
							description: 'The files it is for.',
							mistakenFor: ['file'],
						},
						{ name: 'rules', type: RULES, required: 'schema', description: 'Severities in these files.' },
					],
				},
			},
			description: 'Other severities for some files; the last one that matches counts.',
		},
		{
			name: 'ignoreChanges',
			type: {
				kind: 'array',
				items: {
					kind: 'choice',
					of: [
						POINTER,
						{
							kind: 'object',
							title: 'a set of ignored changes',
							unknownKeys: 'refused',
							properties: [
								{
									name: 'files',
									type: GLOBS,
									description: 'The files it is for; all, where it is left out.',
									mistakenFor: ['file'],
								},
								{ name: 'job', type: JOB_ID, description: 'The job it is for; all, where it is left out.' },
								{
									name: 'pointers',
									type: POINTERS,
									required: 'schema',
									description: 'Paths in a job.',
									mistakenFor: ['pointer'],
								},
							],
						},
					],
				},
			},
			description:
				'Paths in a job, such as `/run/docker/image`, whose changes on the cluster are left as they are.',
			mistakenFor: ['ignore_changes', 'ignoredChanges'],
		},
		{
			name: 'suppressions',
			type: { kind: 'array', items: SUPPRESSION },
			description: 'Findings that are known and fine.',
			mistakenFor: ['suppress', 'suppression'],
		},
		SECRETS,
		{
			name: 'knownJobs',
			type: { kind: 'array', items: JOB_ID },
			description: 'Ids of jobs that exist on the cluster although no file here defines them.',
			mistakenFor: ['externalJobs'],
		},
		{
			name: 'targets',
			type: {
				kind: 'map',
				keyName: 'target',
				keys: {
					kind: 'string',
					form: {
						pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
						description: 'a name of letters, digits, _, . and -',
					},
				},
				values: TARGET,
			},
			description: 'Clusters, by the name that `--target` takes.',
			mistakenFor: ['target', 'clusters', 'environments'],
		},
	],
};
