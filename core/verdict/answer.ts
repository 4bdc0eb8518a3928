import type { JsonDocument, JsonNode, SyntaxProblem } from '../json.ts';
import { isAtLeast, type Version, version } from '../version.ts';
import type { Body } from './schema.ts';
import { setOrder } from './set-order.ts';
import { bySchemaOrder } from './schema-order.ts';
import { violations } from './verdict.ts';
import type { Stage, Violation } from './violation.ts';

/** One place of a body and what the server says of it, in its own notation of paths (facts: server-behaviour row 18). */
export interface ErrorDetail {
	readonly path: string;
	readonly errors: readonly string[];
}

/**
 * What a server makes of a request body before it looks at its jobs. `not-json`: 400 · `invalid`: 422 with details ·
 * `thrown`: 500 and nothing stored.
 */
export type BodyAnswer =
	| { readonly kind: 'taken'; readonly root: JsonNode }
	| { readonly kind: 'not-json'; readonly problem: SyntaxProblem }
	| { readonly kind: 'invalid'; readonly details: readonly ErrorDetail[] }
	| { readonly kind: 'thrown' };
