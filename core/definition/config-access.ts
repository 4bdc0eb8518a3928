import { PATH } from './config-strings.ts';
import type { ObjectType, StringType } from './type.ts';

/** What it takes to get to a server: address, credentials by name, certificates. */

/** The name of an environment variable; what stands here by mistake is often the credential itself. */
export const ENV_VARIABLE: StringType = {
	kind: 'string',
	meaning: 'env-variable',
	form: {
		pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
		description: 'the name of an environment variable, never a value',
		confidential: true,
	},
};

export const URL: StringType = {
	kind: 'string',
	meaning: 'url',
	form: {
		pattern: '^https?://[^\\s/@?#]+(/[^\\s?#]*)?$',
		description: 'an http or https address without user name, password or query',
		confidential: true,
	},
};

export const AUTH: ObjectType = {
	kind: 'object',
	title: 'the credentials of a cluster',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'tokenEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the authentication token.',
			mistakenFor: ['token'],
		},
		{
			name: 'usernameEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the user name; goes with `passwordEnv`.',
			mistakenFor: ['username', 'user', 'userEnv'],
		},
		{
			name: 'passwordEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the password; goes with `usernameEnv`.',
			mistakenFor: ['password'],
		},
		{
			name: 'serviceAccountEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the service account, as the JSON that DC/OS makes of one.',
			mistakenFor: ['serviceAccount', 'serviceAccountSecret'],
		},
	],
};

export const TLS: ObjectType = {
	kind: 'object',
	title: 'TLS settings',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'ca',
			type: PATH,
			description: 'A PEM file with the certificates that are trusted, besides those of the system.',
			mistakenFor: ['caFile', 'caCert', 'cacert'],
		},
		{
			name: 'cert',
			type: PATH,
			description: 'A PEM file with the client certificate; goes with `key`.',
			mistakenFor: ['certFile', 'certificate'],
		},
		{
			name: 'key',
			type: PATH,
			description: 'A PEM file with the key of the client certificate; goes with `cert`.',
			mistakenFor: ['keyFile', 'privateKey'],
		},
	],
};
