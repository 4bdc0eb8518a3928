import type { JsonNode } from '../core/json.ts';
import { parseJson } from '../core/json-parser.ts';
import { answerTo } from '../core/verdict/answer.ts';
import type { Body } from '../core/verdict/schema.ts';
import type { Version } from '../core/version.ts';
import { type Answer, clientError, notValid, serverError } from './answers.ts';
import { isJsonType, type Request, readBody } from './requests.ts';
import type { Operation, Route } from './router.ts';

/** The routes whose body is a job or a schedule. */
const BODIES: ReadonlyMap<Operation, Body> = new Map([
	['create-job', 'v1'],
	['update-job', 'v1'],
	['create-scheduled-job', 'v0'],
	['update-scheduled-job', 'v0'],
	['create-schedule', 'schedule'],
	['update-schedule', 'schedule'],
]);

/**
 * What a route makes of the body before anybody asks who is calling (facts: server-behaviour row 39): its job or
 * schedule, undefined on routes that take none, or the answer that refuses it. On those routes a body that says it is
 * JSON must be JSON all the same. Source: Metronome RestController.scala; Play 2.6 BodyParsers.scala, `default`, `anyContent`.
 */
export function bodyFor(route: Route, request: Request, version: Version): JsonNode | Answer | undefined {
	const kind = BODIES.get(route.operation);
	const isEmpty = request.body === undefined || request.body.length === 0;
	if (kind === undefined && isEmpty) return undefined;
	if (!isJsonType(request.headers)) {
		if (kind === undefined) return undefined;
		return clientError(415, 'Expecting text/json or application/json body', route.path);
	}
	const body = readBody(request.body);
	if (body.kind === 'too-large') return clientError(413, 'Request Entity Too Large', route.path);
	if (body.kind === 'no-text') return notJson(body.message, route);
	if (body.text === '') return notJson('No content to map due to end-of-input', route);
	const answer = answerTo(parseJson(body.text), kind ?? 'v1', version, { idFromUrl: route.jobId !== '' });
	if (answer.kind === 'not-json')
		return notJson(answer.problem?.message ?? 'There is no JSON value here', route);
	if (kind === undefined) return undefined;
	if (answer.kind === 'invalid') return notValid(answer.details);
	return answer.kind === 'thrown' ? serverError(route.path) : answer.root;
}

/** The words are ours: those of the server are its parser's (`test/emulator/compare.ts`). */
function notJson(words: string, route: Route): Answer {
	return clientError(400, `Invalid Json: ${words}`, route.path);
}
