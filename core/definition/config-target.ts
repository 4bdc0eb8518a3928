import { DCOS_RELEASES, NEWEST_VERSION } from '../version.ts';
import { AUTH, ENV_VARIABLE, TLS, URL } from './config-access.ts';
import { STORE } from './config-store.ts';
import { GLOBS, JOB_ID, PATH } from './config-strings.ts';
import type { MapType, ObjectType, Property } from './type.ts';

export const METRONOME: Property = {
	name: 'metronome',
	type: {
		kind: 'string',
		meaning: 'metronome-version',
		form: { pattern: '^v?\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}([-+].*)?$', description: 'a version such as 0.6.70' },
	},
	description: `The Metronome version that jobs are judged for, such as \`${NEWEST_VERSION.text}\`. Either this or \`dcos\`.`,
	mistakenFor: ['metronomeVersion', 'version'],
};

export const DCOS: Property = {
	name: 'dcos',
	type: {
		kind: 'string',
		meaning: 'dcos-release',
		form: { pattern: '^\\d+\\.\\d+(\\.\\d+)?$', description: 'a DC/OS release such as 2.2 or 2.0.3' },
	},
	description: `The DC/OS release that jobs are judged for, such as \`${DCOS_RELEASES.at(-1)?.dcos}\`; without a patch number its oldest. Either this or \`metronome\`.`,
	mistakenFor: ['dcosVersion', 'dcos_version'],
};

export const SECRETS: Property = {
	name: 'secrets',
	type: {
		kind: 'object',
		title: 'the settings of a secret store',
		unknownKeys: 'refused',
		properties: [
			{
				name: 'dialect',
				type: {
					kind: 'string',
					values: [
						{
							value: 'dcos',
							description: 'The DC/OS secret store: a source is a path, and its folders are spaces.',
						},
						{ value: 'vault', description: 'Vault or OpenBao through a plugin: a source is `path@field`.' },
						{ value: 'any', description: 'Another plugin: any text may be a source.' },
					],
				},
				default: '"dcos"',
				description: 'How a `source` is read.',
			},
			{
				name: 'inventory',
				type: PATH,
				description:
					'A JSON file with the sources that are in the store: a list of names, or an object whose keys are names. Never values.',
				mistakenFor: ['list', 'sources'],
			},
			STORE,
			{
				name: 'plugin',
				type: {
					kind: 'string',
					values: [
						{ value: 'present', description: 'A secrets plugin is installed: secrets reach tasks.' },
						{
							value: 'absent',
							description: 'No plugin is installed: jobs are accepted, and tasks get no secrets.',
						},
					],
				},
				description: 'Whether the cluster has a secrets plugin for Metronome.',
			},
		],
	},
	description: 'What is known of the secret store.',
};

const VARIABLE: ObjectType = {
	kind: 'object',
	title: 'a variable',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'value',
			type: { kind: 'string' },
			description: 'The value, or what `env` falls back to.',
			mistakenFor: ['default'],
		},
		{
			name: 'env',
			type: ENV_VARIABLE,
			description: 'The environment variable that has the value at deploy time.',
		},
		{
			name: 'required',
			type: { kind: 'boolean' },
			default: 'false',
			description: 'A deploy stops where the variable has no value.',
		},
		{
			name: 'allowed',
			type: { kind: 'array', items: { kind: 'string' } },
			description: 'The values it may have.',
			mistakenFor: ['values', 'enum'],
		},
		{ name: 'description', type: { kind: 'string' }, description: 'What the variable is for.' },
	],
};

const VARIABLES: MapType = {
	kind: 'map',
	keyName: 'variable',
	keys: {
		kind: 'string',
		form: { pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$', description: 'a name of letters, digits, _, . and -' },
	},
	values: { kind: 'choice', of: [{ kind: 'string' }, VARIABLE] },
};

const PATCH: ObjectType = {
	kind: 'object',
	title: 'a patch',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'files',
			type: GLOBS,
			required: 'schema',
			description: 'The job files it is for.',
			mistakenFor: ['file', 'jobs'],
		},
		{
			name: 'job',
			type: JOB_ID,
			description: 'The job it is for; every job in these files, where it is left out.',
			mistakenFor: ['id', 'jobId'],
		},
		{
			name: 'patch',
			type: { kind: 'map', keyName: 'property', values: { kind: 'any' } },
			required: 'schema',
			description:
				'A JSON merge patch (RFC 7396, which replaced 7386): what it names is replaced in the job, `null` removes it.',
			mistakenFor: ['merge'],
		},
	],
};

/** `targets.<name>`: a cluster. */
export const TARGET: ObjectType = {
	kind: 'object',
	title: 'a target',
	unknownKeys: 'refused',
	properties: [
		METRONOME,
		DCOS,
		{
			name: 'url',
			type: URL,
			description: 'The address of the cluster, or of its Metronome.',
			mistakenFor: ['address', 'endpoint', 'server'],
		},
		{ name: 'auth', type: AUTH, description: 'Where credentials come from: names of environment variables.' },
		{ name: 'tls', type: TLS, description: 'Certificates. Verification cannot be turned off.' },
		SECRETS,
		{
			name: 'variables',
			type: VARIABLES,
			description: 'What `{{name}}` in a string of a job stands for on this target.',
		},
		{
			name: 'patches',
			type: { kind: 'array', items: PATCH },
			description: 'What differs on this target.',
			mistakenFor: ['patch'],
		},
	],
};
