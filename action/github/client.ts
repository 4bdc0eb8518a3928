import { cut } from '../../cli/formats/cut.ts';
import { printable } from '../../cli/formats/printable.ts';
import { type Answer, Connection, type Environment, type RawAnswer, type RawRequest } from './connection.ts';
import { limitMs } from './rate-limit.ts';
import { done, type Failure, failed, type Reply } from './reply.ts';
import { fieldOf, listIn, textAt } from './shape.ts';

export interface GithubSettings {
	/** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
	readonly apiUrl: string;
	/** Its GraphQL, which stands elsewhere on a server. */
	readonly graphqlUrl: string;
	readonly token: string;
	/** `owner/name` */
	readonly repository: string;
	/** Where the proxies are looked up. */
	readonly env: Environment;
	/** Version of this program, for the user agent. */
	readonly toolVersion: string;
	readonly clock?: GithubClock;
	/** ms for one attempt. */
	readonly timeoutMs?: number;
}

export interface GithubClock {
	/** ms since 1970. */
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
}

export type JsonBody = Readonly<Record<string, unknown>>;

export interface Github {
	readonly repository: string;
	/** `GET` one thing. `path` is below the repository: `/issues/1`. */
	get(path: string, query?: Query): Promise<Reply<unknown>>;
	/** Every item of a list, page after page. `name`: the list stands in this property of the answers. */
	list(path: string, query?: Query, name?: string): Promise<Reply<readonly unknown[]>>;
	/** Something new. Sent once: whether it arrived, when no answer came, only reading tells. */
	post(path: string, body: JsonBody): Promise<Reply<unknown>>;
	/** `repeatable`: sending it twice does no more than sending it once. */
	patch(path: string, body: JsonBody, repeatable: boolean): Promise<Reply<unknown>>;
	remove(path: string): Promise<Reply<unknown>>;
	/**
	 * The login whom the token writes as: anybody can write a comment that begins with our marker. REST's `/user` is
	 * closed to the tokens of workflows and apps, GraphQL's `viewer` is not. Asked once.
	 */
	login(): Promise<string>;
	close(): Promise<void>;
}

type Query = Readonly<Record<string, string | number>>;

const TIMEOUT_MS = 15_000;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
/** Somebody who must wait longer is told so instead. */
const LONGEST_WAIT_MS = 60_000;
/** For all requests of a step together. */
const WAITING_BUDGET_MS = 180_000;
/** How long somebody counts as away who was not reached. */
const DOWN_MS = 30_000;
/** The author of what a workflow's own token writes. */
const DEFAULT_LOGIN = 'github-actions[bot]';
const PER_PAGE = 100;
/** 20,000 items: more comments than a pull request can have, and an end to pages that never end. */
const MAX_PAGES = 200;

const REAL_CLOCK: GithubClock = {
	now: () => Date.now(),
	wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
};

/**
 * A small client of GitHub's REST API for one repository. Never rejects. What may be repeated without harm is sent
 * again after a reset, a time-out or a 5xx; anything is after a rate limit, as GitHub did not do what it refused.
 */
export function createGithub(settings: GithubSettings): Github {
	return new Client(settings);
}

interface Sending extends Pick<RawRequest, 'method' | 'url'> {
	readonly body?: JsonBody;
	readonly repeatable: boolean;
}

class Client implements Github {
	readonly repository: string;
	private readonly settings: GithubSettings;
	private readonly connection: Connection;
	private readonly clock: GithubClock;
	private waitedMs = 0;
	private down: { readonly until: number; readonly failure: Failure } | undefined;
	private knownLogin: Promise<string> | undefined;

	constructor(settings: GithubSettings) {
		this.settings = settings;
		this.repository = settings.repository;
		this.connection = new Connection(settings.env);
		this.clock = settings.clock ?? REAL_CLOCK;
	}

	async get(path: string, query: Query = {}): Promise<Reply<unknown>> {
		return contentOf(await this.send({ method: 'GET', url: this.at(path, query), repeatable: true }));
	}

	async list(path: string, query: Query = {}, name?: string): Promise<Reply<readonly unknown[]>> {
		const items: unknown[] = [];
		let url: URL | undefined = this.at(path, { per_page: PER_PAGE, ...query });
		for (let page = 0; url !== undefined && page < MAX_PAGES; page++) {
			const reply = await this.send({ method: 'GET', url, repeatable: true });
			const value = contentOf(reply);
			if (!reply.ok || !value.ok) return value.ok ? failed('odd', 'GitHub gave no answer.') : value;
			items.push(...listIn(name === undefined ? value.value : fieldOf(value.value, name)));
			url = this.nextPage(reply.value);
		}
		return done(items);
	}

	async post(path: string, body: JsonBody): Promise<Reply<unknown>> {
		return contentOf(await this.send({ method: 'POST', url: this.at(path), body, repeatable: false }));
	}

	async patch(path: string, body: JsonBody, repeatable: boolean): Promise<Reply<unknown>> {
		return contentOf(await this.send({ method: 'PATCH', url: this.at(path), body, repeatable }));
	}

	async remove(path: string): Promise<Reply<unknown>> {
		return contentOf(await this.send({ method: 'DELETE', url: this.at(path), repeatable: true }));
	}

