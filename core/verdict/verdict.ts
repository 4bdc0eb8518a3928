import { JOB } from '../definition/job.ts';
import { SCHEDULE } from '../definition/schedule.ts';
import type { JsonNode } from '../json.ts';
import type { Version } from '../version.ts';
import { readViolations } from './read.ts';
import { type Body, schemaViolations } from './schema.ts';
import { validateViolations } from './validate.ts';
import type { Violation } from './violation.ts';

/**
 * Every reason why the server would refuse a request body, from all its steps and not only from the first that
 * refuses, so that a person sees them at once. Empty: the body is taken (whether its dependencies exist and whether
 * storing it breaks the server is judged elsewhere).
 */
export function violations(root: JsonNode, body: Body, target: Version): readonly Violation[] {
	const found = schemaViolations(root, body === 'schedule' ? SCHEDULE : JOB, body, target);
	found.push(...readViolations(root, body === 'schedule' ? 'schedule' : 'job'));
	if (body !== 'schedule') found.push(...validateViolations(root, target));
	return found;
}
