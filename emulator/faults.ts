import { UNAVAILABLE } from './dcos/pages.ts';
import type { Handler, HttpAnswer } from './http-answer.ts';
import type { Request } from './requests.ts';

/**
 * What goes wrong. `503`: a gateway's page · `reset`: the connection breaks · `slow`: the answer comes late ·
 * `no-leader`: no Metronome leads · `leader-change`: the leader goes in the middle of a request, some find none, then
 * there is another one · `random`: `503` or `reset`.
 */
export const FAULT_KINDS = ['503', 'reset', 'slow', 'no-leader', 'leader-change', 'random'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Whether the request took effect before it went wrong: a client cannot tell by the answer. */
export const FAULT_MOMENTS = ['before', 'after', 'either'] as const;
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/** A fault and the requests that it strikes. */
export interface FaultRule {
	readonly kind: FaultKind;
	/**
	 * Default: `before`; of `random` and `leader-change` `either`. `no-leader` always strikes before, and a `slow` request
	 * takes effect at once.
	 */
	readonly when?: FaultMoment;
	/** From 0 to 1; default 1. */
	readonly chance?: number;
	/** So many of its requests are left alone at first; default 0. */
	readonly skip?: number;
	/** It strikes so often at most; default: 1 of `leader-change`, no limit of the others. */
	readonly times?: number;
	/** Default: all. */
	readonly methods?: readonly string[];
	/** What the path of its requests begins with, as Metronome sees it: `/v1/jobs`. Default: all of Metronome. */
	readonly path?: string;
	/** How late the answer of `slow` is, in ms; default 2000. */
	readonly ms?: number;
	/** The `Retry-After` of `503`, in s; default: none. */
	readonly retryAfter?: number;
	/** How many requests find no leader in a `leader-change`; default 3. */
	readonly requests?: number;
}

export interface Fault {
	readonly kind: Exclude<FaultKind, 'random'>;
	readonly when: Exclude<FaultMoment, 'either'>;
	readonly method: string;
	/** Without the query. */
	readonly path: string;
}

export interface FaultOptions {
	readonly rules: readonly FaultRule[];
	/** The same requests meet the same faults with the same seed, in whatever order they come; default 1. */
	readonly seed?: number;
	/** Told of each fault as it strikes. */
	readonly struck?: (fault: Fault) => void;
}

/** What the faults come over. */
interface Surroundings {
	readonly handler: Handler;
	/** Where Metronome is: `/service/metronome`, or nothing. Only its requests meet faults. */
	readonly prefix: string;
	/** Another server leads now: its host and port. */
	readonly leaderChanged: (leader: string) => void;
	/** Told of each fault, for the log. */
	readonly struck?: (fault: Fault) => void;
}

const SLOW_MS = 2000;
const LEADERLESS_REQUESTS = 3;

/** Answered by whoever is asked, leader or not. Source: Metronome LeaderProxyFilter.scala, `localRoutes`. */
const LEADERLESS_PATHS: ReadonlySet<string> = new Set(['/ping', '/v1/metrics']);

/** Source: Metronome LeaderProxyFilter.scala, `apply`. */
const NO_LEADER: HttpAnswer = {
	status: 503,
	type: 'text/plain; charset=UTF-8',
	body: 'No consistent leadership',
};
const RESET: HttpAnswer = { status: 0, type: undefined, body: '', isReset: true };

/** Stands before a Metronome and lets some requests go wrong. */
export class FaultInjector implements Handler {
	private readonly around: Surroundings;
	private options: FaultOptions;
	private met: number[] = [];
	private strikes: number[] = [];
	/** How often each request came. */
	private readonly seen = new Map<string, number>();
	/** So many requests more find no leader. */
	private leaderless = 0;
	private leaders = 1;

	constructor(options: FaultOptions, around: Surroundings) {
		this.options = options;
		this.around = around;
	}

	/** Other faults from now on; all counting begins anew. */
	set(options: FaultOptions): void {
		this.options = options;
		this.met = [];
		this.strikes = [];
		this.seen.clear();
		this.leaderless = 0;
	}

	handle(request: Request): HttpAnswer {
		const { handler, prefix } = this.around;
		if (this.options.rules.length === 0 && this.leaderless === 0) return handler.handle(request);
		const whole = request.target.replace(/\?.*/, '');
		if (!whole.startsWith(`${prefix}/`)) return handler.handle(request);
		const path = whole.slice(prefix.length);
		if (this.leaderless > 0 && !LEADERLESS_PATHS.has(path)) {
			this.leaderless--;
			if (this.leaderless === 0) this.changeLeader();
			return NO_LEADER;
		}
		const struck = this.strike(request.method, path);
		return struck === undefined ? handler.handle(request) : this.fail(request, struck.rule, struck.fault);
	}

	private strike(method: string, path: string): { rule: FaultRule; fault: Fault } | undefined {
		const name = `${method} ${path}`;
		const time = (this.seen.get(name) ?? 0) + 1;
		this.seen.set(name, time);
		for (const [at, rule] of this.options.rules.entries()) {
			if (!isMeant(rule, method, path)) continue;
			const met = this.met[at] ?? 0;
			const strikes = this.strikes[at] ?? 0;
			this.met[at] = met + 1;
			const most = rule.times ?? (rule.kind === 'leader-change' ? 1 : Number.POSITIVE_INFINITY);
			if (met < (rule.skip ?? 0) || strikes >= most) continue;
			const chance = (what: string) => draw(`${this.options.seed ?? 1} ${at} ${what} ${time} ${name}`);
			if (chance('strikes') >= (rule.chance ?? 1)) continue;
			this.strikes[at] = strikes + 1;
			const kind = rule.kind === 'random' ? (chance('kind') < 0.5 ? '503' : 'reset') : rule.kind;
			const when = momentOf(rule, () => chance('when') < 0.5);
			return { rule, fault: { kind, when, method, path } };
		}
		return undefined;
	}

	private changeLeader(): void {
		this.leaders++;
		this.around.leaderChanged(`leader-${this.leaders}:9000`);
	}

	private fail(request: Request, rule: FaultRule, fault: Fault): HttpAnswer {
		this.options.struck?.(fault);
		this.around.struck?.(fault);
		const answer = fault.when === 'after' ? this.around.handler.handle(request) : undefined;
		const late = answer?.delayMs === undefined ? {} : { delayMs: answer.delayMs };
		switch (fault.kind) {
			case '503': {
				const headers =
					rule.retryAfter === undefined ? {} : { headers: { 'retry-after': String(rule.retryAfter) } };
				return { ...UNAVAILABLE, ...headers, ...late };
			}
			case 'slow': {
				const slow = answer ?? this.around.handler.handle(request);
				return { ...slow, delayMs: (slow.delayMs ?? 0) + (rule.ms ?? SLOW_MS) };
			}
			case 'no-leader':
				return NO_LEADER;
			case 'leader-change':
				this.leaderless = rule.requests ?? LEADERLESS_REQUESTS;
				if (this.leaderless === 0) this.changeLeader();
				return { ...RESET, ...late };
			case 'reset':
				return { ...RESET, ...late };
		}
	}
}

function isMeant({ kind, methods, path: start }: FaultRule, method: string, path: string): boolean {
	if (kind === 'no-leader' && LEADERLESS_PATHS.has(path)) return false;
	return (methods?.includes(method) ?? true) && path.startsWith(start ?? '');
}

function momentOf({ kind, when }: FaultRule, isBefore: () => boolean): Fault['when'] {
	if (kind === 'no-leader') return 'before';
	if (kind === 'slow') return 'after';
	const either = kind === 'random' || kind === 'leader-change' ? 'either' : 'before';
	const moment = when ?? either;
	return moment === 'either' ? (isBefore() ? 'before' : 'after') : moment;
}

/** A number from 0 up to, not including, 1 that a text decides: FNV-1a, then the last steps of MurmurHash3. */
function draw(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