	login(): Promise<string> {
		this.knownLogin ??= this.askLogin();
		return this.knownLogin;
	}

	private async askLogin(): Promise<string> {
		const url = new URL(this.settings.graphqlUrl);
		const body = { query: 'query { viewer { login } }' };
		const reply = contentOf(await this.send({ method: 'POST', url, body, repeatable: true }));
		return (reply.ok ? textAt(reply.value, 'data', 'viewer', 'login') : undefined) ?? DEFAULT_LOGIN;
	}

	close(): Promise<void> {
		return this.connection.close();
	}

	private at(path: string, query: Query = {}): URL {
		const url = new URL(`${this.settings.apiUrl.replace(/\/+$/, '')}/repos/${this.repository}${path}`);
		for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
		return url;
	}

	/** The address of `rel="next"`, only where the token may go. */
	private nextPage(answer: Answer): URL | undefined {
		const link = /<([^>]+)>;\s*rel="next"/.exec(answer.header('link') ?? '')?.[1];
		if (link === undefined || !URL.canParse(link)) return undefined;
		const url = new URL(link);
		return url.origin === new URL(this.settings.apiUrl).origin ? url : undefined;
	}

	private async send({ method, url, body, repeatable }: Sending): Promise<Reply<Answer>> {
		const { token, toolVersion, timeoutMs = TIMEOUT_MS } = this.settings;
		const headers = {
			accept: 'application/vnd.github+json',
			authorization: `Bearer ${token}`,
			'user-agent': `metronome-jobs/${toolVersion}`,
			'x-github-api-version': '2022-11-28',
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		};
		const text = body === undefined ? undefined : JSON.stringify(body);
		if (this.down !== undefined && this.clock.now() < this.down.until) {
			return { ok: false, failure: { ...this.down.failure, mayHaveArrived: false } };
		}
		for (let attempt = 1; ; attempt++) {
			const answer = await this.connection.send({ method, url, headers, body: text, timeoutMs });
			const wait = attempt < ATTEMPTS ? this.waitBefore(answer, attempt, repeatable) : undefined;
			if (wait === undefined) {
				const reply = this.judged(answer, url);
				this.remember(reply, repeatable);
				return reply;
			}
			this.waitedMs += wait;
			await this.clock.wait(wait);
		}
	}

	/** ms until the request is sent again; undefined: it is not. */
	private waitBefore(answer: RawAnswer, attempt: number, repeatable: boolean): number | undefined {
		const limit = answer.kind === 'answer' ? limitMs(answer, this.clock.now()) : undefined;
		const passes = answer.kind === 'none' ? answer.mayHaveArrived : answer.status >= 500;
		if (limit === undefined && !(passes && repeatable)) return undefined;
		const wait = limit ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
		return wait > LONGEST_WAIT_MS || this.waitedMs + wait > WAITING_BUDGET_MS ? undefined : wait;
	}

	/** Who was not reached after every attempt is not asked again at once: a step would wait for each request anew. */
	private remember(reply: Reply<Answer>, repeatable: boolean): void {
		if (reply.ok || reply.failure.reason !== 'unreachable') return;
		if (repeatable || !reply.failure.mayHaveArrived) {
			this.down = { until: this.clock.now() + DOWN_MS, failure: reply.failure };
		}
	}

	private judged(answer: RawAnswer, url: URL): Reply<Answer> {
		if (answer.kind === 'none') {
			const message = `GitHub at ${url.host} was not reached (${answer.why}).`;
			return failed('unreachable', message, { mayHaveArrived: answer.mayHaveArrived });
		}
		const { status } = answer;
		if (status >= 200 && status < 300) return done(answer);
		const said = this.wordsOf(answer);
		if (limitMs(answer, this.clock.now()) !== undefined) {
			return failed('limited', `GitHub limits the rate of requests (${status}${said}).`, { status });
		}
		const reason = REASONS.get(status) ?? 'odd';
		return failed(reason, `GitHub answers ${status}${said}.`, { status, mayHaveArrived: status >= 500 });
	}

	/** `: Resource not accessible by integration`, of what GitHub says. */
	private wordsOf({ body }: Answer): string {
		const parsed = parsedJson(body);
		const message = parsed.ok ? textAt(parsed.value, 'message') : undefined;
		if (message === undefined) return '';
		const safe = this.settings.token === '' ? message : message.replaceAll(this.settings.token, '***');
		return `: ${printable(cut(safe, 200)).replace(/\.$/, '')}`;
	}
}

const REASONS = new Map<number, 'denied' | 'missing' | 'invalid'>([
	[401, 'denied'],
	[403, 'denied'],
	[404, 'missing'],
	[422, 'invalid'],
]);

function contentOf(reply: Reply<Answer>): Reply<unknown> {
	if (!reply.ok) return reply;
	const { body, status } = reply.value;
	if (body === '') return done(undefined);
	const parsed = parsedJson(body);
	return parsed.ok
		? parsed
		: failed('odd', 'GitHub answers what is no JSON.', { status, mayHaveArrived: true });
}

function parsedJson(text: string): Reply<unknown> {
	try {
		const value: unknown = JSON.parse(text);
		return done(value);
	} catch {
		return failed('odd', 'That is no JSON.');
	}
}
