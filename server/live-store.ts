import { type Inventory, inventoryOf } from '../core/secrets/inventory.ts';
import { sourceSegments } from '../core/secrets/spaces.ts';
import type { AskedStore, SourceDialect, SourceState } from '../core/target.ts';
import type { Opened } from '../stores/open.ts';
import type { Store } from '../stores/store.ts';

/** How long an answer is taken for true, in ms; then the store is asked again, and the old one counts until it answers. */
const LIFE = 60_000;
/** How long a trouble is taken for lasting, in ms. */
const DOUBT_LIFE = 20_000;
/** How long questions are gathered, in ms: whoever types a source is not to ask for each of its letters. */
const GATHERING = 250;
/** How long completion waits for names it has asked for, in ms. */
const NAMES_PATIENCE = 200;
/** Most answers that are kept; beyond it the oldest go. */
const MOST_ANSWERS = 20_000;

interface Answer {
	readonly state: SourceState;
	/** Ms since 1970. */
	readonly askedAt: number;
}

/** The names of one folder, as the store last told them. */
interface Folder {
	names: readonly string[];
	staleAt: number;
	/** Resolves when the store has answered. */
	underWay: Promise<void> | undefined;
}

/** Times are in ms; see `Runtime`. */
interface Clock {
	now(): number;
	after(ms: number, callback: () => void): () => void;
}

export interface LiveStoreParts {
	/** Loads what talks to the store, and opens it; undefined: nobody may be asked. */
	readonly open: (() => Promise<Opened | undefined>) | undefined;
	readonly dialect: SourceDialect;
	readonly clock: Clock;
	/** Is called when something exists or is missing of which that was not known. */
	readonly onNews: () => void;
}

/** Why nothing is told where nobody may be asked. */
const UNTRUSTED = 'the workspace is not trusted';
const NOT_YET = 'the store has not answered yet';

/**
 * The secret store of a project, asked in the background: whoever wants to know gets at once what is known by now. Only
 * names and states are kept. One question is under way at a time, and each ends within the store's own time.
 */
export class LiveStore implements AskedStore {
	private readonly parts: LiveStoreParts;
	private opening: Promise<Store | undefined> | undefined;
	private openedName: string | undefined;
	/** By source, without the slashes that mean nothing; in the order in which they were asked. */
	private readonly answers = new Map<string, Answer>();
	private readonly doubts = new Set<string>();
	private readonly wanted = new Set<string>();
	private isPlanned = false;
	private isAsking = false;
	/** Why the store could not be opened. */
	private closedFor: string | undefined;
	private readonly folders = new Map<string, Folder>();
	private inventory: Inventory | undefined;

	constructor(parts: LiveStoreParts) {
		this.parts = parts;
		if (parts.open === undefined) this.closedFor = UNTRUSTED;
	}

	get name(): string {
		return this.openedName ?? 'the secret store';
	}

	get sure(): boolean {
		return this.answers.size > 0 && this.doubts.size === 0;
	}

	/** Why it cannot tell, of one source at least; null where it can, or was not asked yet. */
	get problem(): string | null {
		if (this.closedFor !== undefined) return this.closedFor;
		for (const source of this.doubts) {
			const state = this.answers.get(source)?.state;
			if (state?.state === 'cannot-tell') return state.why;
		}
		return null;
	}

	/** How many of the sources it was asked for are there. */
	get existing(): number {
		let count = 0;
		for (const { state } of this.answers.values()) if (state.state === 'exists') count++;
		return count;
	}

	/** What is known by now. */
	readonly stateOf = (source: string): SourceState => {
		const known = this.answers.get(plain(source));
		return known?.state ?? { state: 'cannot-tell', why: this.closedFor ?? NOT_YET };
	};

	/** When the store was asked for a source, in ms since 1970; undefined where it was not. */
	askedAt(source: string): number | undefined {
		return this.answers.get(plain(source))?.askedAt;
	}

	/** Sees to it that the states of these sources will be known, and are not too old. */
	want(sources: Iterable<string>): void {
		if (this.parts.open === undefined) return;
		const now = this.parts.clock.now();
		for (const written of sources) {
			const source = plain(written);
			const known = this.answers.get(source);
			if (source === '' || (known !== undefined && now < known.askedAt + lifeOf(known.state))) continue;
			this.wanted.add(source);
		}
		this.plan();
	}

