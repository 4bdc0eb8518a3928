import { DEFAULT_VERSION, type Version } from './version.ts';

/** Whether a source is in the store; `cannot tell` comes with the reason. */
export type SourceState =
	| { readonly state: 'exists' }
	| { readonly state: 'missing' }
	| { readonly state: 'cannot-tell'; readonly why: string };

/** How a `source` is read: `dcos` has spaces, `vault` has `path@field`, `any` has no rules. */
export type SourceDialect = 'dcos' | 'vault' | 'any';

/** What is known of the cluster that a definition is judged for. Nothing here is ever guessed. */
export interface Target {
	readonly version: Version;
	readonly dialect: SourceDialect;
	/** Whether secrets reach tasks there; `unknown` unless the config says it. */
	readonly secretsPlugin: 'present' | 'absent' | 'unknown';
	/** The state of a source in the store; absent where no store is configured. */
	readonly sourceState: ((source: string) => SourceState) | undefined;
	/** Names the store, for messages: `the inventory secrets.json`. */
	readonly storeName: string | undefined;
	/** Values of the variables the target declares; undefined for one whose value is only known at deploy time. */
	readonly variables: ReadonlyMap<string, string | undefined>;
	/** Ids of jobs known to exist there although no file defines them. */
	readonly knownJobs: ReadonlySet<string>;
}

/** Judged without any config: DC/OS 2.2 and nothing known beyond it. */
export const DEFAULT_TARGET: Target = {
	version: DEFAULT_VERSION,
	dialect: 'dcos',
	secretsPlugin: 'unknown',
	sourceState: undefined,
	storeName: undefined,
	variables: new Map(),
	knownJobs: new Set(),
};

/** What a secret store said of the sources it was asked for. */
export interface AskedStore {
	/** For messages: `the secrets service of cluster.example.com`. */
	readonly name: string;
	readonly stateOf: (source: string) => SourceState;
	/** It could tell of every source. */
	readonly sure: boolean;
}

/**
 * A target whose store has been asked, and may be asked again: what it says then is the target's word at once. A store
 * that cannot tell leaves the word to the inventory, where there is one.
 */
export function withStore(target: Target, store: AskedStore): Target {
	const { sourceState: listed, storeName } = target;
	return {
		...target,
		sourceState: source => {
			const state = store.stateOf(source);
			return state.state === 'cannot-tell' && listed !== undefined ? listed(source) : state;
		},
		get storeName() {
			return store.sure || storeName === undefined ? store.name : `${store.name} and ${storeName}`;
		},
	};
}
