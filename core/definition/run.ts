import { version } from '../version.ts';
import { DOCKER, NETWORK, UCR } from './container.ts';
import type { ObjectType } from './type.ts';

const ARTIFACT: ObjectType = {
	kind: 'object',
	title: 'an artifact',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'uri',
			type: { kind: 'string', meaning: 'uri' },
			required: 'schema',
			description: 'What the Mesos fetcher brings into the sandbox before the task starts.',
			mistakenFor: ['url', 'href', 'src'],
		},
		{
			name: 'extract',
			type: { kind: 'boolean' },
			default: 'true',
			description: 'Unpack the artifact if it is an archive.',
		},
		{
			name: 'executable',
			type: { kind: 'boolean' },
			default: 'false',
			description: 'Make the fetched file executable.',
		},
		{
			name: 'cache',
			type: { kind: 'boolean' },
			default: 'false',
			description: "Keep the artifact in the agent's fetcher cache.",
		},
	],
};

export const CONSTRAINT: ObjectType = {
	kind: 'object',
	title: 'a placement constraint',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'attribute',
			type: { kind: 'string' },
			required: 'schema',
			description: 'The agent attribute that is looked at, or `hostname`, `@region`, `@zone`.',
			mistakenFor: ['attr', 'field', 'key'],
		},
		{
			name: 'operator',
			type: {
				kind: 'string',
				values: [
					{ value: 'IS', description: 'The attribute equals the value.', since: version('0.6.12') },
					{ value: 'EQ', description: 'The old name of `IS`, and stored as `IS`.' },
					{ value: 'LIKE', description: 'The attribute matches the value as a regular expression.' },
					{ value: 'UNLIKE', description: 'The attribute does not match the value as a regular expression.' },
				],
			},
			required: 'schema',
			description: 'How attribute and value are compared.',
			mistakenFor: ['op'],
		},
		{
			name: 'value',
			type: { kind: 'string' },
			description:
				'What the attribute is compared with. A constraint without it is accepted and never applied.',
		},
	],
};

export const PLACEMENT: ObjectType = {
	kind: 'object',
	title: 'where the task may run',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'constraints',
			type: { kind: 'array', items: CONSTRAINT },
			required: 'read',
			description: 'Which agents the task may run on; all must hold.',
			mistakenFor: ['constraint'],
		},
	],
};

export const RESTART: ObjectType = {
	kind: 'object',
	title: 'a restart policy',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'policy',
			type: {
				kind: 'string',
				values: [
					{ value: 'NEVER', description: 'A failed task is not started again; the run has failed.' },
					{ value: 'ON_FAILURE', description: 'A failed task is started again until it succeeds.' },
				],
			},
			required: 'schema',
			default: '"NEVER"',
			description: 'What happens when the task fails.',
			mistakenFor: ['restart', 'restartPolicy'],
		},
		{
			name: 'activeDeadlineSeconds',
			type: { kind: 'number', integer: true, unit: 's', duration: 'non-negative' },
			description: 'For how long a failing run is restarted; without it, for ever.',
			mistakenFor: ['activeDeadline'],
		},
	],
};

export const VOLUME: ObjectType = {
	kind: 'object',
	title: 'a volume',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'containerPath',
			type: { kind: 'string', minLength: 1, meaning: 'container-path' },
			required: 'schema',
			description:
				'Where the volume appears. A file secret appears at `$MESOS_SANDBOX/<containerPath>`: write it without a leading slash.',
			mistakenFor: ['path', 'mountPath'],
		},
		{
			name: 'hostPath',
			type: { kind: 'string', minLength: 1 },
			description: 'The path on the agent. Goes with `containerPath` and `mode`, and nothing else.',
		},
		{
			name: 'mode',
			type: {
				kind: 'string',
				values: [
					{ value: 'RO', description: 'Read only.' },
					{ value: 'RW', description: 'Read and write.' },
				],
			},
			description: 'Whether the task may write to the volume.',
		},
		{
			name: 'secret',
			type: { kind: 'string', minLength: 1, meaning: 'secret-alias' },
			since: version('0.6.10'),
			description:
				'The alias, declared in `run.secrets`, whose value becomes a file. Goes with `containerPath` and nothing else; only in a `ucr` container.',
		},
	],
};

export const SECRET_REFERENCE: ObjectType = {
	kind: 'object',
	title: 'a reference to a secret',
	unknownKeys: 'dropped',
	properties: [
		{
			name: 'secret',
			type: { kind: 'string', meaning: 'secret-alias' },
			required: 'read',
			since: version('0.4.2'),
			description:
				'The alias, declared in `run.secrets`, whose value the variable gets when the task starts.',
			mistakenFor: ['source', 'name', 'alias', 'secretName'],
		},
	],
};

