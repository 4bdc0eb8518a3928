import type { RequestListener } from 'node:http';
import { bodyOf, reply } from './loopback.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface FakeVault {
	/** The KV version of the mount `secret`. */
	readonly kv: 1 | 2;
	readonly secrets: Map<string, Fields>;
	/** KV 2: secrets whose latest version is deleted; they are still listed. */
	readonly deleted: Set<string>;
	/** Valid tokens. */
	readonly tokens: Set<string>;
	/** API paths below `/v1/` that no token may use. */
	readonly forbidden: Set<string>;
	readonly namespace: string | undefined;
	/** Since Vault 1.10. */
	hasSubkeys: boolean;
	sealed: boolean;
	/** Requests that gave values away. */
	reads: number;
	readonly asked: string[];
	/** What a login must bring, and the token it gets. */
	readonly logins: Map<string, { readonly body: Fields; readonly token: string }>;
}

export function fakeVault(
	kv: 1 | 2,
	secrets: Readonly<Record<string, Fields>>,
	namespace?: string,
): FakeVault {
	return {
		kv,
		secrets: new Map(Object.entries(secrets)),
		deleted: new Set(),
		tokens: new Set(['good']),
		forbidden: new Set(),
		namespace,
		hasSubkeys: true,
		sealed: false,
		reads: 0,
		asked: [],
		logins: new Map(),
	};
}

const INVALID_PATH = { data: null, warnings: ['Invalid path for a versioned K/V secrets engine.'] };

/** Vault's HTTP API as its documentation has it: sealing, namespaces, tokens, then the mount. */
export function vaultListener(vault: FakeVault): RequestListener {
	return async (request, response) => {
		const url = new URL(request.url ?? '/', 'http://fake');
		const path = decodeURIComponent(url.pathname.replace(/^\/v1\//, ''));
		vault.asked.push(`${request.method} ${path}`);
		if (vault.sealed) return reply(response, 503, { errors: ['Vault is sealed'] });
		const noRoute = { errors: [`no handler for route "${path}". route entry not found.`] };
		if (request.headers['x-vault-namespace'] !== vault.namespace) return reply(response, 404, noRoute);
		const login = vault.logins.get(path);
		if (login !== undefined && request.method === 'POST') {
			const isRight = (await bodyOf(request)) === JSON.stringify(login.body);
			if (!isRight) return reply(response, 400, { errors: ['invalid role or secret ID'] });
			vault.tokens.add(login.token);
			return reply(response, 200, { auth: { client_token: login.token, lease_duration: 60 } });
		}
		const token = request.headers['x-vault-token'];
		if (typeof token !== 'string') return reply(response, 400, { errors: ['missing client token'] });
		if (!vault.tokens.has(token) || vault.forbidden.has(path)) {
			return reply(response, 403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] });
		}
		if (path === 'auth/token/lookup-self') return reply(response, 200, { data: {} });
		if (path === 'sys/internal/ui/mounts/secret') {
			const options = vault.kv === 2 ? { version: '2' } : null;
			return reply(response, 200, { data: { type: 'kv', path: 'secret/', options } });
		}
		if (!path.startsWith('secret/')) return reply(response, 404, noRoute);
		const [status, body] = kvAnswer(
			vault,
			path.slice('secret/'.length),
			url.searchParams.get('list') === 'true',
		);
		reply(response, status, body);
	};
}

function kvAnswer(vault: FakeVault, path: string, list: boolean): [number, unknown] {
	if (vault.kv === 1) return list ? listed(vault, path) : read(vault, path, fields => fields);
	const kind = path.split('/')[0] ?? '';
	const rest = path.slice(kind.length + 1);
	if (kind === 'metadata' && list) return listed(vault, rest);
	if (kind === 'subkeys' && vault.hasSubkeys && !list) {
		return outline(vault, rest);
	}
	if (kind === 'data' && !list) {
		if (vault.deleted.has(rest)) return [404, { data: { data: null, metadata: { deletion_time: 'then' } } }];
		return read(vault, rest, fields => ({ data: fields, metadata: { version: 1 } }));
	}
	return [404, INVALID_PATH];
}

function outline(vault: FakeVault, path: string): [number, unknown] {
	const fields = vault.secrets.get(path);
	if (vault.deleted.has(path)) return [404, { data: { subkeys: null, metadata: { deletion_time: 'then' } } }];
	if (fields === undefined) return [404, { errors: [] }];
	const subkeys = Object.fromEntries(Object.keys(fields).map(key => [key, null]));
	return [200, { data: { subkeys, metadata: { version: 1 } } }];
}

function read(vault: FakeVault, path: string, shape: (fields: Fields) => unknown): [number, unknown] {
	const fields = vault.secrets.get(path);
	if (fields === undefined) return [404, { errors: [] }];
	vault.reads++;
	return [200, { data: shape(fields) }];
}

function listed(vault: FakeVault, path: string): [number, unknown] {
	if (path !== '' && !path.endsWith('/')) return [404, { errors: [] }];
	const below = [...vault.secrets.keys()]
		.filter(name => name.startsWith(path))
		.map(name => name.slice(path.length));
	const keys = [...new Set(below.map(name => name.replace(/\/.*$/, '/')))].toSorted();
	return keys.length === 0 ? [404, { errors: [] }] : [200, { data: { keys } }];
}
