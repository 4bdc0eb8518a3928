import { isUtf8 } from 'node:buffer';
import { type Cacheable, type CacheSettings, DEFAULT_CACHE, nameCache } from './cache.ts';
import { DEFAULT_TIMEOUT_MS, deadline, mapLimited, within } from './deadline.ts';
import { namesAt, partAt } from './name-list.ts';
import { session, type TokenSource } from './session.ts';
import { encodeSegment, parsePrefix, parseSource, urlPath } from './source.ts';
import { cannotTell, isDoubt, MISSING, stateAmong } from './state.ts';
import { baseUrl, isSuccess, jsonOf, statusDoubt } from './status.ts';
import type { CannotTell, State, Store, Value } from './store.ts';
import type { Answer, Transport } from './transport.ts';

export interface DcosStoreSettings {
	/** The cluster: `https://cluster.example.com`. */
	readonly url: string;
	/** The service has no other than `default` (facts: metronome-and-dcos §1). */
	readonly store?: string;
	/** A DC/OS token; `renew` is asked after a 401. */
	readonly tokens: TokenSource;
	readonly transport: Transport;
	readonly timeoutMs?: number;
	readonly cache?: CacheSettings;
}

/** Requests to one cluster at a time. */
const PARALLEL = 8;

/**
 * The secrets service of DC/OS Enterprise. Whether a secret exists is read off the list of its folder, never off its
 * value: a list is recursive and relative to its folder, and says `[]` for a folder that is not there, too (facts:
 * metronome-and-dcos §1).
 */
export function dcosStore(settings: DcosStoreSettings): Store {
	const { transport, tokens, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
	const base = new URL('secrets/v1/', baseUrl(settings.url));
	const store = encodeSegment(settings.store ?? 'default');
	const name = `the secrets service of ${base.host}`;
	const cache = nameCache(settings.cache ?? DEFAULT_CACHE);
	const ask = session({
		transport,
		tokens,
		headers: token => ({ authorization: `token=${token}` }),
		rejects: async ({ status }) => status === 401,
	});
	const get = (path: string, signal: AbortSignal): Promise<Answer | CannotTell> =>
		ask({ method: 'GET', url: new URL(path, base), signal });

	/** A sealed store fails in ways that are written nowhere; only its seal status says it. */
	const failure = async (answer: Answer, signal: AbortSignal): Promise<CannotTell> => {
		const doubt = statusDoubt(answer, name);
		if (doubt.doubt === 'forbidden' || doubt.doubt === 'not-logged-in') return doubt;
		const seal = await get(`seal-status/${store}`, signal);
		const isSealed = !isDoubt(seal) && isSuccess(seal) && partAt(jsonOf(seal), ['sealed']) === true;
		if (isSealed) return cannotTell('sealed', `${name} is sealed`);
		return doubt.doubt === 'no-store'
			? cannotTell('no-store', `${base.host} has no secrets service (DC/OS Enterprise has one)`)
			: doubt;
	};
	const load = async (folder: readonly string[]): Promise<Cacheable> => {
		const signal = deadline(timeoutMs, undefined);
		const answer = await get(`secret/${store}/${urlPath(folder)}?list=true`, signal);
		if (isDoubt(answer)) return answer;
		return isSuccess(answer) ? namesAt(jsonOf(answer), ['array'], name) : failure(answer, signal);
	};
	/** The names below a folder, relative to it. */
	const below = (folder: readonly string[], signal: AbortSignal): Promise<Cacheable> =>
		within(
			cache.get(folder.join('/'), () => load(folder)),
			signal,
		);

	return {
		name,
		check: async (sources, signal) => {
			const wanted = [...sources];
			const bound = deadline(timeoutMs, signal);
			const folders = new Map<string, readonly string[]>();
			for (const source of wanted) {
				const parsed = parseSource(source, 'dcos');
				if (!isDoubt(parsed)) folders.set(folderOf(parsed.segments).join('/'), folderOf(parsed.segments));
			}
			const lists = await mapLimited([...folders], PARALLEL, async ([path, folder]) => {
				const answer = await below(folder, bound);
				return [path, answer.state === 'known' ? new Set(answer.names) : answer] as const;
			});
			const byFolder = new Map(lists);
			const stateOf = (source: string): State => {
				const parsed = parseSource(source, 'dcos');
				if (isDoubt(parsed)) return parsed;
				const names = byFolder.get(folderOf(parsed.segments).join('/')) ?? MISSING;
				return 'state' in names ? names : stateAmong(names, parsed.segments.at(-1) ?? '');
			};
			return new Map(wanted.map(source => [source, stateOf(source)]));
		},
		list: async (prefix, signal) => {
			const folder = parsePrefix(prefix);
			if (isDoubt(folder)) return folder;
			const answer = await below(folder.segments, deadline(timeoutMs, signal));
			if (isDoubt(answer)) return answer;
			const start = folder.segments.map(segment => `${segment}/`).join('');
			const names = answer.state === 'known' ? answer.names : [];
			return { state: 'known', names: names.map(entry => start + entry).toSorted() };
		},
		read: async (source, signal) => {
			const parsed = parseSource(source, 'dcos');
			if (isDoubt(parsed)) return parsed;
			const bound = deadline(timeoutMs, signal);
			const answer = await get(`secret/${store}/${urlPath(parsed.segments)}`, bound);
			if (isDoubt(answer)) return answer;
			if (isSuccess(answer)) return valueIn(answer, name);
			// An unknown path of the service is a 404, too, and so is a cluster without one: that one says it in HTML.
			return answer.status === 404 && answer.contentType !== 'text/html' ? MISSING : failure(answer, bound);
		},
	};
}

function folderOf(segments: readonly string[]): readonly string[] {
	return segments.slice(0, -1);
}

/** Text comes as `{"value": "…"}`, bytes as they are (facts: metronome-and-dcos §1). */
function valueIn(answer: Answer, name: string): Value {
	if (answer.contentType === 'application/octet-stream') {
		return { state: 'found', value: isUtf8(answer.body) ? answer.body.toString('utf8') : answer.body };
	}
	const value = partAt(jsonOf(answer), ['value']);
	return typeof value === 'string'
		? { state: 'found', value }
		: cannotTell('odd-answer', `${name} answers with something that is no secret`);
}
