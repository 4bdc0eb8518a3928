import { AUTH, ENV_VARIABLE, TLS, URL } from './config-access.ts';
import { PATH } from './config-strings.ts';
import type { ChoiceType, ObjectType, Property, Type } from './type.ts';

const TEXT: Type = { kind: 'string', minLength: 1 };
const TEXTS: Type = { kind: 'array', items: { kind: 'string' } };
const COMMAND_OR_ADDRESS: ChoiceType = { kind: 'choice', of: [TEXT, TEXTS] };

/** Which settings a kind of store has; the first ones are those it cannot do without. */
export interface StoreKind {
	readonly value: string;
	readonly description: string;
	readonly needs: readonly string[];
	readonly takes: readonly string[];
}

export const STORE_KINDS: readonly StoreKind[] = [
	{
		value: 'file',
		description: 'A file on this machine with secrets, as `run` reads it.',
		needs: ['path'],
		takes: ['format'],
	},
	{
		value: 'env',
		description: 'Environment variables named after the sources.',
		needs: [],
		takes: ['prefix'],
	},
	{
		value: 'exec',
		description: 'A command, such as gopass or op.',
		needs: [],
		takes: ['list', 'read', 'missingExitCodes'],
	},
	{
		value: 'http',
		description: 'Any service with an address that lists names.',
		needs: ['url'],
		takes: ['list', 'read', 'namesAt', 'valueAt', 'tokenEnv', 'tls'],
	},
	{
		value: 'dcos',
		description: 'The secrets service of DC/OS Enterprise; that of the target, unless `url` names another.',
		needs: [],
		takes: ['url', 'auth', 'tls'],
	},
	{
		value: 'vault',
		description: 'A KV store of Vault or OpenBao.',
		needs: ['url'],
		takes: [
			'mount',
			'root',
			'kv',
			'namespace',
			'tokenEnv',
			'roleIdEnv',
			'secretIdEnv',
			'jwtEnv',
			'role',
			'loginMount',
			'tls',
		],
	},
];

const TYPE: ObjectType = {
	kind: 'object',
	title: 'a secret store',
	unknownKeys: 'refused',
	properties: [
		{
			name: 'kind',
			type: { kind: 'string', values: STORE_KINDS.map(({ value, description }) => ({ value, description })) },
			required: 'schema',
			description: 'What it is.',
			mistakenFor: ['type'],
		},
		{ name: 'path', type: PATH, description: 'The file of a `file` store.', mistakenFor: ['file'] },
		{
			name: 'format',
			type: {
				kind: 'string',
				values: [
					{ value: 'json', description: 'An object whose keys are sources.' },
					{ value: 'dotenv', description: 'Lines of `NAME=value`.' },
				],
			},
			description: 'How a `file` store is written; its name tells, where it is left out.',
		},
		{ name: 'prefix', type: TEXT, description: 'Begins the name of every variable of an `env` store.' },
		{
			name: 'list',
			type: COMMAND_OR_ADDRESS,
			description:
				'Lists the names: a command and its arguments (`exec`), or an address relative to `url` (`http`).',
		},
		{
			name: 'read',
			type: COMMAND_OR_ADDRESS,
			description:
				'Gives the value of `{source}` to runs on this machine: a command and its arguments (`exec`), or an address relative to `url` (`http`).',
		},
		{
			name: 'missingExitCodes',
			type: { kind: 'array', items: { kind: 'number', integer: true, minimum: 1, maximum: 255 } },
			description: 'Exit codes of `read` that mean that there is no such secret (`exec`).',
		},
		{ name: 'namesAt', type: TEXTS, description: 'The keys that lead to the names in the answer (`http`).' },
		{ name: 'valueAt', type: TEXTS, description: 'The keys that lead to the value in the answer (`http`).' },
		{
			name: 'url',
			type: URL,
			description: 'The address of the service (`http`, `vault`, `dcos`).',
			mistakenFor: ['address'],
		},
		{ name: 'auth', type: AUTH, description: 'The credentials for `url` (`dcos`).' },
		{ name: 'tls', type: TLS, description: 'Certificates.' },
		{
			name: 'tokenEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the token (`http`, `vault`).',
			mistakenFor: ['token'],
		},
		{
			name: 'mount',
			type: TEXT,
			description: 'Where the KV store is mounted (`vault`).',
			default: '"secret"',
		},
		{ name: 'root', type: TEXT, description: 'The path that sources are relative to (`vault`).' },
		{
			name: 'kv',
			type: { kind: 'number', integer: true, minimum: 1, maximum: 2 },
			description: 'The version of the KV store, where the server does not tell it (`vault`).',
		},
		{ name: 'namespace', type: TEXT, description: 'The namespace (`vault`).' },
		{
			name: 'roleIdEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the AppRole role id; goes with `secretIdEnv` (`vault`).',
		},
		{
			name: 'secretIdEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with the AppRole secret id; goes with `roleIdEnv` (`vault`).',
		},
		{
			name: 'jwtEnv',
			type: ENV_VARIABLE,
			description: 'The environment variable with a JWT to log in with; goes with `role` (`vault`).',
		},
		{ name: 'role', type: TEXT, description: 'The role to log in as; goes with `jwtEnv` (`vault`).' },
		{
			name: 'loginMount',
			type: TEXT,
			description: 'Where the way to log in is mounted, unless under its own name (`vault`).',
		},
	],
};

/** `secrets.store`: where `check` and `plan` ask whether a secret is there. */
export const STORE: Property = {
	name: 'store',
	type: TYPE,
	description:
		'The secret store that is asked which sources exist. Only names are asked for, and credentials come from environment variables.',
};
