import { schemaUrl } from '../core/project.ts';
import { RULES } from '../core/rules/registry.ts';
import { DRAFT, type JsonSchema } from './json-schema-draft.ts';

const position = object({ line: count('0-based'), character: count('0-based, UTF-16 units') });
const range = object({ start: position, end: position });
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const text = (description: string): JsonSchema => ({ type: 'string', description });

/** What `check -f json` prints. */
export function findingsSchema(): JsonSchema {
	return {
		$schema: DRAFT,
		$id: schemaUrl('findings.schema.json'),
		title: 'Findings of metronome-jobs check',
		...object({
			version: { const: 1 },
			summary: object({
				files: count('files judged'),
				jobs: count('jobs in them'),
				errors: count('findings of that severity that count'),
				warnings: count('findings of that severity that count'),
				infos: count('findings of that severity that count'),
				fixable: count('findings with a fix'),
				suppressed: count('findings that do not count'),
			}),
			findings: { type: 'array', items: finding() },
			troubles: {
				type: 'array',
				description: 'What kept a file or the whole request from being judged.',
				items: object({
					kind: { enum: ['usage', 'io'] },
					path: orNull({ type: 'string' }),
					message: { type: 'string' },
				}),
			},
			notices: { type: 'array', items: { type: 'string' } },
		}),
	};
}

function finding(): JsonSchema {
	const place = {
		file: orNull({ type: 'string' }),
		pointer: orNull({ type: 'string' }),
		range: orNull(range),
	};
	return object({
		code: { enum: RULES.map(rule => rule.meta.code).toSorted() },
		severity: { enum: ['error', 'warning', 'info'] },
		consequence: { enum: ['refused', 'breaks', 'ignored', 'fails', 'risk'] },
		message: { type: 'string' },
		...place,
		job: orNull(text('the id of the job')),
		related: { type: 'array', items: object({ ...place, message: { type: 'string' } }) },
		fix: orNull(
			object({
				safe: { type: 'boolean' },
				title: { type: 'string' },
				edits: {
					type: 'array',
					items: object({ file: orNull({ type: 'string' }), range, newText: { type: 'string' } }),
				},
			}),
		),
		suppressed: orNull(object({ by: { enum: ['label', 'config', 'baseline'] }, reason: { type: 'string' } })),
		fingerprint: text('stays when the file is moved, reformatted or reordered'),
		docs: text('the page of the rule'),
	});
}

function object(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
	return { type: 'object', required: Object.keys(properties), properties };
}

function count(description: string): JsonSchema {
	return { type: 'integer', minimum: 0, description };
}