	/**
	 * The names in these folders (`etl/`; `''` for the top) and all that are known besides. `more`: resolves when the store
	 * has told what it was asked just now, or after a moment.
	 */
	names(folders: Iterable<string>): { readonly known: Inventory | undefined; readonly more?: Promise<void> } {
		const waits: Promise<void>[] = [];
		for (const folder of this.parts.open === undefined ? [] : folders) {
			const wait = this.list(folder);
			if (wait !== undefined) waits.push(wait);
		}
		const known = this.inventory;
		if (waits.length === 0) return { known };
		const patience = new Promise<void>(resolve => this.parts.clock.after(NAMES_PATIENCE, resolve));
		return { known, more: Promise.race([Promise.all(waits).then(() => {}), patience]) };
	}

	private plan(): void {
		if (this.wanted.size === 0 || this.isPlanned || this.isAsking) return;
		this.isPlanned = true;
		this.parts.clock.after(GATHERING, () => {
			this.isPlanned = false;
			this.isAsking = true;
			this.ask().finally(() => {
				this.isAsking = false;
				this.plan();
			});
		});
	}

	/** Never rejects: what goes wrong is a state. */
	private async ask(): Promise<void> {
		const sources = [...this.wanted];
		this.wanted.clear();
		const store = await this.opened();
		let states: ReadonlyMap<string, SourceState> = new Map();
		try {
			if (store !== undefined) states = await store.check(sources);
		} catch {
			// Its words may hold credentials; a store that throws is one that cannot tell.
		}
		const askedAt = this.parts.clock.now();
		let isNews = false;
		for (const source of sources) {
			const told = states.get(source);
			const state = plainState(told ?? { state: 'cannot-tell', why: this.closedFor ?? 'the store failed' });
			if (this.stateOf(source).state !== state.state) isNews = true;
			this.keep(source, { state, askedAt });
		}
		if (isNews) this.parts.onNews();
	}

	private keep(source: string, answer: Answer): void {
		this.answers.delete(source);
		this.answers.set(source, answer);
		if (answer.state.state === 'cannot-tell') this.doubts.add(source);
		else this.doubts.delete(source);
		for (const oldest of this.answers.keys()) {
			if (this.answers.size <= MOST_ANSWERS) break;
			this.answers.delete(oldest);
			this.doubts.delete(oldest);
		}
	}

	/** Opened once it can be; settings that lack something are tried again, for the environment may be what they lack. */
	private async opened(): Promise<Store | undefined> {
		this.opening ??= this.open();
		const store = await this.opening;
		if (store === undefined) this.opening = undefined;
		return store;
	}

	private async open(): Promise<Store | undefined> {
		const failed = 'the secret store of the settings could not be asked';
		try {
			const opened = await this.parts.open?.();
			if (opened?.ok === true) {
				this.closedFor = undefined;
				this.openedName = opened.store.name;
				return opened.store;
			}
			this.closedFor = opened?.problems[0]?.replace(/\.$/, '') ?? failed;
		} catch {
			this.closedFor = failed;
		}
		return undefined;
	}

	/** Undefined: nothing is under way, for what is known of the folder is fresh. */
	private list(path: string): Promise<void> | undefined {
		const { clock } = this.parts;
		let folder = this.folders.get(path);
		if (folder === undefined) {
			folder = { names: [], staleAt: 0, underWay: undefined };
			this.folders.set(path, folder);
		}
		if (folder.underWay === undefined && clock.now() >= folder.staleAt) {
			folder.underWay = this.fill(folder, path);
		}
		return folder.underWay;
	}

	private async fill(folder: Folder, path: string): Promise<void> {
		const store = await this.opened();
		const answer = await store?.list(path).catch(() => undefined);
		folder.underWay = undefined;
		const isKnown = answer?.state === 'known';
		folder.staleAt = this.parts.clock.now() + (isKnown ? LIFE : DOUBT_LIFE);
		if (!isKnown) return;
		folder.names = answer.names;
		const all = new Set([...this.folders.values()].flatMap(({ names }) => names));
		this.inventory = inventoryOf(this.name, all, this.parts.dialect);
	}
}

function lifeOf({ state }: SourceState): number {
	return state === 'cannot-tell' ? DOUBT_LIFE : LIFE;
}

/** Without what only the stores make of it. */
function plainState(state: SourceState): SourceState {
	return state.state === 'cannot-tell' ? { state: 'cannot-tell', why: state.why } : { state: state.state };
}

/** Slashes around and between the segments mean nothing, as in every store. */
function plain(source: string): string {
	return sourceSegments(source).join('/');
}
