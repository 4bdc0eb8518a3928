/** Why a store cannot tell. */
export type Doubt =
	/** The store knows who asks and does not let them. */
	| 'forbidden'
	/** The store does not take the credentials, or there are none. */
	| 'not-logged-in'
	| 'unreachable'
	| 'timed-out'
	| 'cancelled'
	| 'sealed'
	/** There is no store at the place the configuration names. */
	| 'no-store'
	/** The answer is none that this kind of store gives. */
	| 'odd-answer'
	/** This kind of store, or its configuration, has no way to find out. */
	| 'no-way'
	/** The source is none that this store could have. */
	| 'odd-source';

/** Assignable to the core's `SourceState`; `why` reads as `cannot tell: <why>` and never holds a value or a token. */
export interface CannotTell {
	readonly state: 'cannot-tell';
	readonly doubt: Doubt;
	readonly why: string;
}

/** Whether a secret is in the store. */
export type State = { readonly state: 'exists' } | { readonly state: 'missing' } | CannotTell;

/** The names below a prefix; a name that ends in `/` is a folder that was not opened. */
export type Names = { readonly state: 'known'; readonly names: readonly string[] } | CannotTell;

/** A secret's value: text, or bytes where the store holds bytes that are no text. */
export type Value =
	| { readonly state: 'found'; readonly value: string | Uint8Array }
	| { readonly state: 'missing' }
	| CannotTell;

/**
 * A secret store. Nothing is thrown for what a store may answer: every trouble is a {@link CannotTell}. Each call ends
 * within the time the store was given, whatever the other side does; a signal that is aborted ends it at once, as
 * `cancelled`.
 */
export interface Store {
	/** For messages: `the secrets service of cluster.example.com`. Without credentials. */
	readonly name: string;
	/** The state of each source as it is written in a job; the map's keys are the sources given. Values are not read. */
	readonly check: (sources: Iterable<string>, signal?: AbortSignal) => Promise<ReadonlyMap<string, State>>;
	/** The names that begin with a folder, `etl/`, or all for `''`; written as sources, sorted. */
	readonly list: (prefix: string, signal?: AbortSignal) => Promise<Names>;
	/** The value of one source. Only for a run on this machine: the answer is neither kept nor logged. */
	readonly read: (source: string, signal?: AbortSignal) => Promise<Value>;
}
