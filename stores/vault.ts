import { type Cacheable, type CacheSettings, DEFAULT_CACHE, nameCache } from './cache.ts';
import { DEFAULT_TIMEOUT_MS, deadline, mapLimited, within } from './deadline.ts';
import { session } from './session.ts';
import { parsePrefix, parseSource, type Source } from './source.ts';
import { cannotTell, isDoubt, stateAmong } from './state.ts';
import { baseUrl, isSuccess } from './status.ts';
import type { CannotTell, State, Store } from './store.ts';
import type { Transport } from './transport.ts';
import {
	fieldNames,
	type KvVersion,
	kvVersion,
	listFolder,
	readField,
	type VaultPlace,
} from './vault-api.ts';
import { type VaultAuth, vaultTokens } from './vault-login.ts';

export interface VaultStoreSettings {
	/** The server: `https://vault.example.com:8200`. */
	readonly url: string;
	/** Where the KV store is mounted; `secret` where it is not said. */
	readonly mount?: string;
	/** Its version, for a token that may not ask the server for it; the server's word counts more. */
	readonly kv?: KvVersion;
	/** The folder in the mount that sources are relative to. */
	readonly root?: string;
	/** Vault Enterprise and OpenBao. */
	readonly namespace?: string;
	readonly auth: VaultAuth;
	readonly transport: Transport;
	readonly timeoutMs?: number;
	readonly cache?: CacheSettings;
}

/** Requests to one server at a time. */
const PARALLEL = 8;

/**
 * A KV store of Vault or OpenBao; sources are `path@field`. A check reads no values: KV 2 tells the fields alone; KV 1
 * tells them only together with their values, so there a field of a path that exists is *cannot tell*. `list` gives
 * the paths of one folder, without fields.
 */
export function vaultStore(settings: VaultStoreSettings): Store {
	const { timeoutMs = DEFAULT_TIMEOUT_MS, mount = 'secret' } = settings;
	const cache = nameCache(settings.cache ?? DEFAULT_CACHE);
	const place = vaultPlace(settings, mount);
	const root = (settings.root ?? '').split('/').filter(segment => segment !== '');
	let known: Promise<KvVersion | CannotTell> | undefined;
	const version = (signal: AbortSignal): Promise<KvVersion | CannotTell> => {
		const asked = known ?? askVersion(place, settings.kv, signal);
		known = asked;
		const forget = (): void => {
			if (known === asked) known = undefined;
		};
		asked.then(found => typeof found !== 'number' && forget(), forget);
		return asked;
	};
	const remembered = (
		what: 'folder' | 'fields',
		path: readonly string[],
		load: (kv: KvVersion, signal: AbortSignal) => Promise<Cacheable>,
		signal: AbortSignal,
	): Promise<Cacheable> => {
		const fresh = async (): Promise<Cacheable> => {
			const bound = deadline(timeoutMs, undefined);
			const kv = await version(bound);
			return typeof kv === 'number' ? load(kv, bound) : kv;
		};
		return within(cache.get(`${what} ${path.join('/')}`, fresh), signal);
	};
	const folder = (path: readonly string[], signal: AbortSignal): Promise<Cacheable> =>
		remembered('folder', path, (kv, bound) => listFolder(place, kv, path, bound), signal);

	/** What is known of a path whose fields are not told: only its absence is certain. */
	const byFolder = async (
		path: readonly string[],
		doubt: CannotTell,
		signal: AbortSignal,
	): Promise<Cacheable> => {
		const names = await folder(path.slice(0, -1), signal);
		if (isDoubt(names)) return doubt.doubt === 'forbidden' ? doubt : names;
		const isThere = names.state === 'known' && names.names.includes(path.at(-1) ?? '');
		return isThere ? doubt : { state: 'missing' };
	};
	const fields = (path: readonly string[], signal: AbortSignal): Promise<Cacheable> =>
		remembered(
			'fields',
			path,
			async (kv, bound) => {
				const found = await fieldNames(place, kv, path, bound);
				if (found === undefined) {
					const why = `${place.name} does not tell the fields of a secret without their values`;
					return byFolder(path, cannotTell('no-way', why), bound);
				}
				return isDoubt(found) && found.doubt === 'forbidden' ? byFolder(path, found, bound) : found;
			},
			signal,
		);
	const stateOf = async (source: Source | CannotTell, signal: AbortSignal): Promise<State> => {
		if (isDoubt(source)) return source;
		const found = await fields([...root, ...source.segments], signal);
		return found.state === 'known' ? stateAmong(new Set(found.names), source.field ?? '') : found;
	};
	return {
		name: place.name,
		check: async (sources, signal) => {
			const bound = deadline(timeoutMs, signal);
			const pairs = await mapLimited([...new Set(sources)], PARALLEL, async source => {
				return [source, await stateOf(parseSource(source, 'vault'), bound)] as const;
			});
			return new Map(pairs);
		},
		list: async (prefix, signal) => {
			const asked = parsePrefix(prefix);
			if (isDoubt(asked)) return asked;
			const names = await folder([...root, ...asked.segments], deadline(timeoutMs, signal));
			if (isDoubt(names)) return names;
			const start = asked.segments.map(segment => `${segment}/`).join('');
			const entries = names.state === 'known' ? names.names : [];
			return { state: 'known', names: entries.map(entry => start + entry).toSorted() };
		},
		read: async (source, signal) => {
			const parsed = parseSource(source, 'vault');
			if (isDoubt(parsed)) return parsed;
			const bound = deadline(timeoutMs, signal);
			const kv = await version(bound);
			if (typeof kv !== 'number') return kv;
			return readField(place, kv, [...root, ...parsed.segments], parsed.field ?? '', bound);
		},
	};
}

/** A wrong version would make every secret look missing, so the settings are only believed where the server is silent. */
async function askVersion(
	place: VaultPlace,
	said: KvVersion | undefined,
	signal: AbortSignal,
): Promise<KvVersion | CannotTell> {
	const found = await kvVersion(place, signal);
	return said !== undefined && typeof found !== 'number' && found.doubt === 'forbidden' ? said : found;
}

function vaultPlace(settings: VaultStoreSettings, mount: string): VaultPlace {
	const { transport, namespace, auth } = settings;
	const base = new URL('v1/', baseUrl(settings.url));
	const name = `the mount ${mount} of ${base.host}`;
	const common = namespace === undefined ? {} : { 'x-vault-namespace': namespace };
	const withToken = (token: string) => ({ ...common, 'x-vault-token': token });
	const ask = session({
		transport,
		tokens: vaultTokens(auth, base, common, transport),
		headers: withToken,
		// Vault says 403 for a bad token and for a path that a good one may not read; a good one may look itself up.
		rejects: async ({ status }, token, signal) => {
			if (status !== 403) return false;
			const url = new URL('auth/token/lookup-self', base);
			const self = await transport({ method: 'GET', url, headers: withToken(token), signal });
			return !isDoubt(self) && !isSuccess(self) && self.status === 403;
		},
	});
	return { mount, name, get: (path, signal) => ask({ method: 'GET', url: new URL(path, base), signal }) };
}
