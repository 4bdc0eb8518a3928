import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CHECK_ROUTES } from './check-routes.ts';
import { DEPLOYMENT_ROUTES } from './deployment-routes.ts';
import { Faults } from './faults.ts';
import { ISSUE_ROUTES } from './issue-routes.ts';
import { RateLimits } from './limits.ts';
import { bodyProblems } from './openapi.ts';
import { PULL_ROUTES } from './pull-routes.ts';
import { type Body, isBody, type Route, type RouteAnswer } from './route.ts';
import { emptyState, type State, type TokenOwner } from './state.ts';

/**
 * A GitHub of one repository on the loopback interface, with the limits of the real one: 50 annotations a request,
 * 65,536 characters, reviews that are lost with one comment off the diff, tokens that may not, pages, primary and
 * secondary rate limits. It remembers everything and writes down every call. Bodies are also held against GitHub's own
 * OpenAPI description where that is installed.
 */
export interface FakeGithub {
	/** For `GITHUB_API_URL`. */
	readonly apiUrl: string;
	readonly graphqlUrl: string;
	/** `http://127.0.0.1:PORT` */
	readonly origin: string;
	readonly state: State;
	readonly calls: readonly Call[];
	/** What no client should ever do: unknown paths, bodies that GitHub's description does not allow, no user agent. */
	readonly problems: readonly string[];
	readonly faults: Faults;
	close(): Promise<void>;
}

export interface Call {
	readonly method: string;
	/** Below the API's address, with its query. */
	readonly path: string;
	readonly status: number;
	readonly body: Body | undefined;
}

export interface FakeSettings {
	readonly tokens: Readonly<Record<string, TokenOwner>>;
	readonly repository?: string;
	/** `/api/v3` makes it a GitHub Enterprise Server. */
	readonly prefix?: string;
	/** PEM texts: it is reached over https:. */
	readonly tls?: { readonly key: string; readonly cert: string };
}

export const REPOSITORY = 'acme/nightly-jobs';

export const ROUTES: readonly Route[] = [
	...CHECK_ROUTES,
	...ISSUE_ROUTES,
	...PULL_ROUTES,
	...DEPLOYMENT_ROUTES,
];
const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 100;

export async function startFakeGithub(settings: FakeSettings): Promise<FakeGithub> {
	const fake = new Fake(settings);
	await fake.listen();
	return fake;
}

interface Incoming {
	readonly method: string;
	readonly url: URL;
	/** Below the API's address. */
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: Body | undefined;
}

interface Outgoing extends RouteAnswer {
	readonly headers?: Readonly<Record<string, string>>;
}

class Fake implements FakeGithub {
	readonly state: State;
	readonly calls: Call[] = [];
	readonly problems: string[] = [];
	readonly faults = new Faults();
	private readonly settings: FakeSettings;
	private readonly limits = new RateLimits();
	private readonly server: Server;

	constructor(settings: FakeSettings) {
		this.settings = settings;
		this.state = emptyState(settings.repository ?? REPOSITORY);
		const listener = (request: IncomingMessage, response: ServerResponse): void => {
			this.serve(request, response).catch((error: unknown) => {
				this.problems.push(`the fake failed: ${error}`);
				response.destroy();
			});
		};
		const { tls } = settings;
		this.server = tls === undefined ? createServer(listener) : createSecureServer({ ...tls }, listener);
	}

	get origin(): string {
		const { port } = this.server.address() as AddressInfo;
		return this.settings.tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
	}

	get apiUrl(): string {
		return `${this.origin}${this.settings.prefix ?? ''}`;
	}

	get graphqlUrl(): string {
		const { prefix } = this.settings;
		return `${this.origin}${prefix === undefined ? '' : prefix.replace(/\/v3$/, '')}/graphql`;
	}

	listen(): Promise<void> {
		return new Promise(resolve => this.server.listen(0, '127.0.0.1', resolve));
	}

	close(): Promise<void> {
		this.server.closeAllConnections();
		return new Promise(resolve => this.server.close(() => resolve()));
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', this.origin);
		const method = request.method ?? '';
		const text = await textOf(request);
		const { prefix = '' } = this.settings;
		const isGraphql = url.href === this.graphqlUrl;
		const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
		const incoming = { method, url, path: path ?? '', headers: request.headers, body: bodyIn(text) };
		const fault = this.faults.for(method, incoming.path);
		if (fault?.kind === 'silence') return;
		if (fault?.kind === 'held') await fault.until();
		if (fault?.kind === 'reset') {
			this.note(incoming, 0);
			response.destroy();
			return;
		}
		const answer: Outgoing =
			fault?.kind === 'answer'
				? { status: fault.status, body: fault.body ?? {}, headers: fault.headers ?? {} }
				: isGraphql
					? this.graphql(incoming)
					: this.rest(incoming);
		this.note(incoming, fault?.kind === 'lost answer' ? 0 : answer.status);
		if (fault?.kind === 'lost answer') response.destroy();
		else this.send(response, answer, incoming);
	}

