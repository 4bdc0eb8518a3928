import { schemaUrl } from '../core/project.ts';
import { DRAFT, type JsonSchema } from './json-schema-draft.ts';

const TEXT: JsonSchema = { type: 'string' };
const TEXTS: JsonSchema = { type: 'array', items: TEXT };
const POINTER: JsonSchema = {
	type: 'string',
	pattern: '^(?:/(?:[^~/]|~[01])*)*$',
	description: 'RFC 6901, into the job as the server stores it',
};
const POINTERS: JsonSchema = { type: 'array', items: POINTER };

/** The plan file that `plan -o` writes and `deploy FILE` reads: `Plan` of deploy/planned.ts with its seal. */
export function planSchema(): JsonSchema {
	return {
		$schema: DRAFT,
		$id: schemaUrl('plan.schema.json'),
		title: 'A plan of metronome-jobs plan',
		description: 'What a deploy would write, for review. It is sealed: an edited plan is refused.',
		...object({
			version: { const: 1 },
			tool: text('the version of metronome-jobs that made it'),
			cluster: object({ address: TEXT, metronome: text('the version of the server') }),
			owner: text('whose jobs are planned'),
			allowed: object({
				adopt: { type: 'boolean', description: 'jobs of nobody or of others may be taken over' },
				prune: { type: 'boolean', description: 'jobs of the owner that are in no file may be deleted' },
				maxDeletes: count('so many of them'),
				only: { ...orNull(TEXTS), description: 'the jobs planned; null: all' },
			}),
			operations: {
				type: 'array',
				description: 'In the order in which they are done.',
				items: operation(),
			},
			unchanged: {
				type: 'array',
				items: object({ job: TEXT, live: text('digest of the job'), ignored: POINTERS }),
			},
			orphans: { ...TEXTS, description: 'Jobs of this owner that are in no file and stay.' },
			notices: TEXTS,
			seal: text('keyed, over all of the plan'),
		}),
	};
}

function operation(): JsonSchema {
	return object({
		kind: { enum: ['create', 'update', 'delete'] },
		job: text('the id of the job'),
		file: { ...orNull(TEXT), description: 'null for a job that goes' },
		desired: { ...orNull(TEXT), description: 'digest of the job as it shall be' },
		live: { ...orNull(TEXT), description: 'digest of the job as it was seen' },
		changes: { type: 'array', items: change() },
		timetables: { type: 'array', items: timetableChange() },
		ignored: { ...POINTERS, description: 'Settings that keep something as it is.' },
		secrets: {
			type: 'array',
			items: object({
				alias: TEXT,
				source: TEXT,
				state: { enum: ['exists', 'missing', 'cannot-tell', 'not-asked'] },
			}),
		},
		activeRuns: count('runs that are active now'),
	});
}

function change(): JsonSchema {
	return object({
		pointer: POINTER,
		before: { ...orNull(TEXT), description: 'JSON, secrets hidden; null: not there' },
		after: { ...orNull(TEXT), description: 'JSON, secrets hidden; null: not there' },
	});
}

/** A side without a schedule is left out. */
function timetableChange(): JsonSchema {
	const runs = { type: 'array', items: { type: 'integer', description: 'ms since 1970' }, maxItems: 3 };
	const side = object({ timezone: TEXT, runs });
	return object({ schedule: TEXT }, { before: side, after: side });
}

function object(
	required: Readonly<Record<string, JsonSchema>>,
	optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
	return {
		type: 'object',
		required: Object.keys(required),
		properties: { ...required, ...optional },
		additionalProperties: false,
	};
}

function orNull(schema: JsonSchema): JsonSchema {
	return { anyOf: [schema, { type: 'null' }] };
}

function text(description: string): JsonSchema {
	return { type: 'string', description };
}

function count(description: string): JsonSchema {
	return { type: 'integer', minimum: 0, description };
}