export const SECRET_DECLARATION: ObjectType = {
	kind: 'object',
	title: 'the declaration of a secret',
	unknownKeys: 'dropped',
	properties: [
		{
			name: 'source',
			type: { kind: 'string', minLength: 1, meaning: 'secret-source' },
			required: 'read',
			description: 'Where the value lives in the secret store, such as `etl/db-password`.',
			mistakenFor: ['secret', 'path', 'name', 'Source'],
		},
	],
};

/** `run`. Source: Metronome `jobspec.schema.json`, `JobRunSpec.scala`. */
export const RUN: ObjectType = {
	kind: 'object',
	title: 'what a run does',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'cmd',
			type: { kind: 'string', minLength: 1, meaning: 'command' },
			description: 'The command, run as `/bin/sh -c <cmd>`.',
			mistakenFor: ['command'],
		},
		{
			name: 'args',
			type: { kind: 'array', items: { kind: 'string' } },
			description:
				'Arguments for the entry point of the image. They win over `cmd`: beside them no shell reads the command.',
			mistakenFor: ['arguments', 'argv'],
		},
		{
			name: 'cpus',
			type: { kind: 'number', integer: false, minimum: 0.01, unit: 'CPUs' },
			required: 'schema',
			description:
				'CPU shares; a fraction is fine. The code has a default of 1, but the server wants the key.',
			mistakenFor: ['cpu'],
		},
		{
			name: 'mem',
			type: { kind: 'number', integer: false, minimum: 32, unit: 'MiB' },
			required: 'schema',
			description: 'Memory in MiB, at least 32.',
			mistakenFor: ['memory', 'ram'],
		},
		{
			name: 'disk',
			type: { kind: 'number', integer: false, minimum: 0, unit: 'MiB' },
			required: 'schema',
			description: 'Disk space in MiB; 0 is fine, but the key must be there.',
		},
		{
			name: 'gpus',
			type: { kind: 'number', integer: true, minimum: 0, maximum: 2147483647, unit: 'GPUs' },
			default: '0',
			since: version('0.6.10'),
			description: 'Whole GPUs; not with `docker`.',
			mistakenFor: ['gpu'],
		},
		{
			name: 'env',
			type: {
				kind: 'map',
				keyName: 'environment variable',
				values: { kind: 'env-value', reference: SECRET_REFERENCE },
			},
			default: '{}',
			description: 'Environment variables: a string each, or `{"secret": "<alias>"}`.',
			mistakenFor: ['environment', 'envs'],
		},
		{
			name: 'secrets',
			type: { kind: 'map', keyName: 'secret alias', values: SECRET_DECLARATION },
			default: '{}',
			since: version('0.4.2'),
			description: 'The secrets this job uses: alias → `{"source": "<path in the store>"}`.',
			mistakenFor: ['secret'],
		},
		{
			name: 'docker',
			type: DOCKER,
			description: 'Run in a Docker container. Not together with `ucr`.',
		},
		{
			name: 'ucr',
			type: UCR,
			since: version('0.6.10'),
			description: 'Run in the Universal Container Runtime, the only one with file secrets.',
		},
		{
			name: 'networks',
			type: { kind: 'array', items: NETWORK },
			default: '[]',
			since: version('0.6.42'),
			description: 'The networks the task joins.',
			mistakenFor: ['network'],
		},
		{
			name: 'volumes',
			type: { kind: 'array', items: VOLUME },
			default: '[]',
			description:
				'Host volumes and file secrets. Without `docker` or `ucr` they are accepted and never mounted.',
			mistakenFor: ['volume', 'mounts'],
		},
		{
			name: 'artifacts',
			type: { kind: 'array', items: ARTIFACT },
			default: '[]',
			description: 'Files fetched into the sandbox before the task starts.',
			mistakenFor: ['uris', 'fetch', 'artifact'],
		},
		{
			name: 'placement',
			type: PLACEMENT,
			default: '{"constraints":[]}',
			description: 'Where the task may run.',
		},
		{
			name: 'restart',
			type: RESTART,
			default: '{"policy":"NEVER"}',
			description: 'What happens when the task fails.',
			mistakenFor: ['restartPolicy'],
		},
		{
			name: 'maxLaunchDelay',
			type: { kind: 'number', integer: true, minimum: 1, unit: 's', duration: 'non-negative' },
			default: '3600',
			// MarathonImplicits.scala hands it to Marathon's back-off strategy and to nothing else.
			description:
				'The longest pause, in seconds, between attempts to start a task that keeps failing. No run is given up because of it.',
			mistakenFor: ['maxLaunchDelaySeconds'],
		},
		{
			name: 'taskKillGracePeriodSeconds',
			type: { kind: 'number', integer: false, unit: 's', duration: 'any' },
			since: version('0.3.2'),
			absentInV0: true,
			description: 'Seconds between SIGTERM and SIGKILL when a task is stopped. A fraction is cut off.',
			mistakenFor: ['taskKillGracePeriod'],
		},
		{
			name: 'user',
			type: { kind: 'string' },
			description: 'The user the task runs as on the agent.',
		},
	],
};