	private note({ method, url, body }: Incoming, status: number): void {
		const path = `${url.pathname.slice((this.settings.prefix ?? '').length)}${url.search}`;
		this.calls.push({ method, path, status, body });
	}

	private rest(incoming: Incoming): Outgoing {
		const { method, path, url, body, headers } = incoming;
		const { state } = this;
		const found = routeOf(method, path, state.repository);
		if (found === undefined) {
			this.problems.push(`nothing answers ${method} ${path}`);
			return { status: 404, body: { message: 'Not Found' } };
		}
		const { route, params } = found;
		const refused = this.refusalOf(incoming, route);
		if (refused !== undefined) return refused;
		if (method === 'POST' || method === 'PATCH') {
			if (body === undefined) return { status: 400, body: { message: 'Problems parsing JSON' } };
			const wrong = bodyProblems(method, route.path, body);
			this.problems.push(...wrong);
			if (wrong.length > 0)
				return { status: 422, body: { message: `Invalid request.\n\n${wrong.join('\n')}` } };
		}
		const owner = this.ownerOf(headers.authorization);
		if (owner === undefined) throw new Error('a request without a token came through');
		const site = this.origin;
		return route.answer({ state, owner, params, query: url.searchParams, body: body ?? {}, site });
	}

	private graphql({ headers, body }: Incoming): Outgoing {
		const owner = this.ownerOf(headers.authorization);
		if (owner === undefined) return { status: 401, body: { message: 'Bad credentials' } };
		if (body?.['query'] !== 'query { viewer { login } }') {
			this.problems.push(`nobody knows the query ${body?.['query']}`);
		}
		return { status: 200, body: { data: { viewer: { login: owner.login } } } };
	}

	/** Who may not, before anything of the request is looked at. */
	private refusalOf({ method, headers }: Incoming, route: Route): Outgoing | undefined {
		if (headers['user-agent'] === undefined) {
			this.problems.push('a request without a user agent');
			return { status: 403, body: { message: 'Request forbidden by administrative rules.' } };
		}
		const owner = this.ownerOf(headers.authorization);
		if (owner === undefined) return { status: 401, body: { message: 'Bad credentials' } };
		const limit = this.limits.take(method !== 'GET');
		if (limit !== undefined)
			return { status: limit.status, headers: limit.headers, body: { message: limit.message } };
		const levels = route.needs.map(need => owner.permissions[need]);
		const may = levels.some(level => level === 'write' || (level === 'read' && method === 'GET'));
		return may ? undefined : { status: 403, body: { message: 'Resource not accessible by integration' } };
	}

	private ownerOf(authorization: string | undefined): TokenOwner | undefined {
		const token = /^(?:Bearer|token) (.+)$/.exec(authorization ?? '')?.[1];
		return token === undefined ? undefined : this.settings.tokens[token];
	}

	private send(response: ServerResponse, answer: Outgoing, { url }: Incoming): void {
		const headers: Record<string, string> = {
			'content-type': 'application/json; charset=utf-8',
			...this.limits.headers,
			...answer.headers,
		};
		let { body } = answer;
		if (answer.pages !== undefined) {
			const { items, name } = answer.pages;
			const page = pageOf(items, url);
			if (page.link !== '') headers['link'] = page.link;
			body = name === undefined ? page.items : { total_count: items.length, [name]: page.items };
		}
		response.writeHead(answer.status, headers);
		response.end(JSON.stringify(body));
	}
}

function routeOf(method: string, path: string, repository: string) {
	const [owner = '', repo = ''] = repository.split('/');
	for (const route of ROUTES) {
		if (route.method !== method) continue;
		const pattern = route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
		const params = new RegExp(`^${pattern}$`).exec(path)?.groups;
		if (params !== undefined && params['owner'] === owner && params['repo'] === repo)
			return { route, params };
	}
	return undefined;
}

function pageOf(items: readonly unknown[], url: URL) {
	const size = Math.min(Number(url.searchParams.get('per_page') ?? DEFAULT_PAGE), LARGEST_PAGE);
	const page = Number(url.searchParams.get('page') ?? 1);
	const last = Math.max(Math.ceil(items.length / size), 1);
	const at = (n: number, rel: string): string => {
		const target = new URL(url);
		target.searchParams.set('page', String(n));
		return `<${target.href}>; rel="${rel}"`;
	};
	const links = [
		...(page > 1 ? [at(page - 1, 'prev')] : []),
		...(page < last ? [at(page + 1, 'next'), at(last, 'last')] : []),
		...(page > 1 ? [at(1, 'first')] : []),
	];
	return { items: items.slice((page - 1) * size, page * size), link: links.join(', ') };
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}

function bodyIn(text: string): Body | undefined {
	if (text === '') return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return isBody(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
