import { isDoubt } from './state.ts';
import type { CannotTell } from './store.ts';

export interface CacheSettings {
	/** How long names are taken for true, in ms; 0: ask every time (a request under way is still shared). */
	readonly ttlMs: number;
	/** How long a trouble is taken for lasting, in ms; short, so that a login or a repair shows soon. */
	readonly doubtMs: number;
	/** The clock, in ms. */
	readonly now: () => number;
}

/** What a session's stores use where nothing else is said. */
export const DEFAULT_CACHE: CacheSettings = { ttlMs: 60_000, doubtMs: 5_000, now: () => performance.now() };

/** What a cache may hold: names and states. A value has no `state: 'known' | 'missing'` form and does not fit. */
export type Cacheable =
	| { readonly state: 'known'; readonly names: readonly string[] }
	| { readonly state: 'missing' }
	| CannotTell;

export interface NameCache {
	/** The answer for a path: a fresh one that is there, the one under way, or what `load` gives. */
	readonly get: (path: string, load: () => Promise<Cacheable>) => Promise<Cacheable>;
	/** Forgets everything; a request under way answers those who wait for it and is not kept. */
	readonly clear: () => void;
}

interface Entry {
	readonly answer: Promise<Cacheable>;
	/** From when on it is to be asked again; undefined while the request is under way. */
	staleAt: number | undefined;
}

/** Most paths that are kept; beyond it, the oldest go. */
const MAX_PATHS = 5_000;

/** Remembers names by path, for one store. */
export function nameCache(settings: CacheSettings): NameCache {
	const entries = new Map<string, Entry>();
	const start = (path: string, load: () => Promise<Cacheable>): Promise<Cacheable> => {
		const answer = load();
		const entry: Entry = { answer, staleAt: undefined };
		entries.delete(path);
		entries.set(path, entry);
		answer.then(
			result => {
				entry.staleAt = settings.now() + (isDoubt(result) ? settings.doubtMs : settings.ttlMs);
				for (const oldest of entries.keys()) {
					if (entries.size <= MAX_PATHS) break;
					entries.delete(oldest);
				}
			},
			() => {
				if (entries.get(path) === entry) entries.delete(path);
			},
		);
		return answer;
	};
	return {
		get: (path, load) => {
			const entry = entries.get(path);
			const fresh = entry !== undefined && (entry.staleAt === undefined || settings.now() < entry.staleAt);
			return fresh ? entry.answer : start(path, load);
		},
		clear: () => entries.clear(),
	};
}
