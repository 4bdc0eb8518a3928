import { version } from '../version.ts';
import type { ObjectType } from './type.ts';

/** Privileged containers and Docker parameters came together (tags v0.3.6, v0.4.3 of `jobspec.schema.json`). */
const DOCKER_OPTIONS = { since: version('0.4.3'), backports: [version('0.3.6')] };

/** `run.docker`. Source: Metronome `jobspec.schema.json`, `Container.scala`. */
export const DOCKER: ObjectType = {
	kind: 'object',
	title: 'a Docker container',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'image',
			type: { kind: 'string', meaning: 'image' },
			required: 'schema',
			description: 'The Docker image, such as `registry.example.com/etl:1.4`.',
		},
		{
			name: 'forcePullImage',
			type: { kind: 'boolean' },
			default: 'false',
			since: version('0.3.2'),
			description: 'Pull the image from the registry before each run, even if the agent has it.',
			mistakenFor: ['forcePull', 'pull'],
		},
		{
			name: 'privileged',
			type: { kind: 'boolean' },
			default: 'false',
			...DOCKER_OPTIONS,
			description: 'Run the container in privileged mode.',
		},
		{
			name: 'parameters',
			...DOCKER_OPTIONS,
			type: {
				kind: 'array',
				items: {
					kind: 'object',
					title: 'a Docker parameter',
					unknownKeys: 'refused',
					properties: [
						{
							name: 'key',
							type: { kind: 'string' },
							required: 'schema',
							description: 'The name of an option of `docker run`, without dashes.',
							mistakenFor: ['name'],
						},
						{
							name: 'value',
							type: { kind: 'string' },
							required: 'schema',
							description: 'The value of the option.',
						},
					],
				},
			},
			default: '[]',
			description: 'Options handed to `docker run` as they are.',
			mistakenFor: ['params', 'options'],
		},
	],
};

/** `run.ucr`. */
export const UCR: ObjectType = {
	kind: 'object',
	title: 'a container of the Universal Container Runtime',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'image',
			type: {
				kind: 'object',
				title: 'an image for the Universal Container Runtime',
				unknownKeys: 'refused',
				properties: [
					{
						name: 'id',
						type: { kind: 'string', meaning: 'image' },
						required: 'schema',
						description: 'The image, such as `python:3.11-slim`.',
						mistakenFor: ['name', 'image'],
					},
					{
						name: 'kind',
						type: {
							kind: 'string',
							values: [
								{ value: 'docker', description: 'A Docker image.' },
								{
									value: 'appc',
									description: 'Accepted, but the image is always treated as a Docker image.',
								},
							],
						},
						default: '"docker"',
						description:
							'The format of the image. Whatever is written here, Metronome runs it as a Docker image.',
						mistakenFor: ['type'],
					},
					{
						name: 'forcePull',
						type: { kind: 'boolean' },
						default: 'false',
						description: 'Pull the image from the registry before each run, even if the agent has it.',
						mistakenFor: ['forcePullImage'],
					},
				],
			},
			required: 'schema',
			description: 'The image the container is made of.',
		},
		{
			name: 'privileged',
			type: { kind: 'boolean' },
			default: 'false',
			description: 'Accepted and stored, but never handed to Mesos.',
		},
	],
};

/** `run.networks[]`. Source: Metronome `Network.scala`. */
export const NETWORK: ObjectType = {
	kind: 'object',
	title: 'a network',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'mode',
			type: {
				kind: 'string',
				values: [
					{ value: 'host', description: "The agent's own network." },
					{ value: 'container/bridge', description: 'A bridge on the agent; wants a container.' },
					{ value: 'container', description: 'A named network; wants a container and `name`.' },
				],
			},
			required: 'schema',
			description: 'How the task reaches the network.',
			mistakenFor: ['type', 'driver'],
		},
		{
			name: 'name',
			type: { kind: 'string' },
			description: 'The network to join. Wanted with mode `container`, and only there.',
		},
		{
			name: 'labels',
			type: { kind: 'map', values: { kind: 'string' }, keyName: 'label' },
			default: '{}',
			description: 'Labels for the network plugin; not with mode `host`.',
		},
	],
};
