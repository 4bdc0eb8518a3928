import type { Permission, State, TokenOwner } from './state.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface RouteRequest {
	readonly state: State;
	readonly owner: TokenOwner;
	/** The parts of the path in braces. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	readonly body: Body;
	/** For the links to GitHub's pages. */
	readonly site: string;
}

export interface RouteAnswer {
	readonly status: number;
	readonly body: unknown;
	/** A list that is cut into pages; `name`: it stands in this property. */
	readonly pages?: { readonly items: readonly unknown[]; readonly name?: string };
}

export interface Route {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** As GitHub's OpenAPI description writes it. */
	readonly path: string;
	/** One of these is enough: comments of a pull request are open to two. */
	readonly needs: readonly Permission[];
	readonly answer: (request: RouteRequest) => RouteAnswer;
}

export function ok(body: unknown): RouteAnswer {
	return { status: 200, body };
}

export function made(body: unknown): RouteAnswer {
	return { status: 201, body };
}

export function pages(items: readonly unknown[], name?: string): RouteAnswer {
	return { status: 200, body: undefined, pages: { items, ...(name === undefined ? {} : { name }) } };
}

export const NOT_FOUND: RouteAnswer = { status: 404, body: { message: 'Not Found' } };

export function invalid(message: string): RouteAnswer {
	return { status: 422, body: { message: 'Validation Failed', errors: [message] } };
}

/** A text of a body; undefined where it is absent or of another kind. */
export function textIn(body: Body, key: string): string | undefined {
	const value = body[key];
	return typeof value === 'string' ? value : undefined;
}

export function numberIn(body: Body, key: string): number | undefined {
	const value = body[key];
	return typeof value === 'number' ? value : undefined;
}

export function isBody(value: unknown): value is Body {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters that GitHub takes as the body of an issue, a comment or a review. */
export const MAX_BODY = 65_536;

export function bodyProblem(body: string | undefined): RouteAnswer | undefined {
	if (body === undefined || body.trim() === '') return invalid("Body can't be blank");
	return body.length > MAX_BODY ? invalid('body is too long (maximum is 65536 characters)') : undefined;
}
