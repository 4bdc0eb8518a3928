import { isUtf8 } from 'node:buffer';
import { sourceSegments } from '../core/secrets/spaces.ts';
import { type Cacheable, type CacheSettings, DEFAULT_CACHE, nameCache } from './cache.ts';
import { DEFAULT_TIMEOUT_MS, deadline, within } from './deadline.ts';
import { namesAt, partAt } from './name-list.ts';
import { session, type TokenSource } from './session.ts';
import { encodeSegment, parsePrefix, parseSource, urlPath } from './source.ts';
import { cannotTell, isDoubt, MISSING, stateAmong } from './state.ts';
import { baseUrl, isSuccess, jsonOf, statusDoubt } from './status.ts';
import type { Names, Store } from './store.ts';
import type { Transport } from './transport.ts';

export interface HttpStoreSettings {
	/** `https://secrets.example.com/api/`. */
	readonly url: string;
	/** Relative to `url`: `secret/{source}` keeps the slashes of a source, `get?name={source}` encodes them. */
	readonly read?: string;
	/** Relative to `url`; answers with all names: `names`. */
	readonly list?: string;
	/** The keys that lead to the value in a JSON answer; the whole body is the value where they are not given. */
	readonly valueAt?: readonly string[];
	/** The keys that lead to the list of names in a JSON answer; none: the answer is the list. */
	readonly namesAt?: readonly string[];
	readonly tokens?: TokenSource;
	/** The headers that carry the token; `Authorization: Bearer` where they are not given. */
	readonly headers?: (token: string) => Readonly<Record<string, string>>;
	readonly transport: Transport;
	readonly timeoutMs?: number;
	readonly cache?: CacheSettings;
}

/**
 * Any HTTP service as a store: one GET reads a value, another lists the names. Without a list nothing is known of what
 * exists: a value is never read to find out. A 404 of `read` means that the secret is missing.
 */
export function httpStore(settings: HttpStoreSettings): Store {
	const { transport, timeoutMs = DEFAULT_TIMEOUT_MS, tokens } = settings;
	const base = baseUrl(settings.url);
	const name = `the store at ${base.host}`;
	const cache = nameCache(settings.cache ?? DEFAULT_CACHE);
	const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
	const ask =
		tokens === undefined
			? transport
			: session({
					transport,
					tokens,
					headers: settings.headers ?? bearer,
					rejects: async ({ status }) => status === 401,
				});
	const load = async (list: string): Promise<Cacheable> => {
		const url = new URL(list, base);
		const answer = await ask({ method: 'GET', url, signal: deadline(timeoutMs, undefined) });
		if (isDoubt(answer)) return answer;
		return isSuccess(answer)
			? namesAt(jsonOf(answer), settings.namesAt ?? [], name)
			: statusDoubt(answer, name);
	};
	const names = async (signal: AbortSignal | undefined): Promise<Names> => {
		const { list } = settings;
		if (list === undefined)
			return cannotTell('no-way', `no address that lists the names of ${name} is configured`);
		const known = await within(
			cache.get('', () => load(list)),
			deadline(timeoutMs, signal),
		);
		return known.state === 'missing' ? { state: 'known', names: [] } : known;
	};
	return {
		name,
		check: async (sources, signal) => {
			const wanted = [...sources];
			const known = await names(signal);
			if (isDoubt(known)) return new Map(wanted.map(source => [source, known]));
			const there = new Set(known.names.map(plain));
			return new Map(wanted.map(source => [source, stateAmong(there, plain(source))]));
		},
		list: async (prefix, signal) => {
			const folder = parsePrefix(prefix);
			if (isDoubt(folder)) return folder;
			const known = await names(signal);
			if (isDoubt(known)) return known;
			const start = folder.segments.map(segment => `${segment}/`).join('');
			return {
				state: 'known',
				names: known.names.filter(entry => plain(entry).startsWith(start)).toSorted(),
			};
		},
		read: async (source, signal) => {
			const { read, valueAt } = settings;
			if (read === undefined) return cannotTell('no-way', `no address that reads from ${name} is configured`);
			const parsed = parseSource(source, 'dcos');
			if (isDoubt(parsed)) return parsed;
			const url = new URL(filled(read, parsed.segments), base);
			const answer = await ask({ method: 'GET', url, signal: deadline(timeoutMs, signal) });
			if (isDoubt(answer)) return answer;
			if (answer.status === 404) return MISSING;
			if (!isSuccess(answer)) return statusDoubt(answer, name);
			if (valueAt === undefined) {
				return { state: 'found', value: isUtf8(answer.body) ? answer.body.toString('utf8') : answer.body };
			}
			const value = partAt(jsonOf(answer), valueAt);
			return typeof value === 'string'
				? { state: 'found', value }
				: cannotTell('odd-answer', `${name} answers with something that holds no value`);
		},
	};
}

/** Slashes are kept in the path of an address, and encoded in its query. */
function filled(template: string, segments: readonly string[]): string {
	const query = template.indexOf('?');
	return template.replaceAll('{source}', (_, at: number) =>
		query >= 0 && at > query ? encodeSegment(segments.join('/')) : urlPath(segments),
	);
}

function plain(source: string): string {
	return sourceSegments(source).join('/');
}
