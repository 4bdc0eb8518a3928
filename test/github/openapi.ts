import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { isBody } from './route.ts';

/** GitHub's own description of its API, where `npm ci --prefix test/peers` has put it. */
const DESCRIPTION = join(
	import.meta.dirname,
	'../peers/node_modules/@octokit/openapi/generated/api.github.com.json',
);

export const hasOpenApi = existsSync(DESCRIPTION);

let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction | undefined>();

/**
 * What GitHub's description has against a request's body; nothing where it is not installed. `path` is written as
 * there. Read when first wanted: it has 13 MB.
 */
export function bodyProblems(method: string, path: string, body: unknown): readonly string[] {
	if (!hasOpenApi) return [];
	const key = `${method} ${path}`;
	if (!validators.has(key)) validators.set(key, validatorOf(method, path));
	const validate = validators.get(key);
	if (validate === undefined || validate(body)) return [];
	return (validate.errors ?? []).map(
		({ instancePath, message }) => `${key}: ${instancePath || '/'} ${message}`,
	);
}

/** Whether the description has a body for a request at all; undefined where it is not installed. */
export function knowsBody(method: string, path: string): boolean | undefined {
	return hasOpenApi ? validatorOf(method, path) !== undefined : undefined;
}

function validatorOf(method: string, path: string): ValidateFunction | undefined {
	if (ajv === undefined) {
		// OpenAPI has keywords and formats of its own, which say nothing about shape.
		ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
		ajv.addSchema(JSON.parse(readFileSync(DESCRIPTION, 'utf8'), withNull), 'github');
	}
	const pointer = [
		'paths',
		path,
		method.toLowerCase(),
		'requestBody',
		'content',
		'application/json',
		'schema',
	];
	const escaped = pointer.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
	return ajv.getSchema(`github#/${escaped.join('/')}`);
}

/** OpenAPI 3.0 lets anything be `nullable`; the validator takes that word only beside a type. */
function withNull(_: string, value: unknown): unknown {
	if (!isBody(value) || value['nullable'] !== true || typeof value['type'] === 'string') return value;
	const { nullable: __, ...rest } = value;
	return { anyOf: [rest, { type: 'null' }] };
}
